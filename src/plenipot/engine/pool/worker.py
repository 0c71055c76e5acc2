"""The processes that run queries: a nursery that has loaded the store, and the workers that it forks.

They talk in messages: a kind, a length, and so many bytes. A worker can open no file and no connection, so that no
query reaches anything but the store.
"""

from __future__ import annotations

import contextlib
import ctypes
import faulthandler
import json
import os
import resource
import signal
import socket
import struct
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from plenipot.engine.errors import AnswerTooLarge, BadSyntax, NotInFormat, ServiceRefused, TooManyRows
from plenipot.engine.evaluate import Bounds, answer
from plenipot.engine.interface import Files, Request
from plenipot.engine.oxigraph import Stores, graph_sizes, load_both
from plenipot.model.rdf_files import UnreadableData

FRAME = struct.Struct("!cI")
"""What stands before each message: its kind, and the number of its bytes."""
_PR_SET_PDEATHSIG = 1
_PART = 64 * 1024
"""Bytes of an answer that are sent at a time."""
_LONG = 0.05
"""Seconds after which a query may have needed memory that is worth giving back."""


class MessageKind:
    """What a message is."""

    LOAD = b"L"
    """To the nursery: the files and bounds; from it: what was loaded."""
    READY = b"H"
    """A worker can be asked; its process."""
    ASK = b"Q"
    """A request."""
    PART = b"P"
    """A part of an answer, with more to come."""
    LAST = b"A"
    """The last part of an answer, mostly the only one."""
    FAULT = b"E"
    """The data or the query cannot be read; the message says why."""
    SYNTAX = b"S"
    """The query is no SPARQL; the message says where."""
    SERVICE = b"V"
    """The query asks another endpoint."""
    FORMAT = b"X"
    """The format cannot carry the answer; the message says why."""
    SIZE = b"Z"
    """The answer has too many bytes."""
    ROWS = b"R"
    """The answer has too many rows."""


def frame(kind: bytes, body: bytes) -> bytes:
    """The bytes of a message."""
    return FRAME.pack(kind, len(body)) + body


def send(sock: socket.socket, kind: bytes, body: bytes = b"") -> None:
    """Send a message."""
    sock.sendall(frame(kind, body))


class Inbox:
    """The messages that come by a socket; several may come at a time."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._received = b""

    def next(self) -> tuple[bytes, bytes] | None:
        """The next message; None when the other side is gone.

        >>> ours, theirs = socket.socketpair()
        >>> ours.sendall(frame(b"A", b"one") + frame(b"B", b"two"))
        >>> inbox = Inbox(theirs)
        >>> inbox.next(), inbox.next()
        ((b'A', b'one'), (b'B', b'two'))
        """
        received = self._received
        end = FRAME.size
        while True:
            if len(received) >= FRAME.size:
                end = FRAME.size + FRAME.unpack_from(received)[1]
                if len(received) >= end:
                    self._received = received[end:]
                    return received[:1], received[FRAME.size : end]
            part = self._sock.recv(max(_PART, end - len(received)))
            if not part:
                return None
            received += part


def encode(request: Request) -> bytes:
    """The message of a request."""
    asked = (request.query, request.format, request.default_graphs, request.named_graphs, request.rows)
    return frame(MessageKind.ASK, json.dumps(asked).encode())


def decode(body: bytes) -> Request:
    """The request of a message.

    >>> asked = Request("ASK {}", "json", ("urn:g",))
    >>> decode(encode(asked)[FRAME.size:]) == asked
    True
    """
    query, format, default_graphs, named_graphs, rows = json.loads(body)
    return Request(query, format, tuple(default_graphs), tuple(named_graphs), rows)


class _Parts:
    """Sends an answer in parts while it is made."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self.begun = False
        self.waiting = bytearray()

    def write(self, data: bytes, /) -> None:
        self.waiting += data
        if len(self.waiting) >= _PART:
            self.begun = True
            send(self._sock, MessageKind.PART, bytes(self.waiting))
            self.waiting.clear()


def main(descriptor: int) -> None:
    """Run a nursery: its first frame says what to load and what a worker may need."""
    sock = socket.socket(fileno=descriptor)
    first = Inbox(sock).next()
    if first is not None:
        asked = json.loads(first[1])
        files = [(Path(path), graph) for path, graph in asked["files"]]
        # A service that is gone waits for nothing.
        with contextlib.suppress(OSError):
            run_nursery(sock, files, Bounds(**asked["bounds"]))


def run_nursery(sock: socket.socket, files: Files, bounds: Bounds) -> None:
    """Load the store once, then fork a worker for every socket that arrives; ends when the service is gone."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        stores, counts = _loaded(files)
    except UnreadableData as error:
        send(sock, MessageKind.FAULT, str(error).encode())
        return
    if not _single_threaded():
        send(
            sock, MessageKind.FAULT, b"a thread of the loader did not end, and a process with threads cannot be forked"
        )
        return
    send(sock, MessageKind.LOAD, json.dumps(counts).encode())
    libc = ctypes.CDLL(None)
    while True:
        message, descriptors, _, _ = socket.recv_fds(sock, 1, 1)
        if not message:
            return
        with socket.socket(fileno=descriptors[0]) as worker_sock:
            if os.fork() == 0:
                # A worker ends with its nursery, and the nursery with the service, even in the middle of a query.
                libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
                sock.close()
                # A service that is gone reads no answer.
                with contextlib.suppress(OSError):
                    _run_worker(stores, worker_sock, bounds)
                os._exit(0)


def _single_threaded(seconds: float = 5.0) -> bool:
    """Wait until the process has one thread.

    A fork copies the thread that forks and no other: a lock that another one holds would stay locked in every worker.
    The engine loads in threads of its own.
    """
    deadline = time.monotonic() + seconds
    while len(os.listdir("/proc/self/task")) > 1:
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def _loaded(files: Files) -> tuple[Stores, dict[str, Any]]:
    """The stores, and how much is in them.

    Another thread loads: the engine keeps its random state per thread, and in the one that forks it must not have
    begun, or every worker would give the same UUID() and RAND(). To run the queries in another thread instead takes
    half as long again: only the first thread has the allocator's main arena.
    """
    with ThreadPoolExecutor(1) as thread:
        stores = thread.submit(load_both, files).result()
        graphs = thread.submit(graph_sizes, stores.graphs).result()
    return stores, {"triples": len(stores.merged), "graphs": graphs}


def _confine(memory_mb: int) -> None:
    with open("/proc/self/statm", encoding="ascii") as statm:
        used = int(statm.read().split()[0]) * resource.getpagesize()
    limit = used + memory_mb * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # What is open stays open; nothing else can be: no file, no connection.
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
    # A query that runs out of memory ends the process; what the allocator says about it belongs to nobody's terminal.
    faulthandler.disable()
    os.close(2)


def _run_worker(stores: Stores, sock: socket.socket, bounds: Bounds) -> None:
    _confine(bounds.memory_mb)
    send(sock, MessageKind.READY, str(os.getpid()).encode())
    libc = ctypes.CDLL(None)
    inbox = Inbox(sock)
    while (message := inbox.next()) is not None:
        started = time.monotonic()
        send(sock, *_attempt(stores, decode(message[1]), bounds, _Parts(sock)))
        if time.monotonic() - started > _LONG:
            # The allocator would keep what the query needed, up to its bound, for as long as the worker lives.
            libc.malloc_trim(0)


def _attempt(stores: Stores, request: Request, bounds: Bounds, parts: _Parts) -> tuple[bytes, bytes]:
    """The rest of an answer; or what went wrong, instead of it."""
    kind, told = _outcome(stores.of(request), request, bounds, parts)
    return kind, bytes(parts.waiting) if kind == MessageKind.LAST else told.encode(errors="replace")


def _outcome(store: ox.Store, request: Request, bounds: Bounds, parts: _Parts) -> tuple[bytes, str]:
    """How the making of an answer ended."""
    try:
        answer(store, request, bounds, parts)
    except MemoryError:
        os._exit(1)
    except AnswerTooLarge:
        return MessageKind.SIZE, ""
    except TooManyRows:
        return MessageKind.ROWS, ""
    except BadSyntax as error:
        return MessageKind.SYNTAX, str(error)
    except ServiceRefused as error:
        return MessageKind.SERVICE, str(error)
    except NotInFormat as error:
        return MessageKind.FORMAT, str(error)
    except BrokenPipeError:
        os._exit(0)  # the service is gone
    except OSError:
        # The words of the system are about this machine, not about the query.
        return MessageKind.FAULT, "The query asks for what is outside of the store."
    except Exception as error:  # whatever the engine raises belongs to this query alone
        return MessageKind.FAULT, str(error)
    return MessageKind.LAST, ""


if __name__ == "__main__":
    main(int(sys.argv[1]))
