"""The tables of the release, mapped once for all tests of a process."""

from __future__ import annotations

import functools

from plenipot.graph.mapping import Mapping, map_tables
from plenipot.model import release_files


@functools.cache
def mapping() -> Mapping:
    """All families; not to be changed."""
    return map_tables(release_files.root())
