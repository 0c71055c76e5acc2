"""Runs our own small suite against a running service, with the runner of the W3C suites.

The W3C tests are not in this repository; docs/conformance.md has the results of their last run.
"""

from __future__ import annotations

import pytest

from tests.conformance import manifest
from tests.conformance.our_suite import OURS, TESTS
from tests.conformance.outcome import Outcome
from tests.conformance.plan import run


@pytest.fixture(scope="module")
def outcomes() -> dict[str, Outcome]:
    """The outcome of each test. All tests run together, because they share services."""
    return {outcome.test.id: outcome for outcome in run(TESTS)}


@pytest.mark.parametrize("test", TESTS, ids=lambda test: test.id)
def test_of_our_own(outcomes: dict[str, Outcome], test: manifest.Test) -> None:
    outcome = outcomes[test.id]
    assert outcome.failure is None, f"{outcome.failure}: {outcome.detail}"


def test_every_file_of_the_suite_belongs_to_a_test() -> None:
    known = {file.path for test in TESTS for file in (test.action, test.result, *test.data) if file}
    known |= {file.path for test in TESTS for _, file in test.graphs}
    files = {path for path in OURS.root.rglob("*") if path.is_file() and path.name != "manifest.ttl"}
    assert files == known


def test_the_suite_has_every_kind_of_test() -> None:
    assert {test.kind for test in TESTS} == {
        "QueryEvaluationTest",
        "CSVResultFormatTest",
        "PositiveSyntaxTest11",
        "NegativeSyntaxTest11",
        "ProtocolTest",
        "ServiceDescriptionTest",
        "TestTurtleEval",
        "TestTurtleNegativeSyntax",
        "TestTrigEval",
        "TestTrigNegativeSyntax",
        "TestNTriplesPositiveSyntax",
        "TestNTriplesNegativeSyntax",
        "TestNQuadsPositiveSyntax",
        "TestNQuadsNegativeSyntax",
    }
    assert len({test.id for test in TESTS}) == len(TESTS)
