"""Where the parts of a release stand, in a checkout and in an installed package alike."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from plenipot.model.vocabulary import GRAPH

_PACKAGE = Path(__file__).parents[1]
DESCRIPTION = "description"
"""The folder of the graphs that describe the dataset."""


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
            "this command works on the tables and the graph of a checkout: run it in one, installed by `make` or "
            "`pip install --editable .`; what is written elsewhere, with --out or PATH, needs none"
        )
    return base


def ontology_files(base: Path) -> list[Path]:
    """The modules of the ontology, without the shapes and the description of the dataset."""
    return sorted(set((base / "ontology").glob("*.ttl")) - {dataset_file(base)})


def dataset_file(base: Path) -> Path:
    """The part of the description of the dataset that is written by hand."""
    return base / "ontology" / "dataset.ttl"


def shape_files(base: Path) -> list[Path]:
    """The SHACL shapes."""
    return sorted((base / "ontology" / "shapes").glob("*.ttl"))


def graph_files(base: Path, family: str | None = None) -> list[Path]:
    """The asserted instances: one Turtle file per family, or the parts of one that can be left out."""
    folder = base / "data" / "graph"
    return sorted((folder / family if family else folder).glob("*.ttl"))


def optional_families(base: Path) -> list[str]:
    """The families that can be left out: each has a folder of its own, with what follows from it."""
    return sorted(path.parent.name for path in (base / "data" / "graph").glob(f"*/{closure_file(base).name}"))


def description_files(base: Path, without: Iterable[str] = ()) -> dict[str, Path]:
    """The files that describe the dataset, by the name of their graph; some count what is left out, and what is not.

    >>> files = description_files(Path("release"), ["recommendations"])
    >>> files["examples"].name, files["void"].name
    ('examples.ttl', 'void-without-recommendations.ttl')
    """
    folder = base / "data" / "graph" / DESCRIPTION
    selection = "".join(f"-without-{family}" for family in sorted(without))
    counting = {name: folder / f"{name}{selection}.ttl" for name in ("dataset", "void")}
    return counting | {name: folder / f"{name}.ttl" for name in ("examples", "prefixes")}


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
    files += [(path, str(GRAPH[name])) for name, path in description_files(base, without).items()]
    return files


def table_file(base: Path) -> Path:
    """The fingerprints of the graphs of a release, with and without the families that can be left out."""
    return base / "data" / "graph" / "release.tsv"
