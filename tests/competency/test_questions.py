"""Every question of ``queries/`` has expected rows, taken from the sources, and returns them."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
import yaml

from plenipot.model.questions import Question
from tests.competency.answers import EXPECTED, QUESTIONS, ask, check
from tests.competency.release_store import load


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_question_gives_the_expected_answer(question: Question) -> None:
    expected = yaml.safe_load((EXPECTED / f"{question.name}.yaml").read_text(encoding="utf-8"))
    assert expected["source"], "an expectation names where it was read"
    assert expected.get("contains") or "count" in expected, "an expectation without content"
    rows = ask(question)
    check(rows, expected)
    assert len(rows) >= expected.get("min_count", 1)


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
    """Count the solutions of a graph pattern."""
    solutions = load().query(f"SELECT (COUNT(*) AS ?n) {{ {pattern} }}")
    assert isinstance(solutions, ox.QuerySolutions)
    return int(next(solutions)["n"].value)
