"""The pages are looked at over HTTP, on the release itself."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from tests.server import Server


@pytest.fixture(scope="session")
def site(release_server: Server) -> Iterator[httpx.Client]:
    """A browser without scripts, as far as HTTP goes."""
    with httpx.Client(base_url=release_server.url, timeout=60, headers={"Accept": "text/html"}) as client:
        yield client
