"""Links to external data: sets, mappings, and frozen slices."""

from __future__ import annotations

from plenipot.tables.links.links import FAMILY

__all__ = ["FAMILY"]
