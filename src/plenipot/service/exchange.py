"""A request and its response on a connection, written in as few pieces as possible."""

from __future__ import annotations

from typing import Protocol

from starlette.types import Scope, Send
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, RequestResponseCycle

from plenipot.service.reply import Reply

WHOLE_REQUEST = "plenipot.request"
"""Where a scope has the bytes of a request that came in one piece and has no body, behind the proxy that sent them."""


class App(Protocol):
    """What a connection asks of the application beyond ASGI."""

    async def quick(self, exchange: Exchange) -> None:
        """Answer a request of the endpoint."""

    def again(self, request: bytes, date: bytes, address: str | None) -> bytes | None:
        """What is written for a request with these very bytes, if that is known and who sent them may ask now."""


class Exchange:
    """A request that is answered without ASGI."""

    def __init__(self, cycle: RequestResponseCycle) -> None:
        self._cycle = cycle
        self.scope: Scope = cycle.scope  # type: ignore[assignment]
        self.send: Send = cycle.send  # type: ignore[assignment]

    def write(self, reply: Reply) -> None:
        """Send a reply that is whole."""
        cycle = self._cycle
        if cycle.disconnected:
            return
        assert isinstance(reply.body, bytes)
        head, tail = wire(reply, cycle.keep_alive)
        cycle.response_started = cycle.response_complete = True
        cycle.transport.write(head + date(cycle.default_headers) + tail)
        cycle.message_event.set()
        if not cycle.keep_alive:
            cycle.transport.close()
        cycle.on_response()

    def cut(self) -> None:
        """End a body that is not whole: the client knows by its framing."""
        self._cycle.transport.close()


def wire(reply: Reply, keep_alive: bool = True) -> tuple[bytes, bytes]:
    """The bytes of a response, before and after its date.

    >>> wire(Reply(200, [(b"etag", b'"a"')], b"body"))
    (b'HTTP/1.1 200 OK\\r\\netag: "a"\\r\\n', b'\\r\\nbody')
    """
    head = [STATUS_LINE[reply.status]]
    for name, value in reply.headers:
        head += (name, b": ", value, b"\r\n")
    if not keep_alive:
        head.append(b"connection: close\r\n")
    assert isinstance(reply.body, bytes)
    return b"".join(head), b"\r\n" + reply.body


def date(headers: list[tuple[bytes, bytes]]) -> bytes:
    """The header line of the date, which the server makes once a second."""
    return b"".join(b"date: " + value + b"\r\n" for name, value in headers if name == b"date")
