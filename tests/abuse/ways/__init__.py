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
