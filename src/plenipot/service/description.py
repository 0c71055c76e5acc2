"""The service described in the SPARQL 1.1 Service Description vocabulary."""

from __future__ import annotations

import pyoxigraph as ox
from fastapi import Request, Response

from plenipot.service.negotiation import choose
from plenipot.store.worker import GRAPHS
from plenipot.vocabulary import PREFIXES

SD = "http://www.w3.org/ns/sparql-service-description#"
FORMATS = "http://www.w3.org/ns/formats/"
_RESULTS = ("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV")
_GRAPHS = ("Turtle", "TriG", "N-Triples", "N-Quads", "RDF_XML", "JSON-LD")


def service_description(request: Request) -> Response:
    """Endpoint, language, formats and the merged default graph, in the format that the client accepts."""
    name, media = choose("CONSTRUCT", request.headers.get("accept"), None)
    endpoint = ox.NamedNode(str(request.url.replace(query="")))
    service, dataset, graph = (ox.BlankNode(label) for label in ("service", "dataset", "default"))
    a = ox.NamedNode(PREFIXES["rdf"] + "type")
    triples = [
        ox.Triple(service, a, ox.NamedNode(SD + "Service")),
        ox.Triple(service, ox.NamedNode(SD + "endpoint"), endpoint),
        ox.Triple(service, ox.NamedNode(SD + "supportedLanguage"), ox.NamedNode(SD + "SPARQL11Query")),
        ox.Triple(service, ox.NamedNode(SD + "feature"), ox.NamedNode(SD + "UnionDefaultGraph")),
        ox.Triple(service, ox.NamedNode(SD + "defaultDataset"), dataset),
        ox.Triple(dataset, a, ox.NamedNode(SD + "Dataset")),
        ox.Triple(dataset, ox.NamedNode(SD + "defaultGraph"), graph),
        ox.Triple(graph, a, ox.NamedNode(SD + "Graph")),
        ox.Triple(
            graph,
            ox.NamedNode("http://rdfs.org/ns/void#triples"),
            ox.Literal(request.app.state.triples),
        ),
    ]
    triples += [
        ox.Triple(service, ox.NamedNode(SD + "resultFormat"), ox.NamedNode(FORMATS + each))
        for each in (*_RESULTS, *_GRAPHS)
    ]
    body = ox.serialize(triples, format=GRAPHS[name], prefixes={**PREFIXES, "sd": SD})
    assert body is not None
    return Response(body, media_type=media, headers={"Vary": "Accept", "Access-Control-Allow-Origin": "*"})
