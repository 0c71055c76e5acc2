"""The ends of the connections to the processes that run queries: the nursery, and its workers."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict
from typing import cast

from plenipot.store.answer import Bounds
from plenipot.store.base import Files
from plenipot.store.worker import FRAME, Inbox, Kind, send

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
        first = Inbox(self._sock).next()
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

    def __init__(self, told: Callable[[Worker, bytes, bytes], None], lost: Callable[[Worker], None]) -> None:
        self.pid = 0
        self._told, self._lost = told, lost
        self._transport: asyncio.Transport | None = None
        self._received = bytearray()
        self._ready: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()

    @classmethod
    async def connected(
        cls, sock: socket.socket, told: Callable[[Worker, bytes, bytes], None], lost: Callable[[Worker], None]
    ) -> Worker:
        """A worker that can be asked; its messages and its end are told.

        Raises:
            ConnectionError: it ended before.
        """
        loop = asyncio.get_running_loop()
        _, worker = await loop.create_connection(lambda: cls(told, lost), sock=sock)
        worker.pid = int(await worker._ready)
        return worker

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is no subclass of it

    def data_received(self, data: bytes) -> None:
        received = self._received
        # Mostly it is one message.
        if not received and len(data) >= FRAME.size and len(data) == FRAME.size + FRAME.unpack_from(data)[1]:
            self._take(data[:1], data[FRAME.size :])
            return
        received += data
        while len(received) >= FRAME.size:
            kind, length = FRAME.unpack_from(received)
            end = FRAME.size + length
            if len(received) < end:
                return
            body = bytes(memoryview(received)[FRAME.size : end])
            del received[:end]
            self._take(kind, body)

    def _take(self, kind: bytes, body: bytes) -> None:
        if kind != Kind.READY:
            self._told(self, kind, body)
        elif not self._ready.done():  # the pool may have been stopped meanwhile
            self._ready.set_result(body)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._ready.done():
            self._lost(self)
        else:
            self._ready.set_exception(ConnectionResetError("the query process ended"))

    def ask(self, message: bytes) -> None:
        """Send a request."""
        assert self._transport is not None
        if not self._transport.is_closing():
            self._transport.write(message)

    def close(self) -> None:
        """End the connection."""
        if self._transport is not None:
            self._transport.close()
