"""What is hostile in data and addresses is shown as text, and leads nowhere."""

from __future__ import annotations

import pytest

from tests.abuse.target import Target
from tests.abuse.ways import Way
from tests.abuse.ways.pages import WAYS


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_attack(target: Target, way: Way) -> None:
    way.check(target)
