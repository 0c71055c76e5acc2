"""The ledger: failures that are expected, each of a kind and explained."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from tests.conformance.outcome import Outcome

KINDS = ("engine", "ours", "out of scope", "suite")
"""Whose the failure is: of the engine, of the service by choice, of what the service is not for, of the test."""


class BadLedger(ValueError):
    """An entry that says too little."""


@dataclass(frozen=True)
class Entry:
    """Tests that fail for one reason; a name may have ``*``."""

    kind: str
    why: str
    tests: tuple[str, ...]

    def covers(self, test: str) -> bool:
        """Whether a test is meant."""
        return any(fnmatchcase(test, pattern) for pattern in self.tests)


@dataclass(frozen=True)
class Verdict:
    """What a run says of the ledger."""

    new: tuple[Outcome, ...]
    """Failures that no entry explains."""
    stale: tuple[str, ...]
    """Names in the ledger that explain no failure, or explain one of a test that passes."""

    @property
    def ok(self) -> bool:
        """Whether the ledger and the run agree."""
        return not self.new and not self.stale


def read_ledger(path: Path) -> tuple[Entry, ...]:
    """The entries of a file.

    Raises:
        BadLedger: an entry without kind, tests or explanation, or a test that stands in it twice.
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
    """Failures that are new, and entries that are stale.

    Args:
        whole: every test was run; if not, an entry of a test that was not run is left alone.
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
