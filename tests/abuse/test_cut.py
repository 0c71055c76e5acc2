"""A streamed answer that exceeds a limit is cut off, so that clients notice that it is incomplete."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.abuse.ask import ask
from tests.abuse.target import Target, serving
from tests.timing import SLACK

# Slow rows: the answer begins long before it exceeds its limit.
_SLOW = f"SELECT ?a ?n {{ ?a ?b ?c . ?d ?e ?f BIND (STRLEN(REPLACE('{'x' * 8000}', 'x', 'yy')) AS ?n) }}"


@pytest.fixture(scope="module", params=[("2.5",), ("60", "--rows", "40000"), ("60", "--answer", "1")], ids=str)
def bounded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    deadline, *bounds = request.param
    with serving(tmp_path_factory.mktemp("hostile"), float(deadline), *bounds) as running:
        yield running


def test_a_long_answer_is_cut_at_its_bound(bounded: Target) -> None:
    outcome = ask(bounded, "POST", "/sparql", data={"query": _SLOW}, headers={"Accept": "text/csv"})
    assert outcome.label == "200 cut"
    assert 1 < outcome.seconds < bounded.deadline + SLACK
    assert bounded.recovered() < SLACK
