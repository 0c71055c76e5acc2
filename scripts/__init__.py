"""Chores of the maintainers; the Makefile runs them."""
