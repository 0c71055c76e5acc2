"""HTTP: server, middleware, rate limits, content negotiation, error responses, response cache and metrics."""
