"""Tables of attacks on the service."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.abuse.target import Outcome, Target
from tests.timing import SLACK


@dataclass(frozen=True)
class Way:
    """An attack and its expected outcomes; several, if the machine decides which limit is reached first."""

    group: str
    name: str
    attack: Callable[[Target], Outcome]
    right: frozenset[str]

    def __str__(self) -> str:
        return f"{self.group}: {self.name}"

    def check(self, target: Target) -> Outcome:
        """Run an attack; check its outcome and its time, and that the service has recovered afterwards."""
        outcome = self.attack(target)
        assert outcome.label in self.right, f"{outcome.label}; {outcome.detail[:500]}"
        assert outcome.seconds < target.deadline + SLACK, f"{outcome.seconds:.1f} seconds"
        assert target.recovered() < SLACK
        return outcome
