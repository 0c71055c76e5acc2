"""Oxigraph in memory."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from plenipot.engine.interface import Files, Request
from plenipot.model.rdf_files import UnreadableData, readable

FORMATS = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".owl": ox.RdfFormat.RDF_XML,
    ".trig": ox.RdfFormat.TRIG,
    ".nq": ox.RdfFormat.N_QUADS,
    ".jsonld": ox.RdfFormat.JSON_LD,
}


def load(files: Files) -> ox.Store:
    """A store with the triples of each file in its named graph, or in the graphs that the file itself names.

    The default graph holds all of them once: it is the RDF merge of the named graphs. Oxigraph's own union does not
    merge: a triple that stands in two graphs is a solution twice there.

    Raises:
        UnreadableData: unknown suffix, or a syntax error, with file and place.
    """
    store = ox.Store()
    for path, graph in files:
        known = format_of(path)
        target = None if graph is None or known.supports_datasets else ox.NamedNode(graph)
        with readable(path):
            store.bulk_load(path=str(path), format=known, to_graph=target)
    # A blank node is the same one in its graph and in the merge.
    store.update("INSERT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }")
    return store


def load_merge(files: Files) -> ox.Store:
    """A store with the RDF merge alone.

    Raises:
        UnreadableData: unknown suffix, or a syntax error, with file and place.
    """
    store = ox.Store()
    for path, _ in files:
        known = format_of(path)
        with readable(path):
            if known.supports_datasets:
                quads = ox.parse(path=str(path), format=known)
                store.bulk_extend(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in quads)
            else:
                store.bulk_load(path=str(path), format=known)
    return store


def format_of(path: Path) -> ox.RdfFormat:
    """The format of a file, by its suffix.

    Raises:
        UnreadableData: the suffix is not known.
    """
    known = FORMATS.get(path.suffix)
    if known is None:
        raise UnreadableData(f"{path.name}: unknown suffix; known are {', '.join(FORMATS)}")
    return known


# A word too many costs speed, one too few would be a wrong answer: a keyword may be glued to its neighbours, but not to
# the sign of a variable or to the colon of a name. No part is read twice, whatever a client writes.
_NAMES_A_GRAPH = re.compile(r"(?:[^gf?$:]++|[?$:]\w*+|(?!graph|from)[gf])*+(?:graph|from)", re.IGNORECASE | re.ASCII)


def names_a_graph(query: str) -> bool:
    """Whether a query may have the keyword GRAPH or FROM.

    >>> names_a_graph("ASK { ?graph prov:wasDerivedFrom ?from }"), names_a_graph("ASK { GRAPH:g { ?s ?p ?o } }")
    (False, True)
    """
    if "\\" in query:  # an escape may spell anything
        return True
    lower = query.lower()
    if "graph" not in lower and "from" not in lower:  # a search by pattern takes ten times as long
        return False
    return _NAMES_A_GRAPH.match(query) is not None


@dataclass(frozen=True)
class Stores:
    """The data twice: in their graphs, and merged.

    The engine keeps one list per term over all graphs. Most queries ask the merge alone, and where it is alone, they
    find half as much to look through: joins take half the time.
    """

    merged: ox.Store
    graphs: ox.Store

    def of(self, request: Request) -> ox.Store:
        """The store that answers a request as both would, the smaller one if it can be."""
        named = request.default_graphs or request.named_graphs or names_a_graph(request.query)
        return self.graphs if named else self.merged


def load_both(files: Files) -> Stores:
    """The two stores of some files.

    Raises:
        UnreadableData: as of `load`.
    """
    with ThreadPoolExecutor(2) as threads:
        makers: tuple[Callable[[Files], ox.Store], ...] = (load_merge, load)
        merged, graphs = threads.map(lambda make: make(files), makers)
    return Stores(merged, graphs)


def graph_sizes(store: ox.Store) -> dict[str, int]:
    """The named graphs, each with its number of triples."""
    rows = store.query("SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g")
    assert isinstance(rows, ox.QuerySolutions)
    return {str(row["g"].value): int(row["n"].value) for row in rows}
