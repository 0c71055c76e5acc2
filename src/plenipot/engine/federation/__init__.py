"""Federated queries: SERVICE clauses, evaluated at other endpoints before the query runs."""
