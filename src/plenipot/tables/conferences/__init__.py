"""Conferences: their dates and places, their actions, and their preparation."""

from __future__ import annotations

from plenipot.tables.conferences.conferences import FAMILY

__all__ = ["FAMILY"]
