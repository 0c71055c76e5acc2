"""Conferences: what they are, what they did, how they are prepared."""

from __future__ import annotations

from plenipot.tables.conferences.conferences import FAMILY

__all__ = ["FAMILY"]
