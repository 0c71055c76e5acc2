"""Groups tests by the service that they need, and runs two services at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from tests.conformance.description import run_description
from tests.conformance.evaluation import Dataset, dataset_of, run_evaluation
from tests.conformance.formats import run_graphs, run_negative, run_quads, run_triples
from tests.conformance.manifest import Test
from tests.conformance.outcome import Outcome, failed
from tests.conformance.protocol import run_protocol
from tests.conformance.syntax import run_syntax

BATCH = 60
"""Number of data files for one service."""
SIDE_BY_SIDE = 2
Job = Callable[[], list[Outcome]]


def run(tests: Iterable[Test], said: Callable[[str], None] = lambda _: None) -> list[Outcome]:
    """Run all tests."""
    jobs = list(_jobs(list(tests)))
    outcomes: list[Outcome] = []
    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        for done, found in enumerate(pool.map(lambda job: job(), jobs), start=1):
            outcomes += found
            if done % 50 == 0:
                said(f"{done} of {len(jobs)} services")
    return sorted(outcomes, key=lambda outcome: outcome.test.id)


def _jobs(tests: Sequence[Test]) -> Iterator[Job]:
    datasets: dict[Dataset, list[Test]] = {}
    together: dict[Callable[[Sequence[Test]], list[Outcome]], list[Test]] = {}
    for test in tests:
        kind = test.kind
        if kind in ("QueryEvaluationTest", "CSVResultFormatTest"):
            datasets.setdefault(dataset_of(test), []).append(test)
        elif kind.startswith(("PositiveSyntax", "NegativeSyntax")) or "Update" in kind:
            together.setdefault(run_syntax, []).append(test)
        elif kind == "ProtocolTest":
            together.setdefault(run_protocol, []).append(test)
        elif kind == "ServiceDescriptionTest":
            together.setdefault(run_description, []).append(test)
        elif kind.startswith("Test") and kind.endswith("NegativeSyntax"):
            yield partial(run_negative, test)
        elif kind.startswith("TestTrig") and kind.endswith("Eval"):
            yield partial(run_quads, test)
        elif kind.startswith(("TestTrig", "TestNQuads")):
            together.setdefault(run_graphs, []).append(test)
        elif kind.startswith(("TestTurtle", "TestNTriples")):
            together.setdefault(run_triples, []).append(test)
        else:
            together.setdefault(_not_run, []).append(test)
    for dataset, its_tests in datasets.items():
        yield partial(run_evaluation, dataset, its_tests)
    for runner, its_tests in together.items():
        size = BATCH if runner in (run_graphs, run_triples) else len(its_tests)
        for start in range(0, len(its_tests), size):
            yield partial(runner, its_tests[start : start + size])


def _not_run(tests: Sequence[Test]) -> list[Outcome]:
    return [failed(test, "not run", f"{test.kind}: not a test of a query service") for test in tests]
