"""Connections that are let go when the other side is too slow or sends too much before a request is whole."""

from __future__ import annotations

import asyncio
import json
import re
import socket
import struct
from typing import Any

from starlette.types import Scope
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from plenipot.service.clients import network
from plenipot.service.hot import Asked, Hot
from plenipot.service.proxies import Proxies
from plenipot.service.responses import ASKED
from plenipot.service.settings import Settings

_LINE = re.compile(rb"GET [!-~]+ HTTP/1\.1")
"""The first line of a request whose headers are worth remembering, with nothing hidden in it."""
MAX_HEAD = 64 * 1024
"""Bytes of a request line with its headers; the parser itself has no bound."""
_ANNOUNCE_MORE = (b"content-length", b"transfer-encoding", b"expect", b"upgrade")
LEAST = 64 * 1024
"""Bytes that a client must take of an answer within the patience of the service."""


class BoundedProtocol(HttpToolsProtocol):
    """HTTP/1.1 with a bound on the time and size of a request's head, and on the time that a client takes to read.

    A GET whose headers came before is answered without being parsed, if it can be: the application is a `Gate`.

    `of` gives the class for the patience of some settings; each place where uvicorn makes a connection takes a class.
    """

    patience: float = 10.0
    proxies = Proxies(())
    _head_timer: asyncio.TimerHandle | None = None
    _read_timer: asyncio.TimerHandle | None = None
    _head_bytes = 0
    _in_head = True
    _begun = False
    _whole: bytes | None = None
    _learns: bytes | None = None
    """A whole request while it is begun; not one that waits for another, which these bytes need not be."""
    _asked: Asked | None = None
    _going_on: Asked | None = None
    _later = b""
    """What came before the answer to a request that is not parsed."""
    _ends = False
    _active = 0.0
    _network = ""
    _proxy = b""
    """The proxy at the other end: the same headers from elsewhere are those of somebody else."""
    _dated: tuple[object, bytes] = (None, b"")

    @classmethod
    def of(cls, settings: Settings) -> type[BoundedProtocol]:
        """The protocol with the patience of these settings."""
        configured = {"patience": settings.patience, "proxies": Proxies(settings.proxies)}
        return type("ConfiguredProtocol", (cls,), configured)

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._network = network(self.client[0]) if self.client else ""
        if self.client and self.client[0] in self.proxies:
            self._proxy = f"{self.client[0]} ".encode()
        self._await_head()
        self._watch_reader()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop(self._head_timer)
        self._stop(self._read_timer)
        if self._asked is not None:
            asked, self._asked = self._asked, None
            self.app.hot.gone(asked)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._asked is not None:
            self._later += data
            if len(self._later) > MAX_HEAD:
                self.flow.pause_reading()
            return
        # Only where no message has begun are these the bytes of a request, and not those that go on with one.
        if self._begun or self._answering() or not self._known(data):
            self._parse(data)

    def _parse(self, data: bytes) -> None:
        self._whole = None if self._begun else data
        if self._in_head:
            self._head_bytes += len(data)
        super().data_received(data)
        if not self._in_head or not self._head_bytes or self.transport.is_closing():
            return
        # What came with the end of the head is body; only a head that goes on is too late or too large.
        if self._head_timer is None:
            self._await_head()
        if self._head_bytes > MAX_HEAD:
            self._refuse(431, "Request Header Fields Too Large", f"The head of a request may have {MAX_HEAD} bytes.")

    def on_message_begin(self) -> None:
        self._begun = True
        super().on_message_begin()

    def on_header(self, name: bytes, value: bytes) -> None:
        if self._in_head:  # a trailer is of no use here, and has no bound
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self._in_head = False
        self._stop(self._head_timer)
        self._head_timer, self._head_bytes = None, 0
        if self._whole is not None and _is_whole(self._whole, self.headers):
            self._learns = self._whole
        super().on_headers_complete()
        self._learns = None

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        scope: Scope = cycle.scope  # type: ignore[assignment]
        self.proxies.restore(scope)
        if self._going_on is not None:
            scope[ASKED], self._going_on = self._going_on, None
        elif self._learns is not None and cycle.keep_alive:
            line, _, block = self._learns.partition(b"\r\n")
            if _LINE.fullmatch(line):
                self.app.hot.blocks.learn(self._proxy + block, scope, bool(self._proxy))
        super()._start_asgi_task(cycle, app)

    def _known(self, data: bytes) -> bool:
        """Answer a request with headers that came before, now or later, if it is a plain one."""
        line, _, received = data.partition(b"\r\n")
        hot: Hot = self.app.hot
        block = hot.blocks.get(self._proxy + received)
        if block is None or len(data) > MAX_HEAD or self.flow.write_paused or self.transport.is_closing():
            return False
        client = block.client or self._network
        if answer := hot.kept(line, block, client):
            self._stop_waiting()
            self.answer(*answer)
            return True
        self._asked = hot.ask(self, data, line, block, client)
        if self._asked is None:
            return False
        self._stop_waiting()
        return True

    def _stop_waiting(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def answer(self, head: bytes, body: bytes) -> None:
        """Send the answer to a request that was not parsed."""
        self._asked = None
        if self.transport.is_closing():
            return
        headers = self.server_state.default_headers
        if headers is not self._dated[0]:
            self._dated = headers, _date(headers)
        end = b"connection: close\r\n\r\n" if self._ends else b"\r\n"
        self.transport.write(b"".join((head, self._dated[1], end, body)))
        self.server_state.total_requests += 1
        self._active = self.loop.time()
        if self._ends:
            self.transport.close()
        elif self.timeout_keep_alive_task is None:
            self._keep_alive_for(self.timeout_keep_alive)
        self._take_later()

    def go_on(self, asked: Asked, request: bytes) -> None:
        """Let a request be parsed after all, with its outcome if that is known."""
        if asked is not self._asked:  # the client went away meanwhile
            return
        self._asked = None
        self._going_on = asked if asked.outcome is not None else None
        self._parse(request)
        if self._going_on is not None:  # it was begun, as all whose headers came before are
            raise RuntimeError("a request that was known cannot be read")
        if self._ends:
            super().shutdown()
        self._take_later()

    def _take_later(self) -> None:
        if self._later and not self.transport.is_closing():
            self.flow.resume_reading()
            later, self._later = self._later, b""
            self.data_received(later)

    def shutdown(self) -> None:
        """Close the connection when what was asked has been answered."""
        if self._asked is not None:
            self._ends = True
        else:
            super().shutdown()

    def timeout_keep_alive_handler(self) -> None:
        """Close the connection if nothing came for a while; what is not parsed sets no timer of its own."""
        self.timeout_keep_alive_task = None
        left = self._active + self.timeout_keep_alive - self.loop.time()
        if self._asked is not None:
            left = self.timeout_keep_alive
        if left > 0:
            self._keep_alive_for(left)
        else:
            super().timeout_keep_alive_handler()

    def _keep_alive_for(self, seconds: float) -> None:
        self.timeout_keep_alive_task = self.loop.call_later(seconds, self.timeout_keep_alive_handler)

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self._in_head, self._begun = True, False

    def pause_writing(self) -> None:
        super().pause_writing()
        self._watch_reader()

    def resume_writing(self) -> None:
        self._stop(self._read_timer)
        self._read_timer = None
        super().resume_writing()

    def _await_head(self) -> None:
        self._head_timer = asyncio.get_running_loop().call_later(self.patience, self._head_is_late)

    def _head_is_late(self) -> None:
        if self.transport.is_closing():
            return
        if self._answering():  # the head of a request that was sent before the answer to the last one
            self._await_head()
            return
        if self._head_bytes == 0:  # it never asked for anything
            self.transport.close()
            return
        self._refuse(408, "Request Timeout", f"The head of a request must arrive within {self.patience:g} seconds.")

    def _watch_reader(self) -> None:
        waiting = self.transport.get_write_buffer_size()
        if waiting:
            self._read_timer = asyncio.get_running_loop().call_later(self.patience, self._look_at_reader, waiting)

    def _look_at_reader(self, before: int) -> None:
        # Also after a close of ours, which waits for the reader; connection_lost() ends the timer.
        if before - self.transport.get_write_buffer_size() < LEAST:
            # close() would wait for the reader to take the rest, and so would the system without a reset.
            sock = self.transport.get_extra_info("socket")
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.transport.abort()
        else:
            self._watch_reader()

    def send_400_response(self, msg: str) -> None:
        self._refuse(400, "Bad Request", msg)

    def _answering(self) -> bool:
        return self._asked is not None or (self.cycle is not None and not self.cycle.response_complete)

    def _refuse(self, status: int, title: str, detail: str) -> None:
        if self._answering():  # a problem in the middle of an answer would be read as a part of it
            self.transport.close()
            return
        body = json.dumps({"type": "about:blank", "title": title, "status": status, "detail": detail}).encode()
        head = (
            f"HTTP/1.1 {status} {title}\r\nContent-Type: application/problem+json\r\n"
            f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        )
        self.transport.write(head.encode("ascii") + body)
        self.transport.close()

    @staticmethod
    def _stop(timer: asyncio.TimerHandle | None) -> None:
        if timer is not None:
            timer.cancel()


def _date(headers: list[tuple[bytes, bytes]]) -> bytes:
    """The header line of the date, which the server makes once a second."""
    return b"".join(b"date: " + value + b"\r\n" for name, value in headers if name == b"date")


def _is_whole(received: bytes, headers: list[tuple[bytes, bytes]]) -> bool:
    """Whether what was received is one request without a body, and nothing else."""
    return (
        received.endswith(b"\r\n\r\n")
        and received.count(b"\r\n\r\n") == 1
        and not any(name in _ANNOUNCE_MORE for name, _ in headers)
    )
