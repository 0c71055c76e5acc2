"""Declarations of the pages of things, by kind of thing."""
