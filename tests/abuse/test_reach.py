"""No query or update reads a file or connects to an address."""

from __future__ import annotations

import pytest

from tests.abuse.target import Target
from tests.abuse.ways import Way
from tests.abuse.ways.reach import WAYS


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_attack(target: Target, way: Way) -> None:
    way.check(target)
