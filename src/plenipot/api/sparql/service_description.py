"""The service described in the SPARQL 1.1 Service Description vocabulary."""

from __future__ import annotations

import pyoxigraph as ox
from fastapi import Request, Response

from plenipot.engine.serializer import serialize_graph
from plenipot.http.negotiation import GRAPH_TYPES, RESULT_TYPES, accept_header, choose, prefers_html, requested_formats
from plenipot.model.vocabulary import PREFIXES

SD = "http://www.w3.org/ns/sparql-service-description#"
VOID = PREFIXES["void"]
FORMATS = "http://www.w3.org/ns/formats/"
_RESULTS = ("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV")
_GRAPHS = ("Turtle", "TriG", "N-Triples", "N-Quads", "RDF_XML", "JSON-LD")
_A = ox.NamedNode(PREFIXES["rdf"] + "type")
_HEADERS = {"Vary": "Accept", "Access-Control-Allow-Origin": "*"}
Node = ox.NamedNode | ox.BlankNode


def service_description(request: Request, *asked: str) -> Response:
    """Endpoint, language, formats and graphs: a page for browsers, else in the format that the client accepts."""
    state = request.app.state
    endpoint = str(request.url.replace(query=""))
    if not requested_formats(asked) and prefers_html(accept_header(request)):
        context = {
            "endpoint": endpoint,
            "settings": state.settings,
            "graphs": state.graphs,
            "result_types": RESULT_TYPES,
            "graph_types": GRAPH_TYPES,
        }
        page: Response = state.templates.TemplateResponse(request, "endpoint.html", context, headers=_HEADERS)
        return page
    name, media = choose("CONSTRUCT", accept_header(request), *asked)
    triples = describe(endpoint, state.triples, state.graphs, bool(state.settings.services), state.remote is None)
    return Response(serialize_graph(triples, name, {**PREFIXES, "sd": SD}), media_type=media, headers=_HEADERS)


def describe(
    endpoint: str, triples: int, graphs: dict[str, int], federates: bool = False, embedded: bool = True
) -> list[ox.Triple]:
    """The description of an endpoint with its default graph and its named graphs.

    Our own engine understands SPARQL 1.2 (https://www.w3.org/TR/sparql12-service-description/); of another one that is
    not known.
    """
    service, dataset, default = (ox.BlankNode(label) for label in ("service", "dataset", "default"))
    made = [
        _triple(service, _A, _sd("Service")),
        _triple(service, _sd("endpoint"), ox.NamedNode(endpoint)),
        _triple(service, _sd("supportedLanguage"), _sd("SPARQL11Query")),
        _triple(service, _sd("feature"), _sd("UnionDefaultGraph")),
        _triple(service, _sd("defaultDataset"), dataset),
        _triple(dataset, _A, _sd("Dataset")),
        _triple(dataset, _sd("defaultGraph"), default),
        *_sized(default, triples),
    ]
    if embedded:
        made.append(_triple(service, _sd("supportedLanguage"), _sd("SPARQL12Query")))
    if federates:
        made.append(_triple(service, _sd("feature"), _sd("BasicFederatedQuery")))
    made += [_triple(service, _sd("resultFormat"), ox.NamedNode(FORMATS + each)) for each in (*_RESULTS, *_GRAPHS)]
    for number, (iri, size) in enumerate(graphs.items(), start=1):
        named, graph = ox.BlankNode(f"named{number}"), ox.BlankNode(f"graph{number}")
        made += [
            _triple(dataset, _sd("namedGraph"), named),
            _triple(named, _A, _sd("NamedGraph")),
            _triple(named, _sd("name"), ox.NamedNode(iri)),
            _triple(named, _sd("graph"), graph),
            *_sized(graph, size),
        ]
    return made


def _sized(graph: Node, triples: int) -> list[ox.Triple]:
    return [_triple(graph, _A, _sd("Graph")), _triple(graph, ox.NamedNode(VOID + "triples"), ox.Literal(triples))]


def _sd(name: str) -> ox.NamedNode:
    return ox.NamedNode(SD + name)


def _triple(subject: Node, predicate: ox.NamedNode, value: Node | ox.Literal) -> ox.Triple:
    return ox.Triple(subject, predicate, value)
