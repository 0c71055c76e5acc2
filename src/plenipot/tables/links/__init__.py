"""Links to external data: vocabularies, SSSOM mappings, and snapshots of open data."""

from __future__ import annotations

from plenipot.tables.links.links import FAMILY

__all__ = ["FAMILY"]
