"""Linked data: every identifier of the graph leads to its document, whatever host the service runs on.

A thing answers 303 to the document that the client prefers (https://www.w3.org/TR/cooluris/); a document is chosen by
its suffix. An identifier that was given up answers 410 and names its successor.
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
from plenipot.api.spreadsheets import table, wants_mark
from plenipot.api.things.identifiers import known, paths, unknown_path, uri
from plenipot.api.things.jsonld import CONTEXT_PATH, compact, context
from plenipot.api.things.ontology_terms import ontology, short_names
from plenipot.api.things.statements import Document, Statement, read_document, select, with_statements
from plenipot.engine.errors import NotInFormat
from plenipot.engine.interface import Request as QueryRequest
from plenipot.engine.serializer import serialize_graph
from plenipot.http.described import JsonLd, Turtle, redirect_responses, responses, text_content
from plenipot.http.negotiation import SUFFIXES, accept_header, choose_document, essence
from plenipot.http.problems.problem import Problem, not_in_format
from plenipot.http.requests.routing import ReadRouter
from plenipot.http.requests.types import Choice, Integer
from plenipot.http.responses import CORS, respond
from plenipot.model.iris import is_iri, is_local
from plenipot.model.terms import link, path_of
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
    """The suffix of a document, in the path of a route."""

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
    return respond(request, json.dumps(context(terms), indent=1).encode(), "application/ld+json")


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
    """Leads to the document that fits Accept."""
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
    """One page of it, in the format of the suffix."""
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
    """Leads to its document."""
    return await resource(request, identifier)


async def resource(request: Request, path: str, page: int = 1) -> Response:
    """A thing, or one of its documents."""
    path = await _meant(request, path)
    if path.startswith("akn/") and (version := await _version_of(request, path)):
        return _see_other(version)
    # The ontology is one document; the slash of its identifier makes no good name for a file.
    path = "ontology" if path == "ontology/" else path
    stem, dot, suffix = path.rpartition(".")
    if not dot or suffix not in SUFFIXES:
        await _known(request, path)
        chosen = choose_document(accept_header(request), SUFFIXES)
        return _see_other(f"{path}.{chosen}", {"Vary": "Accept"}, request.url.query)
    if (graph := _graph_name(stem)) and suffix in _ENGINE_NAMES:
        return await _graph(request, graph, suffix)
    document = await _document(request, _iri(stem), page)
    if document is None:
        raise await unknown_path(request, stem)
    if successors := document.values(_REPLACED_BY):
        raise retired(successors[0].value)
    links = _links(stem, document)
    if suffix == "html":
        return await renderers(request).thing(request, document, stem, links)
    return respond(request, await _body(request, document, stem, suffix), SUFFIXES[suffix], links)


async def _document(request: Request, iri: str, page: int) -> Document | None:
    """What the graph says of a thing; of the dataset, its dumps and graphs also what the service says of them."""
    state = request.app.state
    found = await read_document(state.engine, state.settings, iri, page)
    return with_statements(found, iri, release_statements(state, iri)) if page == 1 else found


async def _meant(request: Request, path: str) -> str:
    """The path of an identifier, of those that an address may stand for.

    Raises:
        Problem: 404 if it can be none.
    """
    possible = paths(path, request.scope["raw_path"])
    if not possible:
        raise await unknown_path(request, path)
    if len(possible) > 1:
        stems = {each: [BASE + each, BASE + each.rpartition(".")[0]] for each in possible}
        found = await known(request, (iri for iris in stems.values() for iri in iris if is_iri(iri)))
        possible = [each for each, iris in stems.items() if any(iri in found for iri in iris)] or possible
    return possible[0]


def retired(successor: str) -> Problem:
    """The problem of an identifier that was given up: gone, with the one that names the thing now."""
    detail = f"This identifier was given up. The thing is now {successor}."
    place = link(successor)
    headers = {"Link": f'<{uri(place)}>; rel="successor-version"'} if place else {}
    return Problem(410, "Retired identifier", detail, {"successor": successor}, headers)


def _iri(stem: str) -> str:
    return str(PLEN) if stem == "ontology" else BASE + stem


def _graph_name(stem: str) -> str | None:
    """The named graph that a document is: the ontology is one too."""
    return "graph/ontology" if stem == "ontology" else stem if stem.startswith("graph/") else None


async def _known(request: Request, path: str) -> None:
    """Something is known of an identifier, and it was not given up.

    Raises:
        Problem: 404, or 410 with the successor.
    """
    iri = _iri(path)
    if release_statements(request.app.state, iri):
        return
    query = _LOOKUP.format(iri=iri, replaced=_REPLACED_BY)
    rows = await select(request.app.state.engine, request.app.state.settings, query)
    if not rows:
        raise await unknown_path(request, path)
    if "successor" in rows[0]:
        raise retired(rows[0]["successor"].value)


async def _version_of(request: Request, path: str) -> str | None:
    """The path of the version that an Akoma Ntoso address names, if it is one of ours."""
    # An Akoma Ntoso address has no scheme: the graph keeps it as text, from the slash on.
    literal = ox.Literal("/" + path)
    rows = await select(request.app.state.engine, request.app.state.settings, _AKN.format(PREFIXES["plen"], literal))
    found = (row["version"].value for row in rows if row["version"].kind == "uri")
    return next((each.removeprefix(BASE) for each in found if is_local(each.removeprefix(BASE))), None)


def _see_other(path: str, headers: Mapping[str, str] | None = None, query: str = "") -> Response:
    # What a reader chose, language and day, stays chosen.
    given = f"?{query}" if query else ""
    return RedirectResponse(f"{path_of(path)}{given}", 303, {**CORS, **(headers or {})})


def _links(stem: str, document: Document) -> dict[str, str]:
    here = f"?page={document.page}" if document.page > 1 else ""
    links = _says_what(stem, document.iri, here)
    if document.more:
        links.append(f'<?page={document.page + 1}>; rel="next"')
    if document.page > 1:
        links.append(f'<?page={document.page - 1}>; rel="prev"')
    return {"Link": ", ".join(links)}


def _says_what(stem: str, iri: str, query: str = "") -> list[str]:
    """What a document describes, and the same document in each format."""
    path = path_of(stem)
    alternates = (
        f'<{path}.{suffix}{query}>; rel="alternate"; type="{essence(SUFFIXES[suffix])}"' for suffix in SUFFIXES
    )
    return [f'<{uri(iri)}>; rel="describes"', *alternates]


async def _graph(request: Request, name: str, suffix: str) -> Response:
    """A named graph itself: all its triples."""
    state = request.app.state
    if BASE + name not in state.graphs:
        raise await unknown_path(request, name)
    query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{BASE + name}> {{ ?s ?p ?o }} }}"
    body = await run(state.engine, QueryRequest(query, _ENGINE_NAMES[suffix]), state.settings)
    stem = name.removeprefix("graph/") if name == "graph/ontology" else name
    links = {"Link": ", ".join(_says_what(stem, _iri(stem)))}
    return respond(request, body, SUFFIXES[suffix], links)


async def _body(request: Request, document: Document, stem: str, suffix: str) -> bytes:
    if suffix == "csv":
        return _csv(document, wants_mark(request.query_params.get("bom", "")))
    triples = _triples(document, stem)
    if document.iri == DATASET:
        state = request.app.state
        dumps = [_triple(each, ox.NamedNode(iri)) for iri, each in dump_statements(state)]
        triples = list(dict.fromkeys([*triples, *await description_triples(state), *dumps]))
    try:
        if suffix == "jsonld":
            terms = short_names(await ontology(request.app))
            return json.dumps(compact(triples, terms), ensure_ascii=False, indent=1).encode()
        return serialize_graph(triples, _ENGINE_NAMES[suffix], PREFIXES)
    except NotInFormat as error:
        raise not_in_format(error) from None


def _triples(document: Document, stem: str) -> list[ox.Triple]:
    """The statements, the labels of what they name, and what the document itself is."""
    about, thing = ox.NamedNode(RES[stem]), ox.NamedNode(document.iri)
    made = [_triple(each, thing) for each in document.statements]
    for cons in document.lists:
        node = ox.BlankNode(cons.node)
        made.append(ox.Triple(node, ox.NamedNode(PREFIXES["rdf"] + "first"), cons.first.rdf()))
        made.append(ox.Triple(node, ox.NamedNode(PREFIXES["rdf"] + "rest"), cons.rest.rdf()))
    for iri, labels in document.labels.items():
        made += [ox.Triple(ox.NamedNode(iri), ox.NamedNode(_LABEL), label.rdf()) for label in labels]
    page = ox.NamedNode(f"{about.value}.ttl") if document.page == 1 else None
    if page:
        made.append(ox.Triple(page, ox.NamedNode(PREFIXES["foaf"] + "primaryTopic"), thing))
        made.append(ox.Triple(page, ox.NamedNode(PREFIXES["dcterms"] + "isPartOf"), ox.NamedNode(BASE + "dataset")))
    return list(dict.fromkeys(made))


def _triple(statement: Statement, thing: ox.NamedNode) -> ox.Triple:
    predicate, other = ox.NamedNode(statement.property), statement.term.rdf()
    if not statement.incoming:
        return ox.Triple(thing, predicate, other)
    assert isinstance(other, ox.NamedNode | ox.BlankNode)
    return ox.Triple(other, predicate, thing)


def _csv(document: Document, marked: bool) -> bytes:
    rows = [("direction", "property", "value", "label", "language", "datatype", "graphs")]
    for each in document.statements:
        label = document.label(each.term.value) if each.term.kind == "uri" else None
        graphs = " ".join(graph.removeprefix(str(GRAPH)) for graph in each.graphs)
        said = (each.property, each.term.value, label.value if label else "", each.term.lang or "")
        rows.append(("in" if each.incoming else "out", *said, each.term.datatype or "", graphs))
    return table(rows, marked)
