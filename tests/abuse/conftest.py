"""A service for each module; at its end the memory must be back at the level of the start."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.abuse.target import TOLERANCE_MB, Target, serving


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    """A service with hostile data, warmed up."""
    with serving(tmp_path_factory.mktemp("hostile")) as running:
        before = running.memory()
        yield running
        grown = running.memory() - before
        assert grown < TOLERANCE_MB, f"{before:.0f} MB before, {grown:+.0f} MB after"
