"""The pages are looked at over HTTP, on the release itself."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest

from tests.service.conftest import Server, release_server

__all__ = ["queries", "release_server"]


@pytest.fixture(scope="session")
def site(release_server: Server) -> Iterator[httpx.Client]:
    """A browser without scripts, as far as HTTP goes."""
    with httpx.Client(base_url=release_server.url, timeout=60, headers={"Accept": "text/html"}) as client:
        yield client


def queries(site: httpx.Client, path: str, **choices: str) -> int:
    """How many queries a page asks, once the service knows the terms of the ontology, as it says itself."""
    site.get("/resolution/pp/102.html").raise_for_status()
    answer = site.get(path, params=choices or None).raise_for_status()
    found = re.fullmatch(r'queries;desc="(\d+)"', answer.headers["server-timing"])
    assert found
    return int(found[1])
