"""The addresses of the service as OpenAPI 3.1."""
