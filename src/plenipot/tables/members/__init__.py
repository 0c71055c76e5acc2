"""Member States, regional organizations, memberships and contributions."""

from __future__ import annotations

from plenipot.tables.members.states import FAMILY

__all__ = ["FAMILY"]
