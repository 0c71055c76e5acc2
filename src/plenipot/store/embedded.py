"""Oxigraph in memory."""

from __future__ import annotations

import pyoxigraph as ox

from plenipot.store.base import Files, UnreadableData

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
        known = FORMATS.get(path.suffix)
        if known is None:
            raise UnreadableData(f"{path.name}: unknown suffix; known are {', '.join(FORMATS)}")
        target = None if graph is None or known.supports_datasets else ox.NamedNode(graph)
        try:
            store.bulk_load(path=str(path), format=known, to_graph=target)
        except (SyntaxError, ValueError) as error:
            raise UnreadableData(f"{path.name}: {error}") from None
        except OSError as error:
            raise UnreadableData(f"{path.name}: {error.strerror or 'cannot be read'}") from None
    store.update("INSERT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }")
    return store


def graph_sizes(store: ox.Store) -> dict[str, int]:
    """The named graphs, each with its number of triples."""
    rows = store.query("SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g")
    assert isinstance(rows, ox.QuerySolutions)
    return {str(row["g"].value): int(row["n"].value) for row in rows}
