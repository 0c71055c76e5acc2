"""Timeouts and bounds of connections: slow or large request heads, slow readers, too many connections."""

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

from plenipot.http.connections.buffered_transport import BufferedTransport
from plenipot.http.rate_limits import client_key
from plenipot.http.settings import Settings

MAX_HEAD = 64 * 1024
"""Bytes of a request line with its headers; httptools has no limit of its own."""
MIN_READ = 64 * 1024
"""Bytes of a response that a client must read within each timeout: 6.4 kB/s with the default of 10 s."""
MAX_LINGER = 8 * 1024 * 1024
"""Bytes that are drained after a refusal: closing with unread bytes would reset the connection."""
_RESERVED_FILES = 128
"""File descriptors for everything that is not a connection."""


class Closable(Protocol):
    """A connection that can be closed to make room for another one."""

    def make_room(self) -> None:
        """Close the connection, which is idle."""


class ConnectionLimit:
    """Bounds the number of open connections.

    At the bound, a new connection closes the longest idle connection of the client that has the most idle ones. If no
    connection is idle, the new one is refused. So a client cannot lock others out by holding idle connections open.

    >>> class Idle:
    ...     def make_room(self) -> None:
    ...         print("closed")
    >>> limit = ConnectionLimit(1)
    >>> first = Idle()
    >>> limit.open(first, "192.0.2.1"), limit.open(Idle(), "192.0.2.2")
    closed
    (True, True)
    """

    def __init__(self, max_open: int) -> None:
        self.max_open = max_open
        self._clients: dict[Closable, str] = {}
        self._idle: dict[str, OrderedDict[Closable, None]] = {}

    def __len__(self) -> int:
        return len(self._clients)

    def open(self, connection: Closable, client: str) -> bool:
        """Count a new idle connection; False if it is refused."""
        if len(self._clients) >= self.max_open and not self._close_one():
            return False
        self._clients[connection] = client
        self.idle(connection)
        return True

    def idle(self, connection: Closable) -> None:
        """Mark a connection as idle: it has no request without a response."""
        client = self._clients.get(connection)
        if client is not None:
            self._idle.setdefault(client, OrderedDict())[connection] = None

    def busy(self, connection: Closable) -> None:
        """Mark a connection as busy: the head of a request is complete."""
        client = self._clients.get(connection)
        if client is None or (idle := self._idle.get(client)) is None:
            return
        idle.pop(connection, None)
        if not idle:
            del self._idle[client]

    def close(self, connection: Closable) -> None:
        """Stop counting a closed connection."""
        self.busy(connection)
        self._clients.pop(connection, None)

    def _close_one(self) -> bool:
        if not self._idle:
            return False
        largest = max(self._idle.values(), key=len)
        oldest = next(iter(largest))
        self.close(oldest)
        oldest.make_room()
        return True


def allowed_connections(requested: int) -> int:
    """The number of connections that the limit of file descriptors allows, at most ``requested``.

    A connection needs up to two descriptors: its socket, and the file of a response that is spilled to disk. The
    function raises the soft limit (RLIMIT_NOFILE) up to the hard limit.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = 2 * requested + _RESERVED_FILES
    if soft != resource.RLIM_INFINITY and soft < needed:
        soft = needed if hard == resource.RLIM_INFINITY else min(needed, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    if soft == resource.RLIM_INFINITY:
        return requested
    return max(8, min(requested, (soft - _RESERVED_FILES) // 2))


class BoundedProtocol(HttpToolsProtocol):
    """uvicorn's HTTP/1.1 protocol with timeouts for slow request heads and slow readers of responses.

    It extends the callbacks of asyncio and httptools, and overrides nothing else. uvicorn takes a protocol class, not
    an instance, so that `configured` makes a class for the settings.
    """

    timeout: float = 10.0
    """Seconds for the head of a request, and for reading each `MIN_READ` bytes of a response."""
    limit = ConnectionLimit(1000)
    _head_timer: asyncio.TimerHandle | None = None
    _read_timer: asyncio.TimerHandle | None = None
    _linger_timer: asyncio.TimerHandle | None = None
    _lingered = -1
    """Bytes drained since a refusal; -1 if there was none."""
    _head_bytes = 0
    _in_head = True
    _paused = False
    _unanswered = 0
    """Requests whose head is complete and whose response is not."""

    @classmethod
    def configured(cls, settings: Settings) -> type[BoundedProtocol]:
        """Make the protocol class for the settings, with its own connection limit."""
        limit = ConnectionLimit(allowed_connections(settings.connections))
        return type("ConfiguredProtocol", (cls,), {"timeout": settings.patience, "limit": limit})

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(BufferedTransport(transport, self.loop))
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
        # Bytes that arrived with the end of a head are body: only an incomplete head is checked.
        if self._head_timer is None:
            self._await_head()
        if self._head_bytes > MAX_HEAD:
            self._refuse(431, "Request Header Fields Too Large", f"The head of a request may have {MAX_HEAD} bytes.")

    def eof_received(self) -> None:
        if self._lingered >= 0:
            self.transport.close()

    def on_header(self, name: bytes, value: bytes) -> None:
        if self._in_head:  # trailers are ignored: the service uses none, and their size is unbounded
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self._in_head = False
        _cancel(self._head_timer)
        self._head_timer, self._head_bytes = None, 0
        super().on_headers_complete()
        # Counted after super(), which raises for invalid requests such as CONNECT: they have no response.
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
            # After close() only the kernel has the rest of the response; it drops it when the client stops reading.
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
        """Close an idle connection; if its client still reads the last response, watch the reader instead."""
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
        if self._unanswered:  # pipelining: this head may go on after the response to the request before it
            self._await_head()
            return
        if self._head_bytes == 0:  # an idle connection without a request
            self.transport.close()
            return
        self._refuse(408, "Request Timeout", f"The head of a request must arrive within {self.timeout:g} seconds.")

    def _watch_reader(self) -> None:
        _cancel(self._read_timer)
        self._read_timer = self.loop.call_later(self.timeout, self._check_reader, self._unread())

    def _check_reader(self, before: int) -> None:
        # This also runs after close(), which waits for the reader; connection_lost() cancels the timer.
        unread = self._unread()
        if unread and before - unread < MIN_READ:
            # close() would wait until the client reads the rest; SO_LINGER 0 makes the kernel reset the connection.
            sock = self.transport.get_extra_info("socket")
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.transport.abort()
        elif unread:
            self._watch_reader()
        elif not self._unanswered:
            self.transport.close()

    def _unread(self) -> int:
        """Bytes of responses that the client has not acknowledged: in the transport and in the kernel.

        The transport alone is not enough: the kernel takes more bytes only when much of its own buffer is free, so that
        a slow reader would seem to read nothing.
        """
        waiting = int(self.transport.get_write_buffer_size())
        sock = self.transport.get_extra_info("socket")
        try:
            queued = fcntl.ioctl(sock.fileno(), termios.TIOCOUTQ, struct.pack("i", 0))
        except (OSError, ValueError):  # the connection is gone
            return waiting
        return waiting + int(struct.unpack("i", queued)[0])

    def _refuse(self, status: int, title: str, detail: str) -> None:
        """Answer an incomplete request with a problem document, and close the connection."""
        if self._unanswered:  # the client would read the problem as a part of the response before it
            self.transport.close()
            return
        body = json.dumps({"type": "about:blank", "title": title, "status": status, "detail": detail}).encode()
        head = (
            f"HTTP/1.1 {status} {title}\r\nContent-Type: application/problem+json\r\n"
            f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        )
        self.transport.write(head.encode("ascii") + body)
        # Closing while the client still sends would reset the connection, and the client would lose the problem.
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
