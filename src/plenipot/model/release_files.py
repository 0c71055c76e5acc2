"""Paths of the files of a release, in a checkout or in an installed package."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from plenipot.model.vocabulary import GRAPH

_PACKAGE = Path(__file__).parents[1]
DESCRIPTION = "description"
"""The folder of the graphs that describe the dataset, below ``data/graph``."""


def root() -> Path:
    """The folder with ``ontology``, ``data`` and ``queries``.

    Raises:
        FileNotFoundError: there is neither a checkout nor the data of an installed package.
    """
    for candidate in (_PACKAGE / "_release", _PACKAGE.parent.parent):
        if (candidate / "ontology").is_dir():
            return candidate
    raise FileNotFoundError("the ontology and data of Plenipot are not installed with the package")


class NotACheckout(RuntimeError):
    """A command would change the files of an installed package."""


def checkout() -> Path:
    """The root of a checkout, whose files a command may change.

    Raises:
        NotACheckout: the root belongs to an installed package.
        FileNotFoundError: see :func:`root`.
    """
    base = root()
    if base.parent == _PACKAGE:
        raise NotACheckout(
            "this command works on the tables and the graph of a checkout: run it in one, installed by `make` or "
            "`pip install --editable .`; what is written elsewhere, with --out or PATH, needs none"
        )
    return base


def ontology_files(base: Path) -> list[Path]:
    """The modules of the ontology, without the shapes and without ``dataset.ttl``."""
    return sorted(set((base / "ontology").glob("*.ttl")) - {dataset_file(base)})


def dataset_file(base: Path) -> Path:
    """The hand-written part of the dataset description."""
    return base / "ontology" / "dataset.ttl"


def shape_files(base: Path) -> list[Path]:
    """The files with SHACL shapes."""
    return sorted((base / "ontology" / "shapes").glob("*.ttl"))


def graph_files(base: Path, family: str | None = None) -> list[Path]:
    """The Turtle files of the asserted triples: one per family, or all files of one optional family."""
    folder = base / "data" / "graph"
    return sorted((folder / family if family else folder).glob("*.ttl"))


def optional_families(base: Path) -> list[str]:
    """The names of the optional families: each has its own folder with its own inferred triples."""
    return sorted(path.parent.name for path in (base / "data" / "graph").glob(f"*/{closure_file(base).name}"))


def description_files(base: Path, without: Iterable[str] = ()) -> dict[str, Path]:
    """The files of the dataset description, by the name of their graph.

    ``dataset`` and ``void`` have counts, so there is one file for each selection of left-out families.

    >>> files = description_files(Path("release"), ["recommendations"])
    >>> files["examples"].name, files["void"].name
    ('examples.ttl', 'void-without-recommendations.ttl')
    """
    folder = base / "data" / "graph" / DESCRIPTION
    selection = "".join(f"-without-{family}" for family in sorted(without))
    with_counts = {name: folder / f"{name}{selection}.ttl" for name in ("dataset", "void")}
    return with_counts | {name: folder / f"{name}.ttl" for name in ("examples", "prefixes")}


def closure_file(base: Path, family: str | None = None) -> Path:
    """The TriG file of the inferred triples, one named graph per rule; an optional family has its own file."""
    folder = base / "data" / "graph"
    return (folder / family if family else folder) / "inferred.trig"


def provenance_file(base: Path) -> Path:
    """The provenance index (SQLite) that ``plenipot ground`` writes; it is not committed."""
    return base / "data" / "grounds.sqlite"


def dataset(base: Path, without: Iterable[str] = ()) -> list[tuple[Path, str | None]]:
    """All RDF files of a release with their named graphs; None for TriG, which names its graphs itself."""
    files: list[tuple[Path, str | None]] = [(path, str(GRAPH["ontology"])) for path in ontology_files(base)]
    files += [(path, str(GRAPH[path.stem])) for path in graph_files(base)]
    files.append((closure_file(base), None))
    for family in sorted(set(optional_families(base)) - set(without)):
        files += [(path, str(GRAPH[family])) for path in graph_files(base, family)]
        files.append((closure_file(base, family), None))
    files += [(path, str(GRAPH[name])) for name, path in description_files(base, without).items()]
    return files


def fingerprints_file(base: Path) -> Path:
    """The table of graph fingerprints, for each selection of left-out families."""
    return base / "data" / "graph" / "release.tsv"
