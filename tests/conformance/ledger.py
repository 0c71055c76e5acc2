"""The ledger of expected failures, each with its kind and explanation."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from tests.conformance.outcome import Outcome

KINDS = ("engine", "ours", "out of scope", "suite")
"""Kinds of failures: of the engine, of a choice or the scope of the service, of the test itself."""


class BadLedger(ValueError):
    """An invalid entry of the ledger."""


@dataclass(frozen=True)
class Entry:
    """Tests that fail for the same reason; a name may contain ``*``."""

    kind: str
    why: str
    tests: tuple[str, ...]

    def covers(self, test: str) -> bool:
        """Whether the entry lists a test."""
        return any(fnmatchcase(test, pattern) for pattern in self.tests)


@dataclass(frozen=True)
class Verdict:
    """The comparison of a run with the ledger."""

    new: tuple[Outcome, ...]
    """Failures without an entry."""
    stale: tuple[str, ...]
    """Names in the ledger that match no failure, or only tests that pass."""

    @property
    def ok(self) -> bool:
        """Whether the run has no new failures and the ledger no stale entries."""
        return not self.new and not self.stale


def read_ledger(path: Path) -> tuple[Entry, ...]:
    """Read the entries of a file.

    Raises:
        BadLedger: an entry has no kind, tests or explanation, or a test is listed twice.
    """
    entries = []
    seen: set[str] = set()
    for each in tomllib.loads(path.read_text(encoding="utf-8")).get("expected", []):
        entry = Entry(str(each.get("kind")), str(each.get("why", "")), tuple(each.get("tests", ())))
        if entry.kind not in KINDS or len(entry.why) < 20 or not entry.tests:
            raise BadLedger(f"{path.name}: an entry needs a kind of {', '.join(KINDS)}, a reason and tests: {each}")
        for test in entry.tests:
            if test in seen:
                raise BadLedger(f"{path.name}: twice in the ledger: {test}")
            seen.add(test)
        entries.append(entry)
    return tuple(entries)


def judge(outcomes: Sequence[Outcome], entries: Iterable[Entry], whole: bool = True) -> Verdict:
    """Find new failures and stale entries.

    Args:
        whole: whether every test was run; if not, entries of tests that did not run are not stale.
    """
    entries = tuple(entries)
    new = [each for each in outcomes if each.failure and not any(entry.covers(each.test.id) for entry in entries)]
    stale = []
    for entry in entries:
        for pattern in entry.tests:
            met = [each for each in outcomes if fnmatchcase(each.test.id, pattern)]
            if (not met and whole) or any(each.failure is None for each in met):
                passing = ", ".join(each.test.id for each in met if not each.failure)
                stale.append(f"{pattern}: " + (f"passes: {passing}" if passing else "no such test"))
    return Verdict(tuple(new), tuple(stale))
