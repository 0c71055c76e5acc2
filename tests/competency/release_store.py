"""The release in one store, loaded as in the service, for tests that query it."""

from __future__ import annotations

import functools

import pyoxigraph as ox

from plenipot.engine.oxigraph import load as load_files
from plenipot.model import release_files


@functools.cache
def load() -> ox.Store:
    """Load all graphs of the release."""
    return load_files(release_files.dataset(release_files.root()))
