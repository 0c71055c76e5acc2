"""Connections that are let go when the other side is too slow or sends too much before a request is whole."""

from __future__ import annotations

import asyncio
import json
import socket
import struct

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from plenipot.service.settings import Settings

MAX_HEAD = 64 * 1024
"""Bytes of a request line with its headers; the parser itself has no bound."""
LEAST = 64 * 1024
"""Bytes that a client must take of an answer within the patience of the service."""


class BoundedProtocol(HttpToolsProtocol):
    """HTTP/1.1 with a bound on the time and size of a request's head, and on the time that a client takes to read.

    `of` gives the class for the patience of some settings; each place where uvicorn makes a connection takes a class.
    """

    patience: float = 10.0
    _head_timer: asyncio.TimerHandle | None = None
    _read_timer: asyncio.TimerHandle | None = None
    _head_bytes = 0
    _in_head = True

    @classmethod
    def of(cls, settings: Settings) -> type[BoundedProtocol]:
        """The protocol with the patience of these settings."""
        return type("ConfiguredProtocol", (cls,), {"patience": settings.patience})

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._await_head()
        self._watch_reader()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop(self._head_timer)
        self._stop(self._read_timer)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._in_head:
            self._head_bytes += len(data)
            if self._head_timer is None:
                self._await_head()
        super().data_received(data)
        # What came with the end of the head is body; only a head that goes on is too large.
        if self._in_head and self._head_bytes > MAX_HEAD and not self.transport.is_closing():
            self._refuse(431, "Request Header Fields Too Large", f"The head of a request may have {MAX_HEAD} bytes.")

    def on_headers_complete(self) -> None:
        self._in_head = False
        self._stop(self._head_timer)
        self._head_timer, self._head_bytes = None, 0
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self._in_head = True

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
        if self.transport.is_closing():
            return
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
