"""Statements that the service adds to the dataset description in the graph: release id, dumps and their sizes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pyoxigraph as ox
from fastapi import Request, Response
from fastapi.responses import PlainTextResponse, RedirectResponse
from starlette.datastructures import State

from plenipot.api.sparql.protocol import run
from plenipot.api.things.statements import Statement
from plenipot.engine.interface import Request as QueryRequest
from plenipot.http.openapi_responses import redirect_responses, responses
from plenipot.http.requests.routing import ReadRouter
from plenipot.model.terms import Term
from plenipot.model.vocabulary import BASE, GRAPH, PREFIXES
from plenipot.release.description.dataset import DATASET, LICENCE
from plenipot.release.dumps import COMPRESSIONS

router = ReadRouter()

DUMPS: Mapping[str, str] = {"trig": "application/trig", "nq": "application/n-quads", "ttl": "text/turtle"}
PACKED: Mapping[str, str] = {"gz": "application/gzip", "zst": "application/zstd"}
_DCT, _XSD, _TYPE = PREFIXES["dcterms"], PREFIXES["xsd"], PREFIXES["rdf"] + "type"
_VOID, _DCAT = PREFIXES["void"], PREFIXES["dcat"]
_INFERRED = str(GRAPH["inferred"])


def dump_names() -> Iterator[str]:
    """The names of the dump files: each format plain and compressed.

    >>> list(dump_names())[:4]
    ['plenipot.trig', 'plenipot.trig.gz', 'plenipot.trig.zst', 'plenipot.nq']
    """
    for suffix in DUMPS:
        yield from (f"plenipot.{suffix}", *(f"plenipot.{suffix}.{compression}" for compression in COMPRESSIONS))


def distribution(name: str) -> str:
    """The IRI of the dcat:Distribution of a dump file.

    >>> distribution("plenipot.nq.gz")
    'https://w3id.org/plenipot/distribution/nq-gz'
    """
    # With a dot, the service would read the suffix as a format of the document.
    return f"{BASE}distribution/{name.removeprefix('plenipot.').replace('.', '-')}"


_DUMP_BY_DISTRIBUTION = {distribution(name): name for name in dump_names()}


async def description_triples(state: State) -> list[ox.Triple]:
    """Read the named graph that describes the dataset, its publisher, service, graphs and distributions."""
    query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{GRAPH['dataset']}> {{ ?s ?p ?o }} }}"
    body = await run(state.engine, QueryRequest(query, "nt"), state.settings)
    return [quad.triple for quad in ox.parse(body, format=ox.RdfFormat.N_TRIPLES)]


def dump_statements(state: State) -> Iterator[tuple[str, Statement]]:
    """The statements that the service adds about all dumps, each with the IRI of its distribution."""
    return ((iri, statement) for iri in _DUMP_BY_DISTRIBUTION for statement in release_statements(state, iri))


def release_statements(state: State, iri: str) -> tuple[Statement, ...]:
    """The statements that the service adds about the dataset, a dump or a named graph; empty for other IRIs.

    The graph cannot have them, because the release id is a hash of the graphs. Files served with ``--data`` have no
    description graph: then these statements are the whole description.
    """
    described = str(GRAPH["dataset"]) in state.graphs
    if iri == DATASET:
        return (*_release(state), *(() if described else _minimal_description(state)))
    if (name := _DUMP_BY_DISTRIBUTION.get(iri)) is not None:
        return (*(() if described else (_iri_value(_TYPE, _DCAT + "Distribution"),)), *_dump(state, name))
    if iri in state.graphs and (not described or iri.startswith(f"{_INFERRED}/")):
        parent = _INFERRED if described else DATASET
        statements = (*_size(state.graphs[iri]), _iri_value(_DCT + "isPartOf", parent))
        return (*statements, _iri_value(_DCT + "license", LICENCE)) if described else statements
    return ()


def _release(state: State) -> Iterator[Statement]:
    yield _text_value(_DCT + "identifier", state.release)
    yield _text_value(_DCAT + "version", state.release)
    yield from (_iri_value(_VOID + "dataDump", _dump_url(state, name)) for name in dump_names())


def _minimal_description(state: State) -> Iterator[Statement]:
    yield _iri_value(_TYPE, _DCAT + "Dataset")
    yield from _size(state.triples)
    yield _iri_value(_VOID + "sparqlEndpoint", BASE + "sparql")
    yield from (_iri_value(_VOID + "subset", graph) for graph in state.graphs)
    yield from (_iri_value(_DCAT + "distribution", iri) for iri in _DUMP_BY_DISTRIBUTION)


def _size(triples: int) -> Iterator[Statement]:
    yield _iri_value(_TYPE, _VOID + "Dataset")
    yield _number_value(_VOID + "triples", triples, "integer")


def _dump(state: State, name: str) -> Iterator[Statement]:
    yield _iri_value(_DCAT + "downloadURL", _dump_url(state, name))
    if folder := state.live_release.dumps.finished:  # the size is unknown before the dump is written
        yield _number_value(_DCAT + "byteSize", (folder / name).stat().st_size, "nonNegativeInteger")


def _dump_url(state: State, name: str) -> str:
    return f"{BASE}dump/{state.release}/{name}"


def _iri_value(property: str, iri: str) -> Statement:
    return Statement(property, Term("uri", iri), False, ())


def _text_value(property: str, text: str) -> Statement:
    return Statement(property, Term("literal", text), False, ())


def _number_value(property: str, number: int, datatype: str) -> Statement:
    return Statement(property, Term("literal", str(number), datatype=_XSD + datatype), False, ())


@router.read(
    "/.well-known/void",
    operation_id="void",
    summary="Where VoID is",
    tags=["linked data"],
    status_code=303,
    response_class=RedirectResponse,
    responses=redirect_responses(303, "The dataset."),
)
async def well_known_void() -> Response:
    """Redirect to the description of the dataset (RFC 8615; VoID, section 7.2)."""
    return RedirectResponse("/dataset", 303, {"Access-Control-Allow-Origin": "*"})


@router.read(
    "/robots.txt",
    operation_id="robots",
    summary="What crawlers may read",
    tags=["linked data"],
    response_class=PlainTextResponse,
    responses=responses(description="What crawlers may read.", cached=False),
)
async def robots(request: Request) -> Response:
    """Allow crawlers to read the pages, not to run queries (RFC 9309)."""
    sitemap = request.url.replace(path="/sitemap.xml", query="")
    disallowed = "".join(f"Disallow: {path}\n" for path in ("/sparql", "/query/", "/search", "/dump/", "/metrics"))
    text = f"User-agent: *\n{disallowed}\nSitemap: {sitemap}\n"
    return Response(text, media_type="text/plain; charset=utf-8", headers={"Cache-Control": "public, max-age=3600"})
