"""Releases: their build, canonical form and ids, dumps, and the push to other engines."""
