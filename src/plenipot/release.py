"""Where the parts of a release stand, in a checkout and in an installed package alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import combinations
from pathlib import Path

from plenipot import canonical
from plenipot.canonical import Fingerprint
from plenipot.store.base import UnreadableData
from plenipot.vocabulary import GRAPH

_HEADER = "without\tgraph\ttriples\tsha256\n"
_PACKAGE = Path(__file__).parent


def root() -> Path:
    """The folder that holds ``ontology``, ``data`` and ``queries``.

    Raises:
        FileNotFoundError: neither a checkout nor the data of an installed package is there.
    """
    for candidate in (_PACKAGE / "_release", _PACKAGE.parent.parent):
        if (candidate / "ontology").is_dir():
            return candidate
    raise FileNotFoundError("the ontology and data of Plenipot are not installed with the package")


class NotACheckout(RuntimeError):
    """The files of an installed package are not to be changed."""


def checkout() -> Path:
    """The root, if what is in it may be changed.

    Raises:
        NotACheckout: the package is an installed one.
        FileNotFoundError: as of :func:`root`.
    """
    base = root()
    if base.parent == _PACKAGE:
        raise NotACheckout(
            "this command writes to the tables or the graph: run it in a checkout of Plenipot, installed by `make` or "
            "`pip install --editable .`, or name another place for what it writes, if it takes one"
        )
    return base


def ontology_files(base: Path) -> list[Path]:
    """The modules of the ontology, without the shapes."""
    return sorted((base / "ontology").glob("*.ttl"))


def shape_files(base: Path) -> list[Path]:
    """The SHACL shapes."""
    return sorted((base / "ontology" / "shapes").glob("*.ttl"))


def graph_files(base: Path, family: str | None = None) -> list[Path]:
    """The asserted instances: one Turtle file per family, or the parts of one that can be left out."""
    folder = base / "data" / "graph"
    return sorted((folder / family if family else folder).glob("*.ttl"))


def optional_families(base: Path) -> list[str]:
    """The families that can be left out: each has a folder of its own."""
    return sorted(path.name for path in (base / "data" / "graph").iterdir() if path.is_dir())


def closure_file(base: Path, family: str | None = None) -> Path:
    """The inferred triples, one named graph per rule; those that come with a family lie beside it."""
    folder = base / "data" / "graph"
    return (folder / family if family else folder) / "inferred.trig"


def grounds_file(base: Path) -> Path:
    """The index of what each triple rests on; made with ``plenipot ground``, not committed."""
    return base / "data" / "grounds.sqlite"


def dataset(base: Path, without: Iterable[str] = ()) -> list[tuple[Path, str | None]]:
    """Every file of the release with the named graph it goes to; TriG brings its own graphs."""
    files: list[tuple[Path, str | None]] = [(path, str(GRAPH["ontology"])) for path in ontology_files(base)]
    files += [(path, str(GRAPH[path.stem])) for path in graph_files(base)]
    files.append((closure_file(base), None))
    for family in sorted(set(optional_families(base)) - set(without)):
        files += [(path, str(GRAPH[family])) for path in graph_files(base, family)]
        files.append((closure_file(base, family), None))
    return files


def table_file(base: Path) -> Path:
    """The fingerprints of the graphs of a release, with and without the families that can be left out."""
    return base / "data" / "graph" / "release.tsv"


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
        lines = table_file(base).read_text(encoding="utf-8").splitlines()[1:]
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
