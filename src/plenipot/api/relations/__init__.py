"""Connections of a thing, and shortest paths between two things."""
