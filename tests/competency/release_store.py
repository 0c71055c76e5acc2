"""The release in one store, as the service loads it, for tests that ask it questions."""

from __future__ import annotations

import functools

import pyoxigraph as ox

from plenipot.engine.oxigraph import load as load_files
from plenipot.model import release_files


@functools.cache
def load() -> ox.Store:
    """All graphs of the release."""
    return load_files(release_files.dataset(release_files.root()))
