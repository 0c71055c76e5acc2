"""The results of a run as Markdown tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from tests.conformance.ledger import KINDS, Entry
from tests.conformance.outcome import Outcome


def by_suite(outcomes: Mapping[str, Sequence[Outcome]], entries: Sequence[Entry]) -> Iterator[str]:
    """A Markdown table with a row for each suite."""
    yield f"| suite | tests | passed | failed | {' | '.join(KINDS)} | new |"
    yield "| --- |" + " ---: |" * (len(KINDS) + 4)
    totals: Counter[str] = Counter()
    for name, found in outcomes.items():
        counts = _counts(found, entries)
        totals += counts
        yield _line(name, counts)
    yield _line("all", totals)


def by_failure(outcomes: Iterable[Outcome], entries: Sequence[Entry]) -> Iterator[str]:
    """A Markdown table with a row for each kind of failure."""
    failures = [each for each in outcomes if each.failure]
    columns = (*KINDS, "new")
    yield f"| failure | {' | '.join(columns)} |"
    yield "| --- |" + " ---: |" * len(columns)
    for name in sorted({str(each.failure) for each in failures}):
        counts = _counts([each for each in failures if each.failure == name], entries)
        yield f"| {name} | {' | '.join(str(counts[column]) for column in columns)} |"


def reasons(outcomes: Iterable[Outcome], entries: Sequence[Entry]) -> Iterator[str]:
    """A Markdown table with a row for each entry of the ledger, and one for unexplained failures."""
    failures = [each.test.id for each in outcomes if each.failure]
    yield "| kind | tests | why |"
    yield "| --- | ---: | --- |"
    for entry in entries:
        if count := sum(entry.covers(test) for test in failures):
            yield f"| {entry.kind} | {count} | {entry.why} |"
    if new := sum(not any(entry.covers(test) for entry in entries) for test in failures):
        yield f"| new | {new} | not explained |"


def _counts(outcomes: Iterable[Outcome], entries: Sequence[Entry]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for each in outcomes:
        counts["tests"] += 1
        if each.failure is None:
            counts["passed"] += 1
            continue
        counts["failed"] += 1
        counts[next((entry.kind for entry in entries if entry.covers(each.test.id)), "new")] += 1
    return counts


def _line(name: str, counts: Mapping[str, int]) -> str:
    columns = ("tests", "passed", "failed", *KINDS, "new")
    return f"| {name} | {' | '.join(str(counts.get(column, 0)) for column in columns)} |"
