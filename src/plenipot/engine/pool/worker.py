"""The query processes: a nursery loads the stores and forks workers, which run queries.

Processes exchange messages over sockets: one byte for the kind, four for the length of the body, and the body. A worker
cannot open files or connections, so that a query can only read the stores.
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
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from plenipot.engine.errors import AnswerTooLarge, BadSyntax, NotInFormat, ServiceRefused, TooManyRows
from plenipot.engine.evaluate import Bounds, answer
from plenipot.engine.interface import Files, Request
from plenipot.engine.oxigraph import Stores, graph_sizes, load_stores
from plenipot.model.rdf_files import UnreadableData

FRAME = struct.Struct("!cI")
"""The header of each message: its kind, and the size of its body in bytes."""
_PR_SET_PDEATHSIG = 1
_PART = 64 * 1024
"""Bytes of an answer from which a part is sent."""
_TRIM_AFTER = 0.05
"""Seconds of a query after which the allocator returns free memory to the system."""


class MessageKind:
    """Kinds of messages."""

    LOAD = b"L"
    """To the nursery: files and bounds. From the nursery: the numbers of loaded triples."""
    READY = b"H"
    """From a worker: it is ready; the body is its process id."""
    QUERY = b"Q"
    """To a worker: a request."""
    PART = b"P"
    """A part of an answer; more parts follow."""
    LAST = b"A"
    """The last part of an answer, often the only one."""
    ERROR = b"E"
    """The data cannot be loaded, or the query cannot be evaluated; the body says why."""
    SYNTAX = b"S"
    """The query is not valid SPARQL; the body has line, column and mistake."""
    SERVICE = b"V"
    """The query has SERVICE."""
    FORMAT = b"X"
    """The format cannot represent the answer; the body says why."""
    SIZE = b"Z"
    """The answer exceeds the limit of bytes."""
    ROWS = b"R"
    """The answer exceeds the limit of rows."""


def frame(kind: bytes, body: bytes) -> bytes:
    """Encode a message."""
    return FRAME.pack(kind, len(body)) + body


def send(sock: socket.socket, kind: bytes, body: bytes = b"") -> None:
    """Send a message."""
    sock.sendall(frame(kind, body))


class MessageReader:
    """Reads messages from a blocking socket."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._received = b""

    def next(self) -> tuple[bytes, bytes] | None:
        """Wait for the next message: its kind and body. None if the other side has closed the connection.

        >>> ours, theirs = socket.socketpair()
        >>> ours.sendall(frame(b"A", b"one") + frame(b"B", b"two"))
        >>> reader = MessageReader(theirs)
        >>> reader.next(), reader.next()
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
    """Encode a request as a message: its fields but the query as a line of JSON, then the query."""
    return frame(MessageKind.QUERY, _encode_fields(*request[1:]) + request.query.encode("utf-8", "surrogatepass"))


def decode(body: bytes) -> Request:
    """Decode the body of a request message.

    >>> request = Request("ASK {\\n}", "json", ("urn:g",))
    >>> decode(encode(request)[FRAME.size:]) == request
    True
    """
    fields, _, query = body.partition(b"\n")
    return Request(query.decode("utf-8", "surrogatepass"), *_decode_fields(fields))


# The fields are nearly always the same.
@lru_cache(maxsize=256)
def _encode_fields(format: str, default_graphs: tuple[str, ...], named_graphs: tuple[str, ...], rows: int) -> bytes:
    return json.dumps((format, default_graphs, named_graphs, rows)).encode() + b"\n"


@lru_cache(maxsize=256)
def _decode_fields(fields: bytes) -> tuple[str, tuple[str, ...], tuple[str, ...], int]:
    format, default_graphs, named_graphs, rows = json.loads(fields)
    return format, tuple(default_graphs), tuple(named_graphs), rows


class _PartSender:
    """Buffers a serialized answer and sends it in parts while the query runs."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self.buffer = bytearray()

    def write(self, data: bytes, /) -> None:
        self.buffer += data
        if len(self.buffer) >= _PART:
            send(self._sock, MessageKind.PART, bytes(self.buffer))
            self.buffer.clear()


def main(descriptor: int) -> None:
    """Run a nursery on an open socket; the first message has the files to load and the bounds of the workers."""
    sock = socket.socket(fileno=descriptor)
    message = MessageReader(sock).next()
    if message is not None:
        config = json.loads(message[1])
        files = [(Path(path), graph) for path, graph in config["files"]]
        # Sending fails if the service has exited: then there is nothing to do.
        with contextlib.suppress(OSError):
            run_nursery(sock, files, Bounds(**config["bounds"]))


def run_nursery(sock: socket.socket, files: Files, bounds: Bounds) -> None:
    """Load the stores once, then fork a worker for every socket that the service sends, until the service exits."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        stores, counts = _load(files)
    except UnreadableData as error:
        send(sock, MessageKind.ERROR, str(error).encode())
        return
    if not _single_threaded():
        send(
            sock, MessageKind.ERROR, b"a thread of the loader did not end, and a process with threads cannot be forked"
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
                # The kernel kills the worker when the nursery exits, and the nursery exits with the service.
                libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
                sock.close()
                # Sending fails if the service has exited.
                with contextlib.suppress(OSError):
                    _run_worker(stores, worker_sock, bounds)
                os._exit(0)


def _single_threaded(seconds: float = 5.0) -> bool:
    """Wait until the process has only one thread; False if that takes too long.

    A fork copies only the calling thread: a lock that another thread holds would stay locked in every worker. Oxigraph
    loads data in threads of its own.
    """
    deadline = time.monotonic() + seconds
    while len(os.listdir("/proc/self/task")) > 1:
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def _load(files: Files) -> tuple[Stores, dict[str, Any]]:
    """Load the stores in another thread, and count their triples.

    Oxigraph seeds its random generator once per thread. If the main thread had a seed before the fork, all workers
    would give the same UUID() and RAND(). Running queries in another thread of each worker instead takes 50 % longer:
    only the main thread uses the main arena of the allocator.
    """
    with ThreadPoolExecutor(1) as thread:
        stores = thread.submit(load_stores, files).result()
        graphs = thread.submit(graph_sizes, stores.graphs).result()
    return stores, {"triples": len(stores.merged), "graphs": graphs}


def _confine(memory_mb: int) -> None:
    """Limit this process to ``memory_mb`` more megabytes, and to the files and sockets that are open."""
    with open("/proc/self/statm", encoding="ascii") as statm:
        used = int(statm.read().split()[0]) * resource.getpagesize()
    limit = used + memory_mb * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Open descriptors stay open; the process can open no new file or socket.
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
    # A query that runs out of memory aborts the process; nobody needs the messages of allocator and faulthandler.
    faulthandler.disable()
    os.close(2)


def _run_worker(stores: Stores, sock: socket.socket, bounds: Bounds) -> None:
    _confine(bounds.memory_mb)
    send(sock, MessageKind.READY, str(os.getpid()).encode())
    libc = ctypes.CDLL(None)
    reader = MessageReader(sock)
    while (message := reader.next()) is not None:
        started = time.monotonic()
        send(sock, *_run_query(stores, decode(message[1]), bounds, _PartSender(sock)))
        if time.monotonic() - started > _TRIM_AFTER:
            # The allocator would keep the memory of the query, up to its limit, as long as the worker lives.
            libc.malloc_trim(0)


def _run_query(stores: Stores, request: Request, bounds: Bounds, parts: _PartSender) -> tuple[bytes, bytes]:
    """Run a query, and return the last message: the rest of the answer, or the error."""
    kind, detail = _evaluate(stores.select(request), request, bounds, parts)
    return kind, bytes(parts.buffer) if kind == MessageKind.LAST else detail.encode(errors="replace")


def _evaluate(store: ox.Store, request: Request, bounds: Bounds, parts: _PartSender) -> tuple[bytes, str]:
    """Evaluate a query; map errors to the kind of a message and its text."""
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
        os._exit(0)  # the service has exited
    except OSError:
        # The text of the error is about this machine, not about the query.
        return MessageKind.ERROR, "The query asks for what is outside of the store."
    except Exception as error:  # an unexpected error of the engine ends this query, not the worker
        return MessageKind.ERROR, str(error)
    return MessageKind.LAST, ""


if __name__ == "__main__":
    main(int(sys.argv[1]))
