"""The cache of responses: what is put into it, and when a response of a replaced release is not."""

from __future__ import annotations

import asyncio
from typing import Any, cast

import httpx
import pytest
from starlette.types import Receive, Scope, Send

from plenipot.http.live_release import LiveRelease
from plenipot.http.metrics import Metrics
from plenipot.http.middleware import Middleware
from plenipot.http.response_cache import ResponseCache
from plenipot.http.settings import Settings
from tests.http.connections import metric
from tests.server import Server


class Release:
    """Counts no requests."""

    def begin_request(self) -> None:
        """Nothing."""

    def end_request(self) -> None:
        """Nothing."""


class Counters:
    """Counts no responses."""

    def count_response(self, path: str, status: int, seconds: float) -> None:
        """Nothing."""


SCOPE = {
    "type": "http", "method": "GET", "path": "/x", "raw_path": b"/x", "query_string": b"", "scheme": "http",
    "http_version": "1.1", "headers": [(b"host", b"example.org")], "client": ("192.0.2.1", 1),
}  # fmt: skip


@pytest.mark.parametrize("replaced", [False, True])
def test_a_response_of_a_replaced_release_is_not_cached(replaced: bool) -> None:
    """The handler began with the old release; the cache is that of the new one by the time it responds."""
    old, new = Release(), Release()
    current = [old]
    cache = ResponseCache(1_000_000)
    sent: list[dict[str, Any]] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if replaced:
            current[0] = new
        await send({"type": "http.response.start", "status": 200, "headers": [(b"etag", b'"a"')]})
        await send({"type": "http.response.body", "body": b"body"})

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    async def request() -> None:
        middleware = Middleware(
            app, Settings(), cache, cast(Metrics, Counters()), lambda: cast(LiveRelease, current[0])
        )
        await middleware(dict(SCOPE), receive, send)

    asyncio.run(request())
    assert sent[-1]["body"] == b"body"
    assert (cache.used > 0) is not replaced


def test_an_equal_request_is_answered_from_the_cache(server: Server) -> None:
    def hits() -> float:
        return metric(server, "plenipot_responses_cached_total")

    url, before = f"{server.url}/sparql?query=SELECT(%22cached%22AS%3Fx)%7B%7D", hits()
    first = httpx.get(url)
    assert hits() == before
    again = httpx.get(url)
    assert (again.content, again.headers["etag"]) == (first.content, first.headers["etag"])
    assert hits() == before + 1
    # Another representation is another response.
    httpx.get(url, headers={"Accept": "text/csv"})
    assert hits() == before + 1
