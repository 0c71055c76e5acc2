"""The direction of imports: each top-level package ("room") imports only from earlier ones; limits on module size."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "plenipot"
ROOMS = ("model", "sources", "tables", "graph", "engine", "release", "http", "api", "pages")
"""In the order of the data flow; modules outside of the rooms connect them, and come last."""
MOST_LINES = 400
MOST_MODULES = 18


def name_of(path: Path) -> str:
    """``src/plenipot/engine/cache.py`` is ``plenipot.engine.cache``; a package has the name of its folder."""
    parts = path.relative_to(ROOT / "src" if path.is_relative_to(SOURCE) else ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def sources(folder: Path) -> dict[str, Path]:
    return {name_of(path): path for path in sorted(folder.rglob("*.py")) if "node_modules" not in path.parts}


MODULES = sources(SOURCE)
TESTS = sources(ROOT / "tests")


def imports(path: Path, known: dict[str, Path]) -> Iterator[str]:
    """The modules that a file imports, at any level; a name of a package counts as the package."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                if full in known or node.module in known:
                    yield full if full in known else node.module


GRAPH = {name: set(imports(path, MODULES)) for name, path in MODULES.items()}


def room(name: str) -> int:
    """The index of a module's room; modules outside of the rooms come last."""
    part = name.split(".")[1] if "." in name else ""
    return ROOMS.index(part) if part in ROOMS else -1 if name == "plenipot" else len(ROOMS)


def test_every_room_is_there() -> None:
    assert {part for name in MODULES if (part := name.split(".")[1:2] and name.split(".")[1]) in ROOMS} == {*ROOMS}


@pytest.mark.parametrize("name", ROOMS)
def test_a_room_imports_only_from_those_before_it(name: str) -> None:
    backwards = [
        f"{module} imports {other}"
        for module, others in GRAPH.items()
        if module.startswith(f"plenipot.{name}.") or module == f"plenipot.{name}"
        for other in sorted(others)
        if room(other) > room(module)
    ]
    assert backwards == []


def test_no_module_is_imported_in_a_circle() -> None:
    try:
        TopologicalSorter(GRAPH).prepare()
    except CycleError as error:
        pytest.fail(" imports ".join(reversed(error.args[1])))


def test_modules_and_folders_can_be_read() -> None:
    long = {
        name: lines for name, path in MODULES.items() if (lines := len(path.read_bytes().splitlines())) > MOST_LINES
    }
    folders = Counter(path.parent for path in MODULES.values() if path.name != "__init__.py")
    full = {str(folder.relative_to(SOURCE)): count for folder, count in folders.items() if count > MOST_MODULES}
    assert (long, full) == ({}, {})


def test_a_class_name_stands_once() -> None:
    places: dict[str, list[str]] = {}
    for module, path in MODULES.items():
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places.setdefault(node.name, []).append(module)
    assert {name: found for name, found in places.items() if len(found) > 1} == {}


def test_tests_share_helpers_and_not_tests() -> None:
    shared = [
        f"{module} imports {other}"
        for module, path in TESTS.items()
        for other in imports(path, TESTS)
        if other.rpartition(".")[2].startswith(("test_", "conftest"))
    ]
    assert shared == []
