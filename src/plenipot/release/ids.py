"""The id of a release: the fingerprints of its graphs, with and without the families that can be left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import combinations
from pathlib import Path

from plenipot.model.rdf_files import UnreadableData
from plenipot.model.release_files import fingerprints_file
from plenipot.release import canonical
from plenipot.release.canonical import Fingerprint

_HEADER = "without\tgraph\ttriples\tsha256\n"


def selections(families: Iterable[str]) -> list[tuple[str, ...]]:
    """What can be left out: nothing, each family, and all their combinations.

    >>> selections(["a", "b"])
    [(), ('a',), ('b',), ('a', 'b')]
    """
    names = sorted(families)
    return [chosen for size in range(len(names) + 1) for chosen in combinations(names, size)]


def write_table(made: Mapping[tuple[str, ...], Iterable[Fingerprint]]) -> bytes:
    """The table of the fingerprints, by what is left out."""
    lines = [f"{','.join(without)}\t{each.line}" for without, graphs in made.items() for each in sorted(graphs)]
    return "".join([_HEADER, *lines]).encode()


def read_table(base: Path, without: Iterable[str] = ()) -> list[Fingerprint]:
    """The fingerprints of the graphs that are served.

    Raises:
        FileNotFoundError: the table is not there, or has no such selection.
        UnreadableData: it is no such table.
    """
    wanted = ",".join(sorted(set(without)))
    try:
        lines = fingerprints_file(base).read_text(encoding="utf-8").splitlines()[1:]
    except FileNotFoundError:
        raise FileNotFoundError("data/graph/release.tsv is not there: run `plenipot build`") from None
    rows = [line.split("\t") for line in lines]
    try:
        found = [Fingerprint(graph, int(triples), digest) for left, graph, triples, digest in rows if left == wanted]
    except ValueError:
        raise UnreadableData("data/graph/release.tsv is not what `plenipot build` writes: run it") from None
    if not found:
        raise FileNotFoundError(f"data/graph/release.tsv has no release without {wanted}: run `plenipot build`")
    return found


def release_id(base: Path, without: Iterable[str] = ()) -> str:
    """Hash of the canonical graphs that are served, as `plenipot build` noted them."""
    return canonical.release_id(read_table(base, without))
