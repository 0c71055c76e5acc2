"""Provenance of triples: the table rows that state them, or the rules and premises that infer them."""
