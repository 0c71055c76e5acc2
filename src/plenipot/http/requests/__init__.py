"""Parsing of requests: headers, body, byte ranges, parameters."""
