"""The ends of the connections to the processes that run queries: the nursery, and its workers."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import subprocess
import sys
from collections import deque
from collections.abc import Callable
from dataclasses import asdict
from typing import cast

from plenipot.store.answer import Bounds
from plenipot.store.base import Files, Request
from plenipot.store.worker import FRAME, Kind, encode, receive, send

Message = tuple[bytes, bytes]


class NurseryError(RuntimeError):
    """The data could not be loaded."""


class Nursery:
    """The process that has loaded the store and forks workers from it.

    It is a program of its own, not a fork of the service: another one can be started while the service runs.
    """

    def __init__(self, files: Files, bounds: Bounds) -> None:
        self._sock, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - this very program
                [sys.executable, "-m", "plenipot.store.worker", str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                # What interrupts the service at its terminal is the service's business.
                start_new_session=True,
            )
        self.pid = self._process.pid
        parts = [(str(path), graph) for path, graph in files]
        with contextlib.suppress(OSError):  # it ended at once: wait() tells
            send(self._sock, Kind.LOAD, json.dumps({"files": parts, "bounds": asdict(bounds)}).encode())
        self.triples = 0
        self.graphs: dict[str, int] = {}

    def wait(self) -> None:
        """Wait until the data are loaded.

        Raises:
            NurseryError: they cannot be.
        """
        first = receive(self._sock)
        if first is None or first[0] == Kind.FAULT:
            raise NurseryError("the data could not be loaded" if first is None else first[1].decode())
        loaded = json.loads(first[1])
        self.triples, self.graphs = loaded["triples"], loaded["graphs"]

    def spawn(self) -> socket.socket:
        """The socket of a new worker."""
        ours, theirs = socket.socketpair()
        with theirs:
            socket.send_fds(self._sock, [b"w"], [theirs.fileno()])
        return ours

    def close(self) -> None:
        """End the process."""
        self._sock.close()
        self._process.kill()
        self._process.wait()


class Worker(asyncio.Protocol):
    """The connection to a query process: one request goes there, one or more messages come back."""

    def __init__(self) -> None:
        self.pid = 0
        self.thread = 0
        self.deadline: asyncio.TimerHandle | None = None
        self.on_lost: Callable[[Worker], None] | None = None
        self._transport: asyncio.Transport | None = None
        self._loop = asyncio.get_running_loop()
        self._received = bytearray()
        self._messages: deque[Message] = deque()
        self._waiter: asyncio.Future[Message] | None = None
        self._gone: Exception | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is no subclass of it

    def data_received(self, data: bytes) -> None:
        received = self._received
        received += data
        while len(received) >= FRAME.size:
            kind, length = FRAME.unpack_from(received)
            end = FRAME.size + length
            if len(received) < end:
                return
            message = kind, bytes(memoryview(received)[FRAME.size : end])
            del received[:end]
            if self._waiter is not None and not self._waiter.done():
                self._waiter.set_result(message)
            else:
                self._messages.append(message)

    def connection_lost(self, exc: Exception | None) -> None:
        self.fail(ConnectionResetError("the query process ended"))
        if self.on_lost:
            self.on_lost(self)

    def fail(self, error: Exception) -> None:
        """Nothing more comes; whoever waits learns why."""
        self._gone = self._gone or error
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_exception(self._gone)

    async def next(self) -> Message:
        """The next message.

        Raises:
            ConnectionError: the process ended before it.
            TimeoutError: the deadline passed before it.
        """
        if self._messages:
            return self._messages.popleft()
        if self._gone:
            raise self._gone
        self._waiter = self._loop.create_future()
        return await self._waiter

    def ask(self, request: Request) -> None:
        """Send a request."""
        assert self._transport is not None
        if not self._transport.is_closing():
            self._transport.write(encode(request))

    def expire(self, seconds: float) -> None:
        """The answer must be there in so many seconds."""
        self.deadline = self._loop.call_later(seconds, self.fail, TimeoutError())

    def answered(self) -> None:
        """The answer is there."""
        if self.deadline is not None:
            self.deadline.cancel()
            self.deadline = None

    def close(self) -> None:
        """End the connection."""
        self.answered()
        self.on_lost = None
        if self._transport is not None:
            self._transport.close()
