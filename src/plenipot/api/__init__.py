"""The HTTP API: SPARQL, saved questions, linked data, search, dumps and OpenAPI."""
