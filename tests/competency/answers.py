"""The saved questions, their result rows, and checks of expected rows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from plenipot.model import release_files
from plenipot.model.questions import Question, read_catalogue
from plenipot.model.vocabulary import BASE
from tests.competency.release_store import load

EXPECTED = Path(__file__).parent / "expected"

QUESTIONS = read_catalogue(release_files.root() / "queries")

Answer = list[dict[str, str]]


def ask(question: Question, values: Mapping[str, str] | None = None) -> Answer:
    """Run a question; a row maps a variable to an IRI relative to the base, or to a lexical form."""
    solutions = load().query(question.bind(values or {}))
    assert isinstance(solutions, ox.QuerySolutions)
    names = [variable.value for variable in solutions.variables]
    rows = []
    for solution in solutions:
        rows.append({name: shown(solution[name]) for name in names if solution[name] is not None})
    return rows


def shown(term: Any) -> str:
    """Return an IRI of the graph relative to the base, and any other term as its lexical form."""
    return str(term.value).removeprefix(BASE) if isinstance(term, ox.NamedNode) else str(term.value)


def agrees(row: dict[str, str], wanted: dict[str, object]) -> bool:
    """Whether a row has all expected cells; ``/.../`` is a regular expression."""
    for name, value in wanted.items():
        text, cell = cell_text(value), row.get(name)
        if cell is None:
            return False
        if text.startswith("/") and text.endswith("/") and len(text) > 1:
            if not re.search(text[1:-1], cell):
                return False
        elif cell != text:
            return False
    return True


def cell_text(value: object) -> str:
    """Convert a YAML value to the lexical form of a literal."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def check(rows: Answer, expected: Mapping[str, Any]) -> None:
    """Assert that the rows contain all expected rows and no forbidden ones."""
    for wanted in expected.get("contains", []):
        assert any(agrees(row, wanted) for row in rows), f"no row has {wanted}; first rows: {rows[:3]}"
    for unwanted in expected.get("absent", []):
        assert not any(agrees(row, unwanted) for row in rows), f"a row has {unwanted}"
    if "count" in expected:
        assert len(rows) == expected["count"]
