"""Compare links and data snapshots of the tables with the current data of SPARQL endpoints."""
