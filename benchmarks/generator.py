"""The graph of the release, multiplied: copies whose things have other names and whose terms are the same."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox

from plenipot.model import release_files
from plenipot.model.release_files import graph_files
from plenipot.model.vocabulary import BASE, DESCRIPTION_GRAPHS, GRAPH

_THING = re.compile(re.escape(f"<{BASE}") + r"(?!ontology/|graph/)")
# The code of a state is its key: without a code of its own, each copy would contradict the others.
_CODE = re.compile(r'(plen:iso3 "[A-Z]{3})"')


def copies(root: Path, count: int) -> Iterator[bytes]:
    """Turtle documents of ``count`` copies; the first is the release itself."""
    documents = [path.read_text(encoding="utf-8") for path in graph_files(root)]
    for number in range(count):
        for document in documents:
            yield (document if number == 0 else rename(document, number)).encode()


def dataset(root: Path, count: int, folder: Path) -> list[tuple[Path, str | None]]:
    """Files with the graphs of the release and what follows from them, ``count`` times; large families are left out.

    Nothing is inferred anew: copies are apart from each other, so that the closure of all is that of each.
    """
    files: list[tuple[Path, str | None]] = []
    for path, graph in release_files.dataset(root, release_files.optional_families(root)):
        if graph == GRAPH["ontology"] or graph in DESCRIPTION_GRAPHS:
            files.append((path, graph))
            continue
        document = path.read_text(encoding="utf-8")
        with (folder / path.name).open("w", encoding="utf-8") as out:
            for number in range(count):
                out.write(document if number == 0 else rename(document, number))
                out.write("\n")
        files.append((folder / path.name, graph))
    return files


def merge(files: Iterable[tuple[Path, str | None]], path: Path) -> int:
    """Write the triples of all files as N-Triples, some more than once; how many lines."""
    lines = 0

    def triples() -> Iterator[ox.Triple]:
        nonlocal lines
        for each, _ in files:
            for quad in ox.parse(path=str(each)):
                lines += 1
                yield ox.Triple(quad.subject, quad.predicate, quad.object)

    ox.serialize(triples(), str(path), format=ox.RdfFormat.N_TRIPLES)
    return lines


def rename(document: str, number: int) -> str:
    """A Turtle document about other things of the same kinds.

    >>> rename('<https://w3id.org/plenipot/state/che> a plen:State ; plen:iso3 "CHE" .', 7)
    '<https://w3id.org/plenipot/copy-7/state/che> a plen:State ; plen:iso3 "CHE-7" .'
    """
    renamed = _THING.sub(f"<{BASE}copy-{number}/", document)
    return _CODE.sub(rf'\1-{number}"', renamed)
