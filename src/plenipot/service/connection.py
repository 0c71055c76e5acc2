"""Connections that are let go when the other side is too slow or sends too much before a request is whole."""

from __future__ import annotations

import asyncio
import json
import logging
import socket
import struct
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from plenipot.service.exchange import WHOLE_REQUEST, Exchange, date
from plenipot.service.proxies import Proxies
from plenipot.service.settings import Settings

_log = logging.getLogger("plenipot")

MAX_HEAD = 64 * 1024
"""Bytes of a request line with its headers; the parser itself has no bound."""
_ANNOUNCE_MORE = (b"content-length", b"transfer-encoding", b"expect", b"upgrade")
LEAST = 64 * 1024
"""Bytes that a client must take of an answer within the patience of the service."""


class BoundedProtocol(HttpToolsProtocol):
    """HTTP/1.1 with a bound on the time and size of a request's head, and on the time that a client takes to read.

    A request whose very bytes were answered from memory before is answered without being read, and the endpoint without
    ASGI: the application is an `App`.

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
    _quick: asyncio.Task[None] | None = None
    _proxy = b""
    """The proxy at the other end: the same bytes from elsewhere are for somebody else."""

    @classmethod
    def of(cls, settings: Settings) -> type[BoundedProtocol]:
        """The protocol with the patience of these settings."""
        configured = {"patience": settings.patience, "proxies": Proxies(settings.proxies)}
        return type("ConfiguredProtocol", (cls,), configured)

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if self.client and self.client[0] in self.proxies:
            self._proxy = f"{self.client[0]} ".encode()
        self._await_head()
        self._watch_reader()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop(self._head_timer)
        self._stop(self._read_timer)
        if self._quick is not None:
            self._quick.cancel()  # nobody waits for the answer any more
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        # Only where no message has begun are these the bytes of a request, and not those that go on with one.
        if not self._begun and not self._answering() and self._again(data):
            return
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
            self.scope[WHOLE_REQUEST] = self._proxy + self._whole  # type: ignore[literal-required]
        super().on_headers_complete()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        scope = cycle.scope
        self.proxies.restore(scope)  # type: ignore[arg-type]
        if scope["method"] != "GET" or scope["raw_path"] != b"/sparql" or WHOLE_REQUEST not in scope:
            super()._start_asgi_task(cycle, app)
            return
        task = self._quick = self.loop.create_task(app.quick(Exchange(cycle)))
        self.tasks.add(task)
        task.add_done_callback(self._quick_ended)

    def _quick_ended(self, task: asyncio.Task[None]) -> None:
        self.tasks.discard(task)
        if self._quick is task:
            self._quick = None
        if not task.cancelled() and (error := task.exception()):
            _log.error("a request for /sparql failed", exc_info=error)
            self.transport.close()

    def _again(self, data: bytes) -> bool:
        """Answer a request whose very bytes are known."""
        if self.flow.write_paused or self.transport.is_closing():
            return False
        address = None if self._proxy or not self.client else self.client[0]
        answer = self.app.again(self._proxy + data, date(self.server_state.default_headers), address)
        if answer is None:
            return False
        self._stop(self._head_timer)
        self._head_timer = None
        self._unset_keepalive_if_required()
        self.transport.write(answer)
        self.server_state.total_requests += 1
        self.timeout_keep_alive_task = self.loop.call_later(self.timeout_keep_alive, self.timeout_keep_alive_handler)
        return True

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
        return self.cycle is not None and not self.cycle.response_complete

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


def _is_whole(received: bytes, headers: list[tuple[bytes, bytes]]) -> bool:
    """Whether what was received is one request without a body, and nothing else."""
    return (
        received.endswith(b"\r\n\r\n")
        and received.count(b"\r\n\r\n") == 1
        and not any(name in _ANNOUNCE_MORE for name, _ in headers)
    )
