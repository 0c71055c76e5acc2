"""Identifiers and their documents: linked data."""
