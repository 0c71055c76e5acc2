"""The table of graph fingerprints, and the release id for a selection of left-out families."""

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
    """All selections of families to leave out: none, each one, and all combinations.

    >>> selections(["a", "b"])
    [(), ('a',), ('b',), ('a', 'b')]
    """
    names = sorted(families)
    return [selection for size in range(len(names) + 1) for selection in combinations(names, size)]


def write_table(fingerprints: Mapping[tuple[str, ...], Iterable[Fingerprint]]) -> bytes:
    """Serialize the table of fingerprints as TSV.

    Args:
        fingerprints: those of the served graphs, by the names of the left-out families.
    """
    rows = [(",".join(without), graph) for without, graphs in fingerprints.items() for graph in sorted(graphs)]
    lines = [f"{selection}\t{graph.line}" for selection, graph in rows]
    return "".join([_HEADER, *lines]).encode()


def read_table(base: Path, without: Iterable[str] = ()) -> list[Fingerprint]:
    """Read the fingerprints of the graphs that are served without some families.

    Raises:
        FileNotFoundError: the table is missing, or does not have this selection.
        UnreadableData: the file is not a table of fingerprints.
    """
    selection = ",".join(sorted(set(without)))
    try:
        lines = fingerprints_file(base).read_text(encoding="utf-8").splitlines()[1:]
    except FileNotFoundError:
        raise FileNotFoundError("data/graph/release.tsv is not there: run `plenipot build`") from None
    rows = [line.split("\t") for line in lines]
    try:
        fingerprints = [
            Fingerprint(graph, int(triples), digest)
            for families, graph, triples, digest in rows
            if families == selection
        ]
    except ValueError:
        raise UnreadableData("data/graph/release.tsv is not what `plenipot build` writes: run it") from None
    if not fingerprints:
        raise FileNotFoundError(f"data/graph/release.tsv has no release without {selection}: run `plenipot build`")
    return fingerprints


def release_id(base: Path, without: Iterable[str] = ()) -> str:
    """The id of the release without some families, from the table that `plenipot build` wrote.

    Raises:
        FileNotFoundError, UnreadableData: see :func:`read_table`.
    """
    return canonical.release_id(read_table(base, without))
