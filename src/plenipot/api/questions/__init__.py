"""Saved questions: parametrized queries at ``/query/{name}``."""
