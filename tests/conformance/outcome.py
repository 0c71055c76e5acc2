"""The outcome of a test."""

from __future__ import annotations

from dataclasses import dataclass

from tests.conformance.manifest import Test


@dataclass(frozen=True)
class Outcome:
    """Passed, or failed, with the kind of failure."""

    test: Test
    failure: str | None = None
    """``refused``, ``accepted``, ``wrong answer``, ``wrong order``, ``wrong format``, ``wrong status``, ``not served``
    or ``not run``."""
    detail: str = ""
    by_value: bool = False
    """Passed, with other lexical forms of equal values."""


def failed(test: Test, failure: str, detail: str) -> Outcome:
    """Make a failure, with a detail of limited length."""
    return Outcome(test, failure, " ".join(detail.split())[:300])
