"""The processes that run queries: a nursery that has loaded the store, and the workers that it forks.

A request and a reply is a frame: the length of a JSON header, the length of a body, the header, the body. A worker can
open no file and no connection, so that no query reaches anything but the store.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import socket
import struct
from dataclasses import asdict, dataclass

import pyoxigraph as ox

from plenipot.store.embedded import Files, UnreadableData, load, triple_count

LENGTHS = struct.Struct("!II")

RESULTS = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}
GRAPHS = {
    "turtle": ox.RdfFormat.TURTLE,
    "trig": ox.RdfFormat.TRIG,
    "nt": ox.RdfFormat.N_TRIPLES,
    "nq": ox.RdfFormat.N_QUADS,
    "rdf": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
}


@dataclass(frozen=True)
class Request:
    """A query with its dataset and the format of its answer."""

    query: str
    format: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()


def send(sock: socket.socket, header: dict[str, object], body: bytes = b"") -> None:
    """Send a frame."""
    encoded = json.dumps(header).encode()
    sock.sendall(LENGTHS.pack(len(encoded), len(body)) + encoded + body)


def receive(sock: socket.socket) -> tuple[dict[str, object], bytes] | None:
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


def answer(store: ox.Store, request: Request, prefixes: dict[str, str]) -> bytes:
    """Run a query and serialize its answer.

    Raises:
        SyntaxError: the query is not SPARQL; the message names line and column.
        ValueError: the query asks for what the engine does not do.
    """
    dataset: dict[str, list[ox.NamedNode]] = {}
    if request.default_graphs or request.named_graphs:
        dataset["default_graph"] = [ox.NamedNode(iri) for iri in request.default_graphs]
        dataset["named_graphs"] = [ox.NamedNode(iri) for iri in request.named_graphs]
    result = store.query(request.query, **dataset)  # type: ignore[arg-type]
    if isinstance(result, ox.QueryTriples):
        body = ox.serialize(result, format=GRAPHS[request.format], prefixes=prefixes)
    else:
        body = result.serialize(format=RESULTS[request.format])
    assert body is not None
    return body


def run_nursery(sock: socket.socket, files: Files, memory_mb: int, prefixes: dict[str, str]) -> None:
    """Load the store once, then fork a worker for every socket that arrives; ends when the service is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        store = load(files)
    except (UnreadableData, OSError) as error:
        send(sock, {"error": str(error)})
        return
    send(sock, {"triples": triple_count(store)})
    while True:
        message, descriptors, _, _ = socket.recv_fds(sock, 1, 1)
        if not message:
            return
        with socket.socket(fileno=descriptors[0]) as worker_sock:
            if os.fork() == 0:
                sock.close()
                _confine(memory_mb)
                _run_worker(store, worker_sock, prefixes)
                os._exit(0)


def _confine(memory_mb: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with open("/proc/self/statm", encoding="ascii") as statm:
        used = int(statm.read().split()[0]) * resource.getpagesize()
    limit = used + memory_mb * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # What is open stays open; nothing else can be: no file, no connection.
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
    # A query that runs out of memory ends the process; what the allocator says about it belongs to nobody's terminal.
    os.close(2)


def _run_worker(store: ox.Store, sock: socket.socket, prefixes: dict[str, str]) -> None:
    send(sock, {"pid": os.getpid()})
    while (frame := receive(sock)) is not None:
        header = frame[0]
        try:
            request = Request(
                str(header["query"]),
                str(header["format"]),
                tuple(header["default_graphs"]),  # type: ignore[arg-type]
                tuple(header["named_graphs"]),  # type: ignore[arg-type]
            )
            send(sock, {"ok": True}, answer(store, request, prefixes))
        except MemoryError:
            os._exit(1)
        except SyntaxError as error:
            send(sock, {"ok": False, "kind": "syntax", "message": str(error)})
        except Exception as error:  # whatever the engine raises belongs to this query alone
            send(sock, {"ok": False, "kind": "engine", "message": str(error)})
