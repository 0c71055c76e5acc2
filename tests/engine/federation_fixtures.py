"""A mock of another endpoint: it returns the response of a test, and records the requests."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Sequence
from urllib.parse import parse_qs

import httpx
import pyoxigraph as ox

from plenipot.engine.evaluate import Bounds, answer
from plenipot.engine.federation.endpoints import EndpointClient
from plenipot.engine.interface import Request

URL = "http://192.0.2.7/sparql"
E = f"<{URL}>"
BOUNDS = Bounds(64, 1_000_000, 1_000_000, {})
MEDIA = {"Content-Type": "application/sparql-results+json"}


class Guard:
    """An engine with an empty store in this process, instead of a worker."""

    async def open(self, request: Request) -> bytes:
        out = io.BytesIO()
        answer(ox.Store(), request, BOUNDS, out)
        return out.getvalue()


def results(*rows: dict[str, object]) -> bytes:
    return json.dumps({"head": {"vars": []}, "results": {"bindings": rows}}).encode()


def literal(text: str, **more: str) -> dict[str, object]:
    return {"x": {"type": "literal", "value": text, **more}}


class Wire:
    """A transport that answers every request with the same response, and records the requests."""

    def __init__(self, reply: Callable[[httpx.Request], httpx.Response] | bytes = b"") -> None:
        self.requests: list[httpx.Request] = []
        self.looked_up: list[str] = []
        self.addresses: Sequence[str] = ["192.0.2.7"]
        self._reply = reply

    async def handle(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        if callable(self._reply):
            return self._reply(request)
        return httpx.Response(200, stream=httpx.ByteStream(self._reply), headers=MEDIA)

    async def resolve(self, host: str, port: int) -> Sequence[str]:
        self.looked_up.append(host)
        return self.addresses

    @property
    def caller(self) -> EndpointClient:
        return EndpointClient(self.resolve, httpx.MockTransport(self.handle))

    @property
    def queries(self) -> list[str]:
        return [parse_qs(request.content.decode())["query"][0] for request in self.requests]
