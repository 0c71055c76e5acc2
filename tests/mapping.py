"""The tables of the release, mapped once for all tests that only look."""

from __future__ import annotations

from functools import cache

from plenipot import release
from plenipot.build import Mapping, map_tables


@cache
def release_mapping() -> Mapping:
    """Every family of the release; a test that changes it must map its own."""
    return map_tables(release.root())
