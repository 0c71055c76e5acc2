"""Maintenance scripts, which the Makefile runs."""
