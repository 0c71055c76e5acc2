"""HTTP: server, limits per client, middleware, negotiation, replies, problems, caches and metrics."""
