"""The engine: Oxigraph, and the processes that run queries in it."""
