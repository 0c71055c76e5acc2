"""Describe the endpoint in the SPARQL 1.1 Service Description vocabulary."""

from __future__ import annotations

import pyoxigraph as ox
from fastapi import Request, Response

from plenipot.engine.serializer import serialize_graph
from plenipot.http.negotiation import GRAPH_TYPES, RESULT_TYPES, accept_header, choose, prefers_html, requested_formats
from plenipot.model.vocabulary import PREFIXES

SD = "http://www.w3.org/ns/sparql-service-description#"
VOID = PREFIXES["void"]
FORMATS = "http://www.w3.org/ns/formats/"
_RESULT_FORMATS = ("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV")
_GRAPH_FORMATS = ("Turtle", "TriG", "N-Triples", "N-Quads", "RDF_XML", "JSON-LD")
_A = ox.NamedNode(PREFIXES["rdf"] + "type")
_HEADERS = {"Vary": "Accept", "Access-Control-Allow-Origin": "*"}
Node = ox.NamedNode | ox.BlankNode


def service_description(request: Request, *formats: str) -> Response:
    """Answer with the service description: as a page for browsers, else in an RDF format.

    Args:
        request: the request.
        formats: the values of the parameter ``format``.
    """
    state = request.app.state
    endpoint = str(request.url.replace(query=""))
    if not requested_formats(formats) and prefers_html(accept_header(request)):
        context = {
            "endpoint": endpoint,
            "settings": state.settings,
            "graphs": state.graphs,
            "result_types": RESULT_TYPES,
            "graph_types": GRAPH_TYPES,
        }
        page: Response = state.templates.TemplateResponse(request, "endpoint.html", context, headers=_HEADERS)
        return page
    name, media = choose("CONSTRUCT", accept_header(request), *formats)
    triples = describe(endpoint, state.triples, state.graphs, bool(state.settings.services), state.remote is None)
    return Response(serialize_graph(triples, name, {**PREFIXES, "sd": SD}), media_type=media, headers=_HEADERS)


def describe(
    endpoint: str, triples: int, graphs: dict[str, int], federates: bool = False, embedded: bool = True
) -> list[ox.Triple]:
    """Make the triples of the description.

    Args:
        endpoint: the URL of the endpoint.
        triples: the number of triples in the default graph.
        graphs: the number of triples of each named graph, by IRI.
        federates: whether SERVICE clauses are allowed.
        embedded: whether our own engine answers; it also supports SPARQL 1.2
            (https://www.w3.org/TR/sparql12-service-description/), which is unknown of other engines.
    """
    service, dataset, default = (ox.BlankNode(label) for label in ("service", "dataset", "default"))
    description = [
        _triple(service, _A, _sd("Service")),
        _triple(service, _sd("endpoint"), ox.NamedNode(endpoint)),
        _triple(service, _sd("supportedLanguage"), _sd("SPARQL11Query")),
        _triple(service, _sd("feature"), _sd("UnionDefaultGraph")),
        _triple(service, _sd("defaultDataset"), dataset),
        _triple(dataset, _A, _sd("Dataset")),
        _triple(dataset, _sd("defaultGraph"), default),
        *_graph_description(default, triples),
    ]
    if embedded:
        description.append(_triple(service, _sd("supportedLanguage"), _sd("SPARQL12Query")))
    if federates:
        description.append(_triple(service, _sd("feature"), _sd("BasicFederatedQuery")))
    formats = (*_RESULT_FORMATS, *_GRAPH_FORMATS)
    description += [_triple(service, _sd("resultFormat"), ox.NamedNode(FORMATS + name)) for name in formats]
    for number, (iri, size) in enumerate(graphs.items(), start=1):
        named, graph = ox.BlankNode(f"named{number}"), ox.BlankNode(f"graph{number}")
        description += [
            _triple(dataset, _sd("namedGraph"), named),
            _triple(named, _A, _sd("NamedGraph")),
            _triple(named, _sd("name"), ox.NamedNode(iri)),
            _triple(named, _sd("graph"), graph),
            *_graph_description(graph, size),
        ]
    return description


def _graph_description(graph: Node, triples: int) -> list[ox.Triple]:
    return [_triple(graph, _A, _sd("Graph")), _triple(graph, ox.NamedNode(VOID + "triples"), ox.Literal(triples))]


def _sd(name: str) -> ox.NamedNode:
    return ox.NamedNode(SD + name)


def _triple(subject: Node, predicate: ox.NamedNode, value: Node | ox.Literal) -> ox.Triple:
    return ox.Triple(subject, predicate, value)
