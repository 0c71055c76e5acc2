"""How late a limit of time may take effect on a busy machine."""

SLACK = 4.0
"""Seconds that a test adds to a limit of time before it says that the limit does not work."""
