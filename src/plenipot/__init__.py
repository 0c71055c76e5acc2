"""Plenipot: the open knowledge graph of how the International Telecommunication Union is governed."""

__version__ = "0.2.0"
