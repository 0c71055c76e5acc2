"""Fixtures of the tests of pages, which request the pages of the release over HTTP."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from tests.server import Server


@pytest.fixture(scope="session")
def site(release_server: Server) -> Iterator[httpx.Client]:
    """An HTTP client with the headers of a browser."""
    with httpx.Client(base_url=release_server.url, timeout=60, headers={"Accept": "text/html"}) as client:
        yield client
