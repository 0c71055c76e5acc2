"""The service's end of the connections to the nursery and to its workers."""

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

from plenipot.engine.evaluate import Bounds
from plenipot.engine.interface import Files
from plenipot.engine.pool.worker import FRAME, MessageKind, MessageReader, send


class NurseryError(RuntimeError):
    """The data could not be loaded."""


class Nursery:
    """The process that loads the stores and forks the workers.

    It is a new Python process, not a fork of the service, so that the running service can start another one for a new
    release.
    """

    def __init__(self, files: Files, bounds: Bounds) -> None:
        self._sock, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - this very program
                [sys.executable, "-m", "plenipot.engine.pool.worker", str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                # Ctrl-C in the terminal must reach the service only, which then stops its workers.
                start_new_session=True,
            )
        self.pid = self._process.pid
        file_list = [(str(path), graph) for path, graph in files]
        with contextlib.suppress(OSError):  # the process died at once: wait() raises
            send(self._sock, MessageKind.LOAD, json.dumps({"files": file_list, "bounds": asdict(bounds)}).encode())
        self.triples = 0
        self.graphs: dict[str, int] = {}

    def wait(self) -> None:
        """Wait until the nursery has loaded the data.

        Raises:
            NurseryError: the data cannot be loaded.
        """
        message = MessageReader(self._sock).next()
        if message is None or message[0] == MessageKind.ERROR:
            raise NurseryError("the data could not be loaded" if message is None else message[1].decode())
        counts = json.loads(message[1])
        self.triples, self.graphs = counts["triples"], counts["graphs"]

    def spawn(self) -> socket.socket:
        """Let the nursery fork a worker; the result is the socket to it."""
        ours, theirs = socket.socketpair()
        with theirs:
            socket.send_fds(self._sock, [b"w"], [theirs.fileno()])
        return ours

    def close(self) -> None:
        """Kill the process; `wait` in another thread raises then."""
        self._process.kill()
        self._process.wait()
        self._sock.close()


class Worker(asyncio.Protocol):
    """The connection to a worker: the pool sends one request at a time, the worker one or more messages for it."""

    def __init__(self, on_message: Callable[[Worker, bytes, bytes], None], on_exit: Callable[[Worker], None]) -> None:
        self.pid = 0
        self._on_message, self._on_exit = on_message, on_exit
        self._transport: asyncio.Transport | None = None
        self._received = bytearray()
        self._ready: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()

    @classmethod
    async def connect(
        cls, sock: socket.socket, on_message: Callable[[Worker, bytes, bytes], None], on_exit: Callable[[Worker], None]
    ) -> Worker:
        """Wait until a worker is ready.

        Args:
            on_message: called with worker, kind and body of each message.
            on_exit: called when the worker has exited.

        Raises:
            ConnectionError: the worker exited before it was ready.
        """
        loop = asyncio.get_running_loop()
        _, worker = await loop.create_connection(lambda: cls(on_message, on_exit), sock=sock)
        worker.pid = int(await worker._ready)
        return worker

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # the transport of uvloop is no subclass

    def data_received(self, data: bytes) -> None:
        received = self._received
        # Fast path: the data are exactly one message.
        if not received and len(data) >= FRAME.size and len(data) == FRAME.size + FRAME.unpack_from(data)[1]:
            self._handle(data[:1], data[FRAME.size :])
            return
        received += data
        while len(received) >= FRAME.size:
            kind, length = FRAME.unpack_from(received)
            end = FRAME.size + length
            if len(received) < end:
                return
            body = bytes(memoryview(received)[FRAME.size : end])
            del received[:end]
            self._handle(kind, body)

    def _handle(self, kind: bytes, body: bytes) -> None:
        if kind != MessageKind.READY:
            self._on_message(self, kind, body)
        elif not self._ready.done():  # it is cancelled if the pool has been stopped
            self._ready.set_result(body)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._ready.done():
            self._on_exit(self)
        else:
            self._ready.set_exception(ConnectionResetError("the query process ended"))

    def send(self, message: bytes) -> None:
        """Send a request to the worker."""
        assert self._transport is not None
        if not self._transport.is_closing():
            self._transport.write(message)

    def close(self) -> None:
        """Close the connection."""
        if self._transport is not None:
            self._transport.close()
