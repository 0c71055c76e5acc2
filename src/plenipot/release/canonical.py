"""What a graph says, whatever file it stands in: canonical N-Quads (RDFC-1.0), their hashes, and the id made of them.

Neither the syntax nor the order of the statements nor the labels of blank nodes changes any of it. docs/release.md says
how to compute the id of a release without this module.
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
"""Hexadecimal digits of an id: 128 bits, enough that nobody makes a second graph with the same one."""


@dataclass(frozen=True, order=True)
class Fingerprint:
    """A named graph: its IRI, its number of triples, and the SHA-256 of its canonical N-Quads."""

    graph: str
    triples: int
    sha256: str

    @property
    def line(self) -> str:
        """The graph as a line of the table, and of what is hashed.

        >>> Fingerprint("https://example.org/g", 2, "ab").line
        'https://example.org/g\\t2\\tab\\n'
        """
        return f"{self.graph}\t{self.triples}\t{self.sha256}\n"


def release_id(fingerprints: Iterable[Fingerprint]) -> str:
    """The id of the graphs, in whatever order they come.

    >>> one, two = Fingerprint("https://example.org/a", 1, "ab"), Fingerprint("https://example.org/b", 2, "cd")
    >>> release_id([one, two]) == release_id([two, one]), len(release_id([one]))
    (True, 32)
    """
    text = "".join(sorted(each.line for each in fingerprints))
    return hashlib.sha256(text.encode()).hexdigest()[:ID_LENGTH]


def fingerprint(graph: str, quads: Iterable[ox.Quad]) -> Fingerprint:
    """The fingerprint of one named graph."""
    lines = canonical_lines(quads)
    return Fingerprint(graph, len(lines), hashlib.sha256(b"".join(lines)).hexdigest())


def fingerprints(quads: Iterable[ox.Quad]) -> list[Fingerprint]:
    """The fingerprints of all named graphs.

    Raises:
        UnreadableData: a statement is in no named graph.
    """
    return sorted(fingerprint(graph, members) for graph, members in by_graph(quads).items())


def by_graph(quads: Iterable[ox.Quad]) -> dict[str, list[ox.Quad]]:
    """The quads of each named graph.

    Raises:
        UnreadableData: a statement is in no named graph.
    """
    graphs: dict[str, list[ox.Quad]] = {}
    for quad in quads:
        if not isinstance(quad.graph_name, ox.NamedNode):
            raise UnreadableData("a statement is in no named graph: the id is that of N-Quads or TriG with all graphs")
        graphs.setdefault(quad.graph_name.value, []).append(quad)
    return graphs


def canonical_lines(quads: Iterable[ox.Quad]) -> list[bytes]:
    """The canonical N-Quads, in the order of their code points, each statement once.

    >>> node = ox.BlankNode("x")
    >>> canonical_lines([ox.Quad(node, ox.NamedNode("https://example.org/p"), ox.Literal("é"))])[0].decode()
    '_:c14n0 <https://example.org/p> "é" .\\n'
    """
    text = ox.serialize(canonical(quads), format=ox.RdfFormat.N_QUADS)
    assert text is not None
    return sorted(set(text.splitlines(keepends=True)))


def canonical(quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
    """The quads with canonical blank nodes. A label depends on statements with blank nodes only: the others stay."""
    unnamed = ox.Dataset()
    for quad in quads:
        if isinstance(quad.subject, ox.BlankNode) or isinstance(quad.object, ox.BlankNode):
            unnamed.add(quad)
        else:
            yield quad
    unnamed.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    yield from unnamed


def read_quads(files: Files) -> Iterator[ox.Quad]:
    """The statements of files, each in its graph; blank nodes of different files differ.

    Raises:
        UnreadableData: unknown suffix, or a syntax error, with file and place.
    """
    for path, graph in files:
        name = ox.NamedNode(graph) if graph else None
        known = format_of(path)
        with readable(path):
            for quad in ox.parse(path=str(path), format=known, rename_blank_nodes=True):
                yield ox.Quad(quad.subject, quad.predicate, quad.object, name) if name else quad


def read_dump(path: Path) -> Iterator[ox.Quad]:
    """The statements of a dump in N-Quads or TriG, plain or packed.

    Raises:
        UnreadableData: another suffix, or a file that cannot be read, with the place.
    """
    inner = Path(path.stem) if path.suffix in (".gz", ".zst") else path
    if inner.suffix not in (".nq", ".trig"):
        raise UnreadableData(f"{path.name}: a dump is .nq or .trig, plain, .gz or .zst")
    try:
        with _opened(path) as file:
            yield from ox.parse(file, format=FORMATS[inner.suffix])
    except (SyntaxError, ValueError, EOFError, OSError, zstandard.ZstdError) as error:
        raise UnreadableData(f"{path.name}: {error}") from None


def _opened(path: Path) -> IO[bytes]:
    if path.suffix == ".gz":
        return cast(IO[bytes], gzip.open(path, "rb"))
    if path.suffix == ".zst":
        return cast(IO[bytes], zstandard.open(path, "rb"))
    return path.open("rb")
