"""The release in one store, as the service loads it, for tests that ask it questions."""

from __future__ import annotations

import functools

import pyoxigraph as ox

from plenipot import release
from plenipot.store.embedded import load as load_files


@functools.cache
def load() -> ox.Store:
    """All graphs of the release."""
    return load_files(release.dataset(release.root()))
