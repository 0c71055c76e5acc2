"""What became of a test."""

from __future__ import annotations

from dataclasses import dataclass

from tests.conformance.manifest import Test


@dataclass(frozen=True)
class Outcome:
    """Passed, or failed in one of a few ways."""

    test: Test
    failure: str | None = None
    """``refused``, ``accepted``, ``wrong answer``, ``wrong order``, ``wrong format``, ``wrong status``, ``not served``
    or ``not run``."""
    detail: str = ""
    by_value: bool = False
    """Passed, with values written otherwise than in the expected result."""


def failed(test: Test, failure: str, detail: str) -> Outcome:
    """A failure, with a detail of bounded length."""
    return Outcome(test, failure, " ".join(detail.split())[:300])
