"""Refreshing links and slices from live endpoints: what they say now, and how it differs from what is kept."""
