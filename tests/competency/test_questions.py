"""Every question of ``queries/`` has an expected answer, read in the sources, and gives it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import yaml

from plenipot import release
from plenipot.service.catalogue import Question, read_catalogue
from plenipot.vocabulary import BASE
from tests.competency.release_store import load

EXPECTED = Path(__file__).parent / "expected"
QUESTIONS = read_catalogue(release.root() / "queries")
Answer = list[dict[str, str]]


def ask(question: Question, values: Mapping[str, str] | None = None) -> Answer:
    """The rows of a question: variable to IRI without base, or lexical form."""
    solutions = load().query(question.bound(values or {}))
    assert isinstance(solutions, ox.QuerySolutions)
    names = [variable.value for variable in solutions.variables]
    rows = []
    for solution in solutions:
        rows.append({name: shown(solution[name]) for name in names if solution[name] is not None})
    return rows


def shown(term: Any) -> str:
    """An IRI of ours without its base, any other term as its lexical form."""
    return str(term.value).removeprefix(BASE) if isinstance(term, ox.NamedNode) else str(term.value)


def agrees(row: dict[str, str], wanted: dict[str, object]) -> bool:
    """Whether a row has all the wanted cells; ``/.../`` is a regular expression."""
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
    """A YAML value as the lexical form of a literal."""
    return str(value).lower() if isinstance(value, bool) else str(value)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_question_gives_the_expected_answer(question: Question) -> None:
    expected = yaml.safe_load((EXPECTED / f"{question.name}.yaml").read_text(encoding="utf-8"))
    assert expected["source"], "an expectation names where it was read"
    assert expected.get("contains") or "count" in expected, "an expectation without content"
    rows = ask(question)
    check(rows, expected)
    assert len(rows) >= expected.get("min_count", 1)


def check(rows: Answer, expected: Mapping[str, Any]) -> None:
    """The rows have what is expected, and nothing that must be absent."""
    for wanted in expected.get("contains", []):
        assert any(agrees(row, wanted) for row in rows), f"no row has {wanted}; first rows: {rows[:3]}"
    for unwanted in expected.get("absent", []):
        assert not any(agrees(row, unwanted) for row in rows), f"a row has {unwanted}"
    if "count" in expected:
        assert len(rows) == expected["count"]


def test_every_expectation_belongs_to_a_question() -> None:
    names = {question.name for question in QUESTIONS}
    assert names == {path.stem for path in EXPECTED.glob("*.yaml")}


def test_there_are_at_least_forty_questions() -> None:
    assert len(QUESTIONS) >= 40


def test_no_triple_stands_in_two_graphs() -> None:
    # An engine whose union of graphs does not merge would give a solution twice.
    # The default graph is the merge of the named ones: it is smaller if a triple is in two of them.
    assert count("GRAPH ?g { ?s ?p ?o }") == count("?s ?p ?o") > 0


def count(pattern: str) -> int:
    """How many solutions a pattern has."""
    solutions = load().query(f"SELECT (COUNT(*) AS ?n) {{ {pattern} }}")
    assert isinstance(solutions, ox.QuerySolutions)
    return int(next(solutions)["n"].value)
