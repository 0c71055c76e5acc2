"""Canonicalize named graphs (RDFC-1.0), hash them, and compute the release id from the hashes.

The result depends only on the triples: not on the syntax, the order of the statements or the labels of blank nodes.
docs/release.md explains how to compute the id of a release without this module.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

import pyoxigraph as ox
import zstandard

from plenipot.engine.interface import Files
from plenipot.engine.oxigraph import FORMATS, format_of
from plenipot.model.rdf_files import UnreadableData, readable

ID_LENGTH = 32
"""Length of an id in hexadecimal digits: 128 bits exclude collisions in practice."""


@dataclass(frozen=True, order=True)
class Fingerprint:
    """A named graph: its IRI, its number of triples, and the SHA-256 digest of its canonical N-Quads."""

    graph: str
    triples: int
    sha256: str

    @property
    def line(self) -> str:
        """The line of the fingerprint table, which is also the input of the release id.

        >>> Fingerprint("https://example.org/g", 2, "ab").line
        'https://example.org/g\\t2\\tab\\n'
        """
        return f"{self.graph}\t{self.triples}\t{self.sha256}\n"


def release_id(fingerprints: Iterable[Fingerprint]) -> str:
    """Compute the release id, independent of the order of the graphs.

    >>> one, two = Fingerprint("https://example.org/a", 1, "ab"), Fingerprint("https://example.org/b", 2, "cd")
    >>> release_id([one, two]) == release_id([two, one]), len(release_id([one]))
    (True, 32)
    """
    text = "".join(sorted(graph.line for graph in fingerprints))
    return hashlib.sha256(text.encode()).hexdigest()[:ID_LENGTH]


def fingerprint(graph: str, quads: Iterable[ox.Quad]) -> Fingerprint:
    """Compute the fingerprint of one named graph."""
    lines = canonical_lines(quads)
    return Fingerprint(graph, len(lines), hashlib.sha256(b"".join(lines)).hexdigest())


def fingerprints(quads: Iterable[ox.Quad]) -> list[Fingerprint]:
    """Compute the fingerprints of all named graphs, sorted by IRI.

    Raises:
        UnreadableData: a statement is in the default graph.
    """
    return sorted(fingerprint(graph, members) for graph, members in by_graph(quads).items())


def by_graph(quads: Iterable[ox.Quad]) -> dict[str, list[ox.Quad]]:
    """Group quads by named graph.

    Raises:
        UnreadableData: a statement is in the default graph.
    """
    graphs: dict[str, list[ox.Quad]] = {}
    for quad in quads:
        if not isinstance(quad.graph_name, ox.NamedNode):
            raise UnreadableData("a statement is in no named graph: the id is that of N-Quads or TriG with all graphs")
        graphs.setdefault(quad.graph_name.value, []).append(quad)
    return graphs


def canonical_lines(quads: Iterable[ox.Quad]) -> list[bytes]:
    """Serialize quads as canonical N-Quads: one line per statement, without duplicates, sorted by bytes.

    >>> node = ox.BlankNode("x")
    >>> canonical_lines([ox.Quad(node, ox.NamedNode("https://example.org/p"), ox.Literal("é"))])[0].decode()
    '_:c14n0 <https://example.org/p> "é" .\\n'
    """
    text = ox.serialize(canonicalize(quads), format=ox.RdfFormat.N_QUADS)
    assert text is not None
    return sorted(set(text.splitlines(keepends=True)))


def canonicalize(quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
    """Give blank nodes canonical labels (RDFC-1.0), which depend only on the statements with blank nodes."""
    with_blank_nodes = ox.Dataset()
    for quad in quads:
        if isinstance(quad.subject, ox.BlankNode) or isinstance(quad.object, ox.BlankNode):
            with_blank_nodes.add(quad)
        else:
            yield quad
    with_blank_nodes.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    yield from with_blank_nodes


def read_quads(files: Files) -> Iterator[ox.Quad]:
    """Read files into their graphs; blank nodes of different files stay different.

    Raises:
        UnreadableData: a suffix is unknown, or a file has a syntax error; with file and position.
    """
    for path, graph in files:
        name = ox.NamedNode(graph) if graph else None
        format = format_of(path)
        with readable(path):
            for quad in ox.parse(path=str(path), format=format, rename_blank_nodes=True):
                yield ox.Quad(quad.subject, quad.predicate, quad.object, name) if name else quad


def read_dump(path: Path) -> Iterator[ox.Quad]:
    """Read a dump in N-Quads or TriG: plain, gzip or Zstandard.

    Raises:
        UnreadableData: the suffix is another one, or the file cannot be read; with the position.
    """
    inner = Path(path.stem) if path.suffix in (".gz", ".zst") else path
    if inner.suffix not in (".nq", ".trig"):
        raise UnreadableData(f"{path.name}: a dump is .nq or .trig, plain, .gz or .zst")
    try:
        with _open(path) as file:
            yield from ox.parse(file, format=FORMATS[inner.suffix])
    except (SyntaxError, ValueError, EOFError, OSError, zstandard.ZstdError) as error:
        raise UnreadableData(f"{path.name}: {error}") from None


def _open(path: Path) -> IO[bytes]:
    if path.suffix == ".gz":
        return cast(IO[bytes], gzip.open(path, "rb"))
    if path.suffix == ".zst":
        return cast(IO[bytes], zstandard.open(path, "rb"))
    return path.open("rb")
