"""Where the parts of a release stand, in a checkout and in an installed package alike."""

from __future__ import annotations

import hashlib
from pathlib import Path

from plenipot.vocabulary import GRAPH

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


def ontology_files(base: Path) -> list[Path]:
    """The modules of the ontology, without the shapes."""
    return sorted((base / "ontology").glob("*.ttl"))


def shape_files(base: Path) -> list[Path]:
    """The SHACL shapes."""
    return sorted((base / "ontology" / "shapes").glob("*.ttl"))


def graph_files(base: Path) -> list[Path]:
    """The asserted instances: one Turtle file per family."""
    return sorted((base / "data" / "graph").glob("*.ttl"))


def closure_file(base: Path) -> Path:
    """The inferred triples, one named graph per rule."""
    return base / "data" / "graph" / "inferred.trig"


def dataset(base: Path) -> list[tuple[Path, str | None]]:
    """Every file of the release with the named graph it goes to; TriG brings its own graphs."""
    ontology: list[tuple[Path, str | None]] = [(path, str(GRAPH["ontology"])) for path in ontology_files(base)]
    instances: list[tuple[Path, str | None]] = [(path, str(GRAPH[path.stem])) for path in graph_files(base)]
    return [*ontology, *instances, (closure_file(base), None)]


def release_id(base: Path) -> str:
    """Hash of the bytes of all files of the release: the same tables give the same id."""
    digest = hashlib.sha256()
    for path, graph in dataset(base):
        digest.update(f"{path.name} {graph}\n".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]
