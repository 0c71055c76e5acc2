"""Multiply the graph of the release: copies with renamed instances and the same ontology terms."""

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
    """Yield the Turtle documents of ``count`` copies; the first is the release itself."""
    documents = [path.read_text(encoding="utf-8") for path in graph_files(root)]
    for number in range(count):
        for document in documents:
            yield (document if number == 0 else rename(document, number)).encode()


def dataset(root: Path, count: int, folder: Path) -> list[tuple[Path, str | None]]:
    """Write files with ``count`` copies of the graphs of the release and their closure, without optional families.

    The closure is copied, not computed again: copies are disjoint, so that their closures are too.
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
    """Write the triples of all files as N-Triples, with duplicates; return the number of lines."""
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
    """Rename the instances of a Turtle document.

    >>> rename('<https://w3id.org/plenipot/state/che> a plen:State ; plen:iso3 "CHE" .', 7)
    '<https://w3id.org/plenipot/copy-7/state/che> a plen:State ; plen:iso3 "CHE-7" .'
    """
    renamed = _THING.sub(f"<{BASE}copy-{number}/", document)
    return _CODE.sub(rf'\1-{number}"', renamed)
