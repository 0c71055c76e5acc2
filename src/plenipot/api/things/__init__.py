"""Linked data: identifiers, and documents about things."""
