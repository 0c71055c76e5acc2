"""Count the queries that the service runs for a page."""

from __future__ import annotations

import re

import httpx


def queries(site: httpx.Client, path: str, **choices: str) -> int:
    """Return the number of queries for a page, from its Server-Timing header, after the ontology terms are cached."""
    site.get("/resolution/pp/102.html").raise_for_status()
    answer = site.get(path, params=choices or None).raise_for_status()
    found = re.fullmatch(r'queries;desc="(\d+)"', answer.headers["server-timing"])
    assert found
    return int(found[1])
