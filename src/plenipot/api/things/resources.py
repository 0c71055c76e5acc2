"""Linked data: every identifier of the graph leads to its document, whatever host the service runs on.

A thing answers 303 to the document that the client prefers (https://www.w3.org/TR/cooluris/); a document is chosen by
its suffix. An identifier that was given up answers 410 and names its successor.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import quote

import pyoxigraph as ox
from fastapi import Path, Query, Request, Response
from fastapi.responses import RedirectResponse
from starlette.convertors import StringConvertor, register_url_convertor

from plenipot.api.dataset.description import description_triples, dump_statements, release_statements
from plenipot.api.renderers import renderers
from plenipot.api.sparql.protocol import run
from plenipot.api.things.jsonld import CONTEXT_PATH, compact, context
from plenipot.api.things.ontology_terms import ontology, short_names
from plenipot.api.things.statements import Document, Statement, read_document, select, with_statements
from plenipot.engine.evaluate import GRAPHS
from plenipot.engine.interface import Request as QueryRequest
from plenipot.http.described import JsonLd, Turtle, moved, responses, texts
from plenipot.http.negotiation import HTML, accepted, bare, choose_document
from plenipot.http.problems.problem import Problem
from plenipot.http.requests.types import OneOf, Whole
from plenipot.http.responses import CORS, respond
from plenipot.http.routing import ReadRouter
from plenipot.model.terms import Term
from plenipot.model.vocabulary import BASE, GRAPH, PLEN, PREFIXES, RES
from plenipot.release.description.dataset import DATASET

router = ReadRouter()

SUFFIXES: Mapping[str, str] = {
    "html": HTML,
    "ttl": "text/turtle; charset=utf-8",
    "jsonld": "application/ld+json",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
    "csv": "text/csv; charset=utf-8",
}
_ENGINE_NAMES = {"ttl": "turtle", "nt": "nt", "rdf": "rdf", "jsonld": "jsonld"}
_PATH = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~@%:!,;=+()*$'&-]*(/[A-Za-z0-9._~@%:!,;=+()*$'&-]+)*/?")
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
Suffix = Annotated[str, OneOf(SUFFIXES), Path(description="The format.", examples=["ttl"])]
Page = Annotated[int, Whole(1, 999_999), Query(description="The page of a long document.", examples=[1])]


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
    responses=moved(303, "The description that fits Accept.", 406),
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
        400, 404, 410, content=texts(SUFFIXES.values()), description="One page of what is known.", links=True
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
    responses=moved(303, "Its document.", 404, 406, 410),
)
async def thing(request: Request, identifier: Identifier) -> Response:
    """Leads to its document."""
    return await resource(request, identifier)


async def resource(request: Request, path: str, page: int = 1) -> Response:
    """A thing, or one of its documents."""
    if not _PATH.fullmatch(path) or ".." in path.split("/"):
        raise unknown(path)
    if path.startswith("akn/") and (version := await _version_of(request, path)):
        return _see_other(version.removeprefix(BASE))
    # The ontology is one document; the slash of its identifier makes no good name for a file.
    path = "ontology" if path == "ontology/" else path
    stem, dot, suffix = path.rpartition(".")
    if not dot or suffix not in SUFFIXES:
        await _known(request, path)
        chosen = choose_document(accepted(request), SUFFIXES)
        return _see_other(f"{path}.{chosen}", {"Vary": "Accept"}, request.url.query)
    if (graph := _graph_name(stem)) and suffix in _ENGINE_NAMES:
        return await _graph(request, graph, suffix)
    document = await _document(request, _iri(stem), page)
    if document is None:
        raise unknown(stem)
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


def unknown(path: str) -> Problem:
    """The problem of an identifier that names nothing."""
    detail = f"Nothing in this release has the identifier {path[:200]!r}. Search for it, or start at the first page."
    return Problem(404, "Unknown identifier", detail, headers={"Vary": "Accept"})


def retired(successor: str) -> Problem:
    """The problem of an identifier that was given up: gone, with the one that names the thing now."""
    detail = f"This identifier was given up. The thing is now {successor}."
    link = f'</{successor.removeprefix(BASE)}>; rel="successor-version"'
    return Problem(410, "Retired identifier", detail, {"successor": successor}, {"Link": link})


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
        raise unknown(path)
    if "successor" in rows[0]:
        raise retired(rows[0]["successor"].value)


async def _version_of(request: Request, path: str) -> str | None:
    # An Akoma Ntoso address has no scheme: the graph keeps it as text, from the slash on.
    literal = ox.Literal("/" + path)
    rows = await select(request.app.state.engine, request.app.state.settings, _AKN.format(PREFIXES["plen"], literal))
    return rows[0]["version"].value if rows else None


def _see_other(path: str, headers: Mapping[str, str] | None = None, query: str = "") -> Response:
    # What a reader chose, language and day, stays chosen.
    given = f"?{query}" if query else ""
    return RedirectResponse("/" + _escaped(path) + given, 303, {**CORS, **(headers or {})})


def _escaped(path: str) -> str:
    return quote(path, safe="/:@!$&'()*+,;=~")


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
    path = "/" + _escaped(stem)
    alternates = (f'<{path}.{suffix}{query}>; rel="alternate"; type="{bare(SUFFIXES[suffix])}"' for suffix in SUFFIXES)
    return [f'<{iri}>; rel="describes"', *alternates]


async def _graph(request: Request, name: str, suffix: str) -> Response:
    """A named graph itself: all its triples."""
    state = request.app.state
    if BASE + name not in state.graphs:
        raise unknown(name)
    query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{BASE + name}> {{ ?s ?p ?o }} }}"
    body = await run(state.engine, QueryRequest(query, _ENGINE_NAMES[suffix]), state.settings)
    stem = name.removeprefix("graph/") if name == "graph/ontology" else name
    links = {"Link": ", ".join(_says_what(stem, _iri(stem)))}
    return respond(request, body, SUFFIXES[suffix], links)


async def _body(request: Request, document: Document, stem: str, suffix: str) -> bytes:
    if suffix == "csv":
        return _csv(document)
    triples = _triples(document, stem)
    if document.iri == DATASET:
        state = request.app.state
        dumps = [_triple(each, ox.NamedNode(iri)) for iri, each in dump_statements(state)]
        triples = list(dict.fromkeys([*triples, *await description_triples(state), *dumps]))
    if suffix == "jsonld":
        terms = short_names(await ontology(request.app))
        return json.dumps(compact(triples, terms), ensure_ascii=False, indent=1).encode()
    body = ox.serialize(triples, format=GRAPHS[_ENGINE_NAMES[suffix]], prefixes=PREFIXES)
    assert body is not None
    return body


def _triples(document: Document, stem: str) -> list[ox.Triple]:
    """The statements, the labels of what they name, and what the document itself is."""
    about, thing = ox.NamedNode(RES[stem]), ox.NamedNode(document.iri)
    made = [_triple(each, thing) for each in document.statements]
    for cons in document.lists:
        node = ox.BlankNode(cons.node)
        made.append(ox.Triple(node, ox.NamedNode(PREFIXES["rdf"] + "first"), _node(cons.first)))
        made.append(ox.Triple(node, ox.NamedNode(PREFIXES["rdf"] + "rest"), _node(cons.rest)))
    for iri, labels in document.labels.items():
        made += [ox.Triple(ox.NamedNode(iri), ox.NamedNode(_LABEL), _node(label)) for label in labels]
    page = ox.NamedNode(f"{about.value}.ttl") if document.page == 1 else None
    if page:
        made.append(ox.Triple(page, ox.NamedNode(PREFIXES["foaf"] + "primaryTopic"), thing))
        made.append(ox.Triple(page, ox.NamedNode(PREFIXES["dcterms"] + "isPartOf"), ox.NamedNode(BASE + "dataset")))
    return list(dict.fromkeys(made))


def _triple(statement: Statement, thing: ox.NamedNode) -> ox.Triple:
    predicate, other = ox.NamedNode(statement.property), _node(statement.term)
    if not statement.incoming:
        return ox.Triple(thing, predicate, other)
    assert isinstance(other, ox.NamedNode | ox.BlankNode)
    return ox.Triple(other, predicate, thing)


def _node(term: Term) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    if term.kind == "uri":
        return ox.NamedNode(term.value)
    if term.kind == "bnode":
        return ox.BlankNode(term.value)
    if term.lang:
        return ox.Literal(term.value, language=term.lang)
    return ox.Literal(term.value, datatype=ox.NamedNode(term.datatype) if term.datatype else None)


def _csv(document: Document) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(("direction", "property", "value", "label", "language", "datatype", "graphs"))
    for each in document.statements:
        label = document.label(each.term.value) if each.term.kind == "uri" else None
        graphs = " ".join(graph.removeprefix(str(GRAPH)) for graph in each.graphs)
        row = (each.property, each.term.value, label.value if label else "", each.term.lang, each.term.datatype, graphs)
        writer.writerow(("in" if each.incoming else "out", *(harmless(cell or "") for cell in row)))
    return out.getvalue().encode()


def harmless(cell: str) -> str:
    """A cell that a spreadsheet does not run as a formula; a number stays one.

    >>> harmless("=1+2"), harmless("＝1+2"), harmless("-5"), harmless("plain")
    ("'=1+2", "'＝1+2", '-5', 'plain')
    """
    starts_like_one = cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))
    return "'" + cell if starts_like_one and not re.fullmatch(r"[+-]?\d+(\.\d+)?", cell) else cell
