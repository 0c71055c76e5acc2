"""Queries that take long, and one that does not."""

from __future__ import annotations

_EIGHT = " ".join(f"VALUES ?v{i} {{ 1 2 3 4 5 6 7 8 }}" for i in range(4))

LARGE = f"SELECT * WHERE {{ {_EIGHT} BIND ('{'x' * 5000}' AS ?text) }}"
"""4,096 rows of 5 KB: 20 MB as CSV, made in far less than the deadline."""
ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { " + " ".join(f"?a{i} ?b{i} ?c{i} ." for i in range(24)) + " }"

QUICK = "ASK { ?s ?p ?o }"
