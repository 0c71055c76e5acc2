"""Timeouts and bounds of a connection: slow heads, large heads, slow readers, and too many connections."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import json
import math
import resource
import socket
import struct
import termios
from collections import OrderedDict
from typing import Protocol

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from plenipot.http.rate_limits import client_key
from plenipot.http.settings import Settings

MAX_HEAD = 64 * 1024
"""Bytes of a request line with its headers; the parser itself has no bound."""
MIN_READ = 64 * 1024
"""Bytes that a client must read of a response within each timeout: 6.4 kB/s for the default of 10 s."""
MAX_LINGER = 8 * 1024 * 1024
"""Bytes that are read and dropped after a refusal, so that the client reads the refusal and not a reset."""
_RESERVED_FILES = 128
"""File descriptors for everything that is not a connection."""


class Closable(Protocol):
    """A connection that can be closed to make room for another one."""

    def make_room(self) -> None:
        """Close the connection; no request of it is being answered."""


class ConnectionLimit:
    """Bounds the open connections of the service.

    At the bound a new connection closes the one that has been idle longest, of the client with the most idle ones;
    where none is idle, the new one is refused. So clients that only hold connections open cannot keep others out.

    >>> class Idle:
    ...     def make_room(self) -> None:
    ...         print("closed")
    >>> limit = ConnectionLimit(1)
    >>> first = Idle()
    >>> limit.open(first, "192.0.2.1"), limit.open(Idle(), "192.0.2.2")
    closed
    (True, True)
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self._clients: dict[Closable, str] = {}
        self._idle: dict[str, OrderedDict[Closable, None]] = {}

    def __len__(self) -> int:
        return len(self._clients)

    def open(self, connection: Closable, client: str) -> bool:
        """Count a new connection, which is idle; False if there is no room for it."""
        if len(self._clients) >= self.most and not self._close_one():
            return False
        self._clients[connection] = client
        self.idle(connection)
        return True

    def idle(self, connection: Closable) -> None:
        """No request of the connection is being answered."""
        client = self._clients.get(connection)
        if client is not None:
            self._idle.setdefault(client, OrderedDict())[connection] = None

    def busy(self, connection: Closable) -> None:
        """The head of a request has arrived whole."""
        client = self._clients.get(connection)
        if client is None or (idle := self._idle.get(client)) is None:
            return
        idle.pop(connection, None)
        if not idle:
            del self._idle[client]

    def close(self, connection: Closable) -> None:
        """The connection is gone."""
        self.busy(connection)
        self._clients.pop(connection, None)

    def _close_one(self) -> bool:
        if not self._idle:
            return False
        most = max(self._idle.values(), key=len)
        oldest = next(iter(most))
        self.close(oldest)
        oldest.make_room()
        return True


def allowed_connections(wanted: int) -> int:
    """As many connections as wanted, or as the file descriptors of the process allow.

    Each connection may need two: its socket, and a file for a response that is too long for memory. The soft limit is
    raised as far as the hard one allows.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = 2 * wanted + _RESERVED_FILES
    if soft != resource.RLIM_INFINITY and soft < needed:
        soft = needed if hard == resource.RLIM_INFINITY else min(needed, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    if soft == resource.RLIM_INFINITY:
        return wanted
    return max(8, min(wanted, (soft - _RESERVED_FILES) // 2))


class BoundedProtocol(HttpToolsProtocol):
    """HTTP/1.1 with timeouts for the head of a request and for the reader of a response.

    It adds to the callbacks of asyncio and of the parser and overrides nothing else. `configured` makes the class for
    some settings, since uvicorn takes a class.
    """

    timeout: float = 10.0
    """Seconds for the head of a request, and for each `MIN_READ` bytes of a response."""
    limit = ConnectionLimit(1000)
    _head_timer: asyncio.TimerHandle | None = None
    _read_timer: asyncio.TimerHandle | None = None
    _linger_timer: asyncio.TimerHandle | None = None
    _lingered = -1
    """Bytes dropped since a refusal; -1 before one."""
    _head_bytes = 0
    _in_head = True
    _paused = False
    _unanswered = 0
    """Requests whose head is whole and whose response is not."""

    @classmethod
    def configured(cls, settings: Settings) -> type[BoundedProtocol]:
        """The protocol class for some settings, with a connection limit of its own."""
        limit = ConnectionLimit(allowed_connections(settings.connections))
        return type("ConfiguredProtocol", (cls,), {"timeout": settings.patience, "limit": limit})

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if not self.limit.open(self, client_key(self.client[0]) if self.client else ""):
            transport.abort()
            return
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self.limit.close(self)
        for timer in (self._head_timer, self._read_timer, self._linger_timer):
            _cancel(timer)
        super().connection_lost(exc)

    def make_room(self) -> None:
        """Close an idle connection for a new one."""
        self.transport.abort()

    def data_received(self, data: bytes) -> None:
        if self._lingered >= 0:
            self._drop(data)
            return
        if self._in_head:
            self._head_bytes += len(data)
        super().data_received(data)
        if not self._in_head or not self._head_bytes or self._lingered >= 0 or self.transport.is_closing():
            return
        # What came with the end of the head is body; only a head that goes on is too late or too large.
        if self._head_timer is None:
            self._await_head()
        if self._head_bytes > MAX_HEAD:
            self._refuse(431, "Request Header Fields Too Large", f"The head of a request may have {MAX_HEAD} bytes.")

    def eof_received(self) -> None:
        if self._lingered >= 0:
            self.transport.close()

    def on_header(self, name: bytes, value: bytes) -> None:
        if self._in_head:  # a trailer is of no use here, and has no bound
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self._in_head = False
        _cancel(self._head_timer)
        self._head_timer, self._head_bytes = None, 0
        super().on_headers_complete()
        # Counted only now: what cannot be read, such as the target of CONNECT, is refused and has no response.
        self._unanswered += 1
        self.limit.busy(self)
        if not self._paused:
            _cancel(self._read_timer)

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self._in_head = True

    def on_response_complete(self) -> None:
        self._unanswered -= 1
        if not self._unanswered:
            self.limit.idle(self)
        if self.transport.is_closing():
            # What the system holds now is nobody's here: it drops it when the client reads nothing for a while.
            sock = self.transport.get_extra_info("socket")
            with contextlib.suppress(OSError, ValueError):
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, math.ceil(self.timeout * 1000))
        super().on_response_complete()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._paused = True
        self._watch_reader()

    def resume_writing(self) -> None:
        self._paused = False
        _cancel(self._read_timer)
        super().resume_writing()

    def timeout_keep_alive_handler(self) -> None:
        """Close an idle connection; one whose client still reads the last response may go on reading."""
        if self._unread():
            self._watch_reader()
        else:
            super().timeout_keep_alive_handler()

    def send_400_response(self, msg: str) -> None:
        self._refuse(400, "Bad Request", msg)

    def _await_head(self) -> None:
        self._head_timer = self.loop.call_later(self.timeout, self._head_timeout)

    def _head_timeout(self) -> None:
        if self.transport.is_closing():
            return
        if self._unanswered:  # the head of a request that was sent before the response to the last one
            self._await_head()
            return
        if self._head_bytes == 0:  # no request was begun
            self.transport.close()
            return
        self._refuse(408, "Request Timeout", f"The head of a request must arrive within {self.timeout:g} seconds.")

    def _watch_reader(self) -> None:
        _cancel(self._read_timer)
        self._read_timer = self.loop.call_later(self.timeout, self._check_reader, self._unread())

    def _check_reader(self, before: int) -> None:
        # Also after a close of ours, which waits for the reader; connection_lost() ends the timer.
        unread = self._unread()
        if unread and before - unread < MIN_READ:
            # close() would wait for the reader to take the rest, and so would the system without a reset.
            sock = self.transport.get_extra_info("socket")
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.transport.abort()
        elif unread:
            self._watch_reader()
        elif not self._unanswered:
            self.transport.close()

    def _unread(self) -> int:
        """Bytes of responses that the client has not acknowledged: those that wait here and those in the system.

        The system takes more of what waits here only when a large part of its own buffer is empty, so that a slow
        reader could seem to read nothing for a while.
        """
        waiting = int(self.transport.get_write_buffer_size())
        sock = self.transport.get_extra_info("socket")
        try:
            queued = fcntl.ioctl(sock.fileno(), termios.TIOCOUTQ, struct.pack("i", 0))
        except (OSError, ValueError):  # the connection is gone
            return waiting
        return waiting + int(struct.unpack("i", queued)[0])

    def _refuse(self, status: int, title: str, detail: str) -> None:
        """Answer a request that is not whole with a problem document, and close the connection."""
        if self._unanswered:  # a problem in the middle of a response would be read as a part of it
            self.transport.close()
            return
        body = json.dumps({"type": "about:blank", "title": title, "status": status, "detail": detail}).encode()
        head = (
            f"HTTP/1.1 {status} {title}\r\nContent-Type: application/problem+json\r\n"
            f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        )
        self.transport.write(head.encode("ascii") + body)
        # A close while the client still sends would be a reset, and the client would never read the problem.
        self._lingered = 0
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self._linger_timer = self.loop.call_later(min(self.timeout, 2.0), self.transport.close)

    def _drop(self, data: bytes) -> None:
        self._lingered += len(data)
        if self._lingered > MAX_LINGER:
            self.transport.close()


def _cancel(timer: asyncio.TimerHandle | None) -> None:
    if timer is not None:
        timer.cancel()
