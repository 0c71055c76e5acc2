"""In-memory Oxigraph stores: loading RDF files, and choosing the store for a query."""

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
    """Load files into a store: the triples of each file into its named graph, quads into the graphs they name.

    The default graph becomes the RDF merge of the named graphs. Oxigraph's union of default graphs does not merge: a
    triple in two graphs would give a solution twice.

    Raises:
        UnreadableData: the suffix of a file is unknown, or it has a syntax error; the message has file and position.
    """
    store = ox.Store()
    for path, graph in files:
        format = format_of(path)
        target = None if graph is None or format.supports_datasets else ox.NamedNode(graph)
        with readable(path):
            store.bulk_load(path=str(path), format=format, to_graph=target)
    # INSERT keeps blank nodes: a named graph and the merge share them.
    store.update("INSERT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }")
    return store


def load_merge(files: Files) -> ox.Store:
    """Load files into a store that has only the RDF merge, in its default graph.

    Raises:
        UnreadableData: the suffix of a file is unknown, or it has a syntax error; the message has file and position.
    """
    store = ox.Store()
    for path, _ in files:
        format = format_of(path)
        with readable(path):
            if format.supports_datasets:
                quads = ox.parse(path=str(path), format=format)
                store.bulk_extend(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in quads)
            else:
                store.bulk_load(path=str(path), format=format)
    return store


def format_of(path: Path) -> ox.RdfFormat:
    """The RDF format of a file, by its suffix.

    Raises:
        UnreadableData: the suffix is unknown.
    """
    format = FORMATS.get(path.suffix)
    if format is None:
        raise UnreadableData(f"{path.name}: unknown suffix; known are {', '.join(FORMATS)}")
    return format


# False positives only cost speed, false negatives would give wrong answers. A keyword may touch the tokens around it,
# but does not follow the sign of a variable or the colon of a prefixed name. Possessive quantifiers: linear time.
_GRAPH_KEYWORD = re.compile(r"(?>(?:[^gf?$:]++|[?$:]\w*+|(?!graph|from)[gf])*)(?:graph|from)", re.IGNORECASE | re.ASCII)


def may_name_graphs(query: str) -> bool:
    """Whether a query may have the keyword GRAPH or FROM.

    >>> may_name_graphs("ASK { ?graph prov:wasDerivedFrom ?from }"), may_name_graphs("ASK { GRAPH:g { ?s ?p ?o } }")
    (False, True)
    """
    if "\\" in query:  # a codepoint escape may spell a keyword
        return True
    lower = query.lower()
    if "graph" not in lower and "from" not in lower:  # ten times as fast as the regular expression
        return False
    return _GRAPH_KEYWORD.match(query) is not None


@dataclass(frozen=True)
class Stores:
    """The data in two stores: in named graphs with their merge, and the merge alone.

    An index of Oxigraph covers all graphs of a store. Most queries need only the merge; in a store of its own its
    index has half the entries, and joins take half the time.
    """

    merged: ox.Store
    graphs: ox.Store

    def select(self, request: Request) -> ox.Store:
        """Choose the store for a request: the merge, unless the request needs named graphs."""
        needs_graphs = request.default_graphs or request.named_graphs or may_name_graphs(request.query)
        return self.graphs if needs_graphs else self.merged


def load_stores(files: Files) -> Stores:
    """Load files into both stores, in two threads.

    Raises:
        UnreadableData: see `load`.
    """
    with ThreadPoolExecutor(2) as threads:
        loaders: tuple[Callable[[Files], ox.Store], ...] = (load_merge, load)
        merged, graphs = threads.map(lambda loader: loader(files), loaders)
    return Stores(merged, graphs)


def graph_sizes(store: ox.Store) -> dict[str, int]:
    """Count the triples of each named graph."""
    rows = store.query("SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g")
    assert isinstance(rows, ox.QuerySolutions)
    return {str(row["g"].value): int(row["n"].value) for row in rows}
