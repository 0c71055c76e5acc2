"""External inputs of the tables: the Akoma Ntoso import, and the comparison with SPARQL endpoints."""
