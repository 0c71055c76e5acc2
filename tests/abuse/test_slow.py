"""Slow, silent and disconnected clients are dropped, and other clients are answered meanwhile."""

from __future__ import annotations

import pytest

from tests.abuse.target import Target
from tests.abuse.ways import Way
from tests.abuse.ways.slow import WAYS


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_attack(target: Target, way: Way) -> None:
    way.check(target)
