"""Bytes in and out: the server, the bounds on clients, and how responses are finished, cached and sent."""
