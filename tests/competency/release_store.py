"""The release in one store, as the service loads it, for tests that ask it questions."""

from __future__ import annotations

import functools

import pyoxigraph as ox

from plenipot import release


@functools.cache
def load() -> ox.Store:
    """All graphs of the release."""
    store = ox.Store()
    for path, graph in release.dataset(release.root()):
        if graph is None:
            store.bulk_load(path=str(path), format=ox.RdfFormat.TRIG)
        else:
            store.bulk_load(path=str(path), format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(graph))
    return store
