"""Connections of clients: bounds for slow ones, and joined writes."""
