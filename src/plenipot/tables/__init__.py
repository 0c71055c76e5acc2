"""Curated tables: read their rows, validate them and map them to triples; one module or package per family."""
