"""Malformed bytes on a connection neither crash the service nor smuggle a request or a header in."""

from __future__ import annotations

import pytest

from tests.abuse.target import Target
from tests.abuse.ways import Way
from tests.abuse.ways.lines import WAYS


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_attack(target: Target, way: Way) -> None:
    way.check(target)
