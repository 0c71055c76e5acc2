"""Start the servers to compare, one after another, with the same data; record their settings."""

from __future__ import annotations

import importlib.util
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from benchmarks import generator, processes
from benchmarks.peers import servers
from plenipot.model import release_files

PLENIPOT = ["--client-rate", "0", "--client-queries", "0"]
"""The load comes from one client: its rate limits would be measured instead of the service."""
ON_DISK = 100
"""Number of copies from which Fuseki uses TDB2: in memory it needs about two gigabytes per million quads."""
_FIRST = "SELECT ?p ?o WHERE { <https://w3id.org/plenipot/state/che> ?p ?o } LIMIT 1000"
_MEDIA = {".ttl": "text/turtle", ".trig": "application/trig", ".nt": "application/n-triples"}


@dataclass(frozen=True)
class Data:
    """The data of every server: named graphs, and their merge as the default graph."""

    scale: int
    files: Sequence[tuple[Path, str | None]]
    merged: Path
    released: bool
    """Whether this is the unchanged release, which Plenipot finds itself."""
    large_left_out: bool


@dataclass
class Contestant:
    """A running server."""

    name: str
    endpoint: str
    pid: int
    settings: str
    seconds_to_answer: float
    """Seconds from the start of the process (or of loading) to the first response."""
    memory_mb: float
    memory_after_mb: float = 0.0
    calls: dict[str, float] = field(default_factory=dict)
    """Seconds of one query of each work, from the check before the measurement."""


def prepare(scale: int, folder: Path) -> Data:
    """Make the files for a scale: the release, or copies of it without optional families."""
    root = release_files.root()
    files = release_files.dataset(root) if scale == 1 else generator.dataset(root, scale, folder)
    merged = folder / "merged.nt"
    generator.merge(files, merged)
    return Data(scale, files, merged, scale == 1, scale != 1)


@contextmanager
def plenipot(data: Data, timeout: int, cache: int | None = None) -> Iterator[Contestant]:
    """Start Plenipot."""
    arguments = [*PLENIPOT, "--timeout", str(timeout), "--memory", "4096"]
    if cache is not None:
        arguments += ["--cache", str(cache)]
    shown = "plenipot serve " + " ".join(arguments)
    if not data.released:
        # The graph of a file is named by the file; TriG names its own.
        arguments += [part for path, _ in data.files for part in ("--data", str(path))]
    started = time.monotonic()
    with servers.plenipot(arguments, patience=600) as peer:
        yield _ready(peer, shown, started)


@contextmanager
def oxigraph(data: Data, timeout: int | None) -> Iterator[Contestant]:
    """Start ``oxigraph serve`` in memory."""
    started = time.monotonic()
    with servers.oxigraph(timeout) as peer:
        _load(peer.store + "?no_transaction", data)
        shown = "oxigraph serve" + (f" --timeout-s {timeout}" if timeout else " (in memory, no deadline)")
        yield _ready(peer, shown, started)


@contextmanager
def fuseki(data: Data, timeout: int, jars: Path, heap: str) -> Iterator[Contestant]:
    """Start Fuseki in memory, or with TDB2 on disk for large scales."""
    started = time.monotonic()
    if data.scale < ON_DISK:
        with servers.fuseki(jars, timeout, heap) as peer:
            _load(peer.store, data)
            yield _ready(peer, f"{servers.FUSEKI}, -Xmx{heap} --mem --timeout={timeout}000", started)
        return
    database = data.merged.parent / "tdb2"
    servers.load_tdb2(jars, data.files, database)
    with servers.fuseki(jars, timeout, heap, database) as peer:
        shown = f"{servers.FUSEKI}, -Xmx{heap}, TDB2 on disk with unionDefaultGraph, --timeout={timeout}000"
        yield _ready(peer, shown, started)


@contextmanager
def rdflib_endpoint(data: Data) -> Iterator[Contestant]:
    """Start rdflib-endpoint under uvicorn."""
    started = time.monotonic()
    with servers.rdflib_endpoint(data.files) as peer:
        yield _ready(peer, "rdflib-endpoint, Dataset(default_union=True), uvicorn, one process, no deadline", started)


def have_rdflib_endpoint() -> bool:
    """Whether rdflib-endpoint is installed (extra ``bench``)."""
    return importlib.util.find_spec("rdflib_endpoint") is not None


def ask(endpoint: str, query: str, accept: str, timeout: float = 60) -> httpx.Response:
    """Run one query as the load generator does."""
    return httpx.get(endpoint, params={"query": query}, headers={"Accept": accept}, timeout=timeout, trust_env=False)


def _load(store: str, data: Data) -> None:
    joined = "&" if "?" in store else "?"
    with httpx.Client(timeout=900, trust_env=False) as client:
        for path, graph in [*data.files, (data.merged, "")]:
            # TriG goes to the whole dataset.
            target = store if graph is None else store + joined + (f"graph={graph}" if graph else "default")
            with path.open("rb") as body:
                answer = client.post(target, content=body, headers={"Content-Type": _MEDIA[path.suffix]})
            if answer.status_code >= 300:
                raise RuntimeError(f"{target}: {answer.status_code} {answer.text[:200]}")


def _ready(peer: servers.Peer, settings: str, started: float) -> Contestant:
    answer = ask(peer.endpoint, _FIRST, "application/sparql-results+json", 300)
    if not answer.json()["results"]["bindings"]:
        raise RuntimeError(f"{peer.name} has no data")
    seconds = time.monotonic() - started
    return Contestant(peer.name, peer.endpoint, peer.pid, settings, seconds, processes.memory_mb(peer.pid))
