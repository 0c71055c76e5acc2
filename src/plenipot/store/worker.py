"""The processes that run queries: a nursery that has loaded the store, and the workers that it forks.

A request and a reply is a frame: the length of a JSON header, the length of a body, the header, the body. A worker can
open no file and no connection, so that no query reaches anything but the store.
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
import threading
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from plenipot.store.answer import answer
from plenipot.store.base import AnswerTooLarge, BadSyntax, Files, Request, ServiceRefused, UnreadableData
from plenipot.store.embedded import graph_sizes, load

LENGTHS = struct.Struct("!II")
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Bounds:
    """What a worker may need, and the prefixes of its answers."""

    memory_mb: int
    answer_mb: int
    prefixes: dict[str, str]


def send(sock: socket.socket, header: dict[str, Any], body: bytes = b"") -> None:
    """Send a frame."""
    encoded = json.dumps(header).encode()
    sock.sendall(LENGTHS.pack(len(encoded), len(body)) + encoded)
    sock.sendall(body)


def receive(sock: socket.socket) -> tuple[dict[str, Any], bytes] | None:
    """The next frame; None when the other side is gone."""
    lengths = _exactly(sock, LENGTHS.size)
    if lengths is None:
        return None
    header_length, body_length = LENGTHS.unpack(lengths)
    header, body = _exactly(sock, header_length), _exactly(sock, body_length)
    return None if header is None or body is None else (json.loads(header), body)


def _exactly(sock: socket.socket, size: int) -> bytes | None:
    parts = bytearray()
    while len(parts) < size:
        part = sock.recv(size - len(parts))
        if not part:
            return None
        parts += part
    return bytes(parts)


def encode(request: Request) -> bytes:
    """The frame of a request."""
    header = json.dumps(asdict(request)).encode()
    return LENGTHS.pack(len(header), 0) + header


def main(descriptor: int) -> None:
    """Run a nursery: its first frame says what to load and what a worker may need."""
    sock = socket.socket(fileno=descriptor)
    first = receive(sock)
    if first is not None:
        files = [(Path(path), graph) for path, graph in first[0]["files"]]
        # A service that is gone waits for nothing.
        with contextlib.suppress(OSError):
            run_nursery(sock, files, Bounds(**first[0]["bounds"]))


def run_nursery(sock: socket.socket, files: Files, bounds: Bounds) -> None:
    """Load the store once, then fork a worker for every socket that arrives; ends when the service is gone."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        store = load(files)
    except UnreadableData as error:
        send(sock, {"error": str(error)})
        return
    # What is in no named graph is in the default graph: to subtract is faster than to count.
    graphs = graph_sizes(store)
    send(sock, {"triples": len(store) - sum(graphs.values()), "graphs": graphs})
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
                    # The engine keeps its random state per thread: in the forked one every worker would give the same
                    # UUID() and RAND(). A thread made after the fork has a state of its own.
                    runner = threading.Thread(target=_run_worker, args=(store, worker_sock, bounds))
                    runner.start()
                    runner.join()
                os._exit(0)


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


def _run_worker(store: ox.Store, sock: socket.socket, bounds: Bounds) -> None:
    # The first block that a thread asks for reserves address space, which is no query's need.
    bytearray(4096)
    _confine(bounds.memory_mb)
    send(sock, {"pid": os.getpid()})
    while (frame := receive(sock)) is not None:
        header = frame[0]
        request = Request(
            header["query"],
            header["format"],
            tuple(header["default_graphs"]),
            tuple(header["named_graphs"]),
            header["rows"],
        )
        refusal, body = _attempt(store, request, bounds)
        send(sock, refusal or {"ok": True}, body)


def _attempt(store: ox.Store, request: Request, bounds: Bounds) -> tuple[dict[str, Any] | None, bytes]:
    """A refusal, or the body of an answer."""
    try:
        return None, answer(store, request, bounds.prefixes, bounds.answer_mb * 1024 * 1024)
    except MemoryError:
        os._exit(1)
    except AnswerTooLarge:
        return {"ok": False, "kind": "size", "message": ""}, b""
    except BadSyntax as error:
        return {"ok": False, "kind": "syntax", "message": str(error)}, b""
    except ServiceRefused as error:
        return {"ok": False, "kind": "service", "message": str(error)}, b""
    except OSError:
        # The words of the system are about this machine, not about the query.
        return {"ok": False, "kind": "engine", "message": "The query asks for what is outside of the store."}, b""
    except Exception as error:  # whatever the engine raises belongs to this query alone
        return {"ok": False, "kind": "engine", "message": str(error)}, b""


if __name__ == "__main__":
    main(int(sys.argv[1]))
