"""Map the tables to triples, infer, validate and count."""
