"""Slow queries, and a quick one."""

from __future__ import annotations

_EIGHT = " ".join(f"VALUES ?v{i} {{ 1 2 3 4 5 6 7 8 }}" for i in range(4))

LARGE = f"SELECT * WHERE {{ {_EIGHT} BIND ('{'x' * 5000}' AS ?text) }}"
"""4,096 rows of 5 KB: 20 MB as CSV, produced long before the timeout."""
ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { " + " ".join(f"?a{i} ?b{i} ?c{i} ." for i in range(24)) + " }"

QUICK = "ASK { ?s ?p ?o }"
