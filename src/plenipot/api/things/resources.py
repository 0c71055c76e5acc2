"""Linked data routes: the path of every identifier redirects to a document about the thing, on any host.

A thing answers 303 with the document format that the client prefers (https://www.w3.org/TR/cooluris/); the suffix of a
document is its format. A retired identifier answers 410 with its successor.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any

import pyoxigraph as ox
from fastapi import Path, Query, Request, Response
from fastapi.responses import RedirectResponse
from starlette.convertors import StringConvertor, register_url_convertor

from plenipot.api.dataset.description import description_triples, dump_statements, release_statements
from plenipot.api.renderers import renderers
from plenipot.api.sparql.protocol import run
from plenipot.api.spreadsheets import ByteOrderMark, write_csv
from plenipot.api.things.identifiers import paths, read_known, to_uri, unknown_path
from plenipot.api.things.jsonld import CONTEXT_PATH, compact, context
from plenipot.api.things.ontology_terms import ontology, short_names
from plenipot.api.things.statements import Document, Statement, read_document, select, with_statements
from plenipot.engine.errors import NotInFormat
from plenipot.engine.interface import Request as QueryRequest
from plenipot.engine.serializer import serialize_graph
from plenipot.http.negotiation import SUFFIXES, accept_header, choose_document, essence
from plenipot.http.openapi_responses import JsonLd, Turtle, redirect_responses, responses, text_content
from plenipot.http.problems.problem import Problem, not_in_format
from plenipot.http.requests.routing import ReadRouter
from plenipot.http.requests.types import Choice, Integer, read_parameter
from plenipot.http.responses import CORS, respond
from plenipot.model.iris import is_iri, is_local
from plenipot.model.terms import link, page_path
from plenipot.model.vocabulary import BASE, GRAPH, PLEN, PREFIXES, RES
from plenipot.release.description.dataset import DATASET

router = ReadRouter()

_ENGINE_NAMES = {"ttl": "turtle", "nt": "nt", "rdf": "rdf", "jsonld": "jsonld"}
_REPLACED_BY = PREFIXES["dcterms"] + "isReplacedBy"
_LABEL = PREFIXES["rdfs"] + "label"
_AKN = "SELECT ?version WHERE {{ ?document <{0}aknAddress> {1} ; <{0}marksUp> ?version }}"
_LOOKUP = """SELECT ?successor WHERE {{
  {{ <{iri}> ?p ?s }} UNION {{ ?s ?p <{iri}> }} OPTIONAL {{ <{iri}> <{replaced}> ?successor }}
}} ORDER BY DESC(?successor) LIMIT 1"""


class _SuffixConvertor(StringConvertor):
    """Matches the suffix of a document in the path of a route."""

    regex = "|".join(SUFFIXES)


register_url_convertor("suffix", _SuffixConvertor())
Identifier = Annotated[str, Path(description="The path of an identifier; it may have slashes.", examples=["state/che"])]
Suffix = Annotated[str, Choice(SUFFIXES), Path(description="The format.", examples=["ttl"])]
Page = Annotated[int, Integer(1, 999_999), Query(description="The page of a long document.", examples=[1])]


@router.read(
    f"/{CONTEXT_PATH}",
    operation_id="context",
    summary="The JSON-LD context of documents",
    tags=["linked data"],
    response_model=dict[str, Any],
    response_class=JsonLd,
    responses=responses(description="The JSON-LD context of documents."),
)
async def context_document(request: Request) -> Response:
    """The JSON-LD context."""
    terms = short_names(await ontology(request.app))
    return respond(json.dumps(context(terms), indent=1).encode(), "application/ld+json")


@router.read(
    "/dataset",
    operation_id="dataset",
    summary="The dataset in VoID and DCAT",
    tags=["linked data"],
    status_code=303,
    response_class=RedirectResponse,
    responses=redirect_responses(303, "The description that fits Accept.", 406),
)
async def dataset(request: Request) -> Response:
    """Redirect to the document of the dataset in the preferred format."""
    return await resource(request, "dataset")


@router.read(
    "/{identifier:path}.{suffix:suffix}",
    operation_id="document",
    summary="The document of a thing",
    tags=["linked data"],
    response_class=Turtle,
    responses=responses(
        400,
        404,
        406,
        410,
        content=text_content(SUFFIXES.values()),
        description="One page of what is known.",
        links=True,
    ),
)
async def document(request: Request, identifier: Identifier, suffix: Suffix, page: Page = 1) -> Response:
    """One page of the document about a thing, in the format of the suffix."""
    return await resource(request, f"{identifier}.{suffix}", page)


@router.read(
    "/{identifier:path}",
    operation_id="thing",
    summary="A thing",
    description="An identifier leads to the document that fits Accept; an Akoma Ntoso address to its version.",
    tags=["linked data"],
    status_code=303,
    response_class=RedirectResponse,
    responses=redirect_responses(303, "Its document.", 404, 406, 410),
)
async def thing(request: Request, identifier: Identifier) -> Response:
    """Redirect to the document about a thing in the preferred format."""
    return await resource(request, identifier)


async def resource(request: Request, path: str, page: int = 1) -> Response:
    """Answer a request for a thing or a document.

    Raises:
        Problem: 404, 406 or 410.
    """
    path = await _resolve_path(request, path)
    if path.startswith("akn/") and (version := await _version_of(request, path)):
        return _see_other(version)
    # The identifier of the ontology ends with a slash, its document is ontology.ttl.
    path = "ontology" if path == "ontology/" else path
    stem, dot, suffix = path.rpartition(".")
    if not dot or suffix not in SUFFIXES:
        await _check_known(request, path)
        preferred = choose_document(accept_header(request), SUFFIXES)
        return _see_other(f"{path}.{preferred}", {"Vary": "Accept"}, request.url.query)
    if (graph := _graph_name(stem)) and suffix in _ENGINE_NAMES:
        return await _graph(request, graph, suffix)
    document = await _document(request, _iri(stem), page)
    if document is None:
        raise await unknown_path(request, stem)
    if successors := document.values(_REPLACED_BY):
        raise _retired(successors[0].value)
    links = _links(stem, document)
    if suffix == "html":
        return await renderers(request).thing(request, document, stem, links)
    return respond(await _body(request, document, stem, suffix), SUFFIXES[suffix], links)


async def _document(request: Request, iri: str, page: int) -> Document | None:
    """Read the statements about a thing; for the dataset, dumps and graphs, add those of the service."""
    state = request.app.state
    document = await read_document(state.engine, state.settings, iri, page)
    return with_statements(document, iri, release_statements(state, iri)) if page == 1 else document


async def _resolve_path(request: Request, path: str) -> str:
    """Choose the identifier that a path means, if it has escapes: the first that the release has.

    Raises:
        Problem: 404 if the path cannot be an identifier.
    """
    candidates = paths(path, request.scope["raw_path"])
    if not candidates:
        raise await unknown_path(request, path)
    if len(candidates) > 1:
        iris_of = {local: [BASE + local, BASE + local.rpartition(".")[0]] for local in candidates}
        known = await read_known(request, (iri for iris in iris_of.values() for iri in iris if is_iri(iri)))
        candidates = [local for local, iris in iris_of.items() if any(iri in known for iri in iris)] or candidates
    return candidates[0]


def _retired(successor: str) -> Problem:
    """The problem of a retired identifier: 410 with the successor."""
    detail = f"This identifier was given up. The thing is now {successor}."
    url = link(successor)
    headers = {"Link": f'<{to_uri(url)}>; rel="successor-version"'} if url else {}
    return Problem(410, "Retired identifier", detail, {"successor": successor}, headers)


def _iri(stem: str) -> str:
    return str(PLEN) if stem == "ontology" else BASE + stem


def _graph_name(stem: str) -> str | None:
    """The path of the named graph that a document serializes; None for documents about other things."""
    return "graph/ontology" if stem == "ontology" else stem if stem.startswith("graph/") else None


async def _check_known(request: Request, path: str) -> None:
    """Check that the release has an identifier.

    Raises:
        Problem: 404 if it does not, or 410 with the successor if the identifier is retired.
    """
    iri = _iri(path)
    if release_statements(request.app.state, iri):
        return
    query = _LOOKUP.format(iri=iri, replaced=_REPLACED_BY)
    rows = await select(request.app.state.engine, request.app.state.settings, query)
    if not rows:
        raise await unknown_path(request, path)
    if "successor" in rows[0]:
        raise _retired(rows[0]["successor"].value)


async def _version_of(request: Request, path: str) -> str | None:
    """The path of the version with an Akoma Ntoso address; None if there is none with our base."""
    # The graph has Akoma Ntoso addresses as literals that start with a slash.
    literal = ox.Literal("/" + path)
    rows = await select(request.app.state.engine, request.app.state.settings, _AKN.format(PREFIXES["plen"], literal))
    local_parts = (row["version"].value.removeprefix(BASE) for row in rows if row["version"].kind == "uri")
    return next((local for local in local_parts if is_local(local)), None)


def _see_other(path: str, headers: Mapping[str, str] | None = None, query: str = "") -> Response:
    # The query has the choices of the reader: language and day.
    suffix = f"?{query}" if query else ""
    return RedirectResponse(f"{page_path(path)}{suffix}", 303, {**CORS, **(headers or {})})


def _links(stem: str, document: Document) -> dict[str, str]:
    query = f"?page={document.page}" if document.page > 1 else ""
    links = _describes_and_alternates(stem, document.iri, query)
    if document.more:
        links.append(f'<?page={document.page + 1}>; rel="next"')
    if document.page > 1:
        links.append(f'<?page={document.page - 1}>; rel="prev"')
    return {"Link": ", ".join(links)}


def _describes_and_alternates(stem: str, iri: str, query: str = "") -> list[str]:
    """Links to the thing that a document describes, and to the document in each format."""
    path = page_path(stem)
    alternates = (
        f'<{path}.{suffix}{query}>; rel="alternate"; type="{essence(SUFFIXES[suffix])}"' for suffix in SUFFIXES
    )
    return [f'<{to_uri(iri)}>; rel="describes"', *alternates]


async def _graph(request: Request, name: str, suffix: str) -> Response:
    """All triples of a named graph."""
    state = request.app.state
    if BASE + name not in state.graphs:
        raise await unknown_path(request, name)
    query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{BASE + name}> {{ ?s ?p ?o }} }}"
    body = await run(state.engine, QueryRequest(query, _ENGINE_NAMES[suffix]), state.settings)
    stem = name.removeprefix("graph/") if name == "graph/ontology" else name
    links = {"Link": ", ".join(_describes_and_alternates(stem, _iri(stem)))}
    return respond(body, SUFFIXES[suffix], links)


async def _body(request: Request, document: Document, stem: str, suffix: str) -> bytes:
    if suffix == "csv":
        return _csv(document, read_parameter(request, "bom", ByteOrderMark(), False))
    triples = _triples(document, stem)
    if document.iri == DATASET:
        state = request.app.state
        dumps = [_triple(statement, ox.NamedNode(iri)) for iri, statement in dump_statements(state)]
        triples = list(dict.fromkeys([*triples, *await description_triples(state), *dumps]))
    try:
        if suffix == "jsonld":
            terms = short_names(await ontology(request.app))
            return json.dumps(compact(triples, terms), ensure_ascii=False, indent=1).encode()
        return serialize_graph(triples, _ENGINE_NAMES[suffix], PREFIXES)
    except NotInFormat as error:
        raise not_in_format(error) from None


def _triples(document: Document, stem: str) -> list[ox.Triple]:
    """The statements, labels and lists of a document, and triples about the document itself."""
    about, thing = ox.NamedNode(RES[stem]), ox.NamedNode(document.iri)
    triples = [_triple(statement, thing) for statement in document.statements]
    for list_node in document.lists:
        node = ox.BlankNode(list_node.node)
        triples.append(ox.Triple(node, ox.NamedNode(PREFIXES["rdf"] + "first"), list_node.first.to_oxigraph()))
        triples.append(ox.Triple(node, ox.NamedNode(PREFIXES["rdf"] + "rest"), list_node.rest.to_oxigraph()))
    for iri, labels in document.labels.items():
        triples += [ox.Triple(ox.NamedNode(iri), ox.NamedNode(_LABEL), label.to_oxigraph()) for label in labels]
    page = ox.NamedNode(f"{about.value}.ttl") if document.page == 1 else None
    if page:
        triples.append(ox.Triple(page, ox.NamedNode(PREFIXES["foaf"] + "primaryTopic"), thing))
        triples.append(ox.Triple(page, ox.NamedNode(PREFIXES["dcterms"] + "isPartOf"), ox.NamedNode(BASE + "dataset")))
    return list(dict.fromkeys(triples))


def _triple(statement: Statement, thing: ox.NamedNode) -> ox.Triple:
    predicate, other = ox.NamedNode(statement.property), statement.term.to_oxigraph()
    if not statement.incoming:
        return ox.Triple(thing, predicate, other)
    assert isinstance(other, ox.NamedNode | ox.BlankNode)
    return ox.Triple(other, predicate, thing)


def _csv(document: Document, bom: bool) -> bytes:
    rows = [("direction", "property", "value", "label", "language", "datatype", "graphs")]
    for statement in document.statements:
        term = statement.term
        label = document.label(term.value) if term.kind == "uri" else None
        graphs = " ".join(graph.removeprefix(str(GRAPH)) for graph in statement.graphs)
        value = (statement.property, term.value, label.value if label else "", term.lang or "")
        rows.append(("in" if statement.incoming else "out", *value, term.datatype or "", graphs))
    return write_csv(rows, bom)
