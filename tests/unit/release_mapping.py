"""The tables of the release, mapped once for all tests of a process."""

from __future__ import annotations

import functools

from plenipot import release
from plenipot.build import Mapping, map_tables


@functools.cache
def mapping() -> Mapping:
    """All families; not to be changed."""
    return map_tables(release.root())
