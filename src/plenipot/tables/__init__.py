"""Curated tables: read, check and map to triples, one module per family."""
