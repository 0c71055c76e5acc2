"""The HTTP service: SPARQL endpoint and pages."""
