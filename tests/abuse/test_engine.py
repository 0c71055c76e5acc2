"""Queries that need too much time, memory or bandwidth are ended, and other clients are answered."""

from __future__ import annotations

import pytest

from tests.abuse.target import Target
from tests.abuse.ways import Way
from tests.abuse.ways.engine import WAYS


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_attack(target: Target, way: Way) -> None:
    way.check(target)
