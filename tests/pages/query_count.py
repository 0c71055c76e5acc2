"""How many queries a page asks."""

from __future__ import annotations

import re

import httpx


def queries(site: httpx.Client, path: str, **choices: str) -> int:
    """How many queries a page asks, once the service knows the terms of the ontology, as it says itself."""
    site.get("/resolution/pp/102.html").raise_for_status()
    answer = site.get(path, params=choices or None).raise_for_status()
    found = re.fullmatch(r'queries;desc="(\d+)"', answer.headers["server-timing"])
    assert found
    return int(found[1])
