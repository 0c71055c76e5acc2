"""The ways to attack the service, as a table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.abuse.target import Outcome, Target


@dataclass(frozen=True)
class Way:
    """An attack and the outcomes that are right; several where it depends on the machine which bound comes first."""

    group: str
    name: str
    attack: Callable[[Target], Outcome]
    right: frozenset[str]

    def __str__(self) -> str:
        return f"{self.group}: {self.name}"

    def check(self, target: Target) -> Outcome:
        """Attack, and see that the outcome is right, that it came in time, and that the service is well after it."""
        outcome = self.attack(target)
        assert outcome.label in self.right, f"{outcome.label}; {outcome.detail[:500]}"
        assert outcome.seconds < target.deadline + 1, f"{outcome.seconds:.1f} seconds"
        assert target.recovered() < 1
        return outcome
