"""SERVICE: other endpoints, asked before the query runs."""
