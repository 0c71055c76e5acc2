"""What the service adds to the description of the dataset, which stands in the graph: this release and its dumps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pyoxigraph as ox
from fastapi import Request, Response
from fastapi.responses import PlainTextResponse, RedirectResponse
from starlette.datastructures import State

from plenipot.api.sparql.protocol import run
from plenipot.api.things.statements import Statement
from plenipot.engine.interface import Request as QueryRequest
from plenipot.http.described import redirect_responses, responses
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
    """The files of a dump: each format plain and packed.

    >>> list(dump_names())[:4]
    ['plenipot.trig', 'plenipot.trig.gz', 'plenipot.trig.zst', 'plenipot.nq']
    """
    for suffix in DUMPS:
        yield from (f"plenipot.{suffix}", *(f"plenipot.{suffix}.{packed}" for packed in COMPRESSIONS))


def distribution(name: str) -> str:
    """The IRI of the distribution that is a dump.

    >>> distribution("plenipot.nq.gz")
    'https://w3id.org/plenipot/distribution/nq-gz'
    """
    # A suffix would be taken for a format of the description.
    return f"{BASE}distribution/{name.removeprefix('plenipot.').replace('.', '-')}"


_DUMPED = {distribution(name): name for name in dump_names()}


async def description_triples(state: State) -> list[ox.Triple]:
    """The named graph that describes the dataset, with its publisher, service, graphs and distributions."""
    query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{GRAPH['dataset']}> {{ ?s ?p ?o }} }}"
    body = await run(state.engine, QueryRequest(query, "nt"), state.settings)
    return [quad.triple for quad in ox.parse(body, format=ox.RdfFormat.N_TRIPLES)]


def dump_statements(state: State) -> Iterator[tuple[str, Statement]]:
    """What the service says of each dump, with the IRI of its distribution."""
    return ((iri, each) for iri in _DUMPED for each in release_statements(state, iri))


def release_statements(state: State, iri: str) -> tuple[Statement, ...]:
    """What the service says of the dataset, a dump or a named graph; nothing of other things.

    The graph cannot say it: the id of a release is a hash of its graphs. Data that are no release come without a
    description, and all that is said of them is said here.
    """
    described = str(GRAPH["dataset"]) in state.graphs
    if iri == DATASET:
        return (*_release(state), *(() if described else _undescribed(state)))
    if (name := _DUMPED.get(iri)) is not None:
        return (*(() if described else (_thing(_TYPE, _DCAT + "Distribution"),)), *_dump(state, name))
    if iri in state.graphs and (not described or iri.startswith(f"{_INFERRED}/")):
        said = (*_counted(state.graphs[iri]), _thing(_DCT + "isPartOf", _INFERRED if described else DATASET))
        return (*said, _thing(_DCT + "license", LICENCE)) if described else said
    return ()


def _release(state: State) -> Iterator[Statement]:
    yield _text(_DCT + "identifier", state.release)
    yield _text(_DCAT + "version", state.release)
    yield from (_thing(_VOID + "dataDump", _address(state, name)) for name in dump_names())


def _undescribed(state: State) -> Iterator[Statement]:
    yield _thing(_TYPE, _DCAT + "Dataset")
    yield from _counted(state.triples)
    yield _thing(_VOID + "sparqlEndpoint", BASE + "sparql")
    yield from (_thing(_VOID + "subset", graph) for graph in state.graphs)
    yield from (_thing(_DCAT + "distribution", iri) for iri in _DUMPED)


def _counted(triples: int) -> Iterator[Statement]:
    yield _thing(_TYPE, _VOID + "Dataset")
    yield _number(_VOID + "triples", triples, "integer")


def _dump(state: State, name: str) -> Iterator[Statement]:
    yield _thing(_DCAT + "downloadURL", _address(state, name))
    if folder := state.live_release.dumps.finished:  # their sizes are not known before they are made
        yield _number(_DCAT + "byteSize", (folder / name).stat().st_size, "nonNegativeInteger")


def _address(state: State, name: str) -> str:
    return f"{BASE}dump/{state.release}/{name}"


def _thing(property: str, iri: str) -> Statement:
    return Statement(property, Term("uri", iri), False, ())


def _text(property: str, text: str) -> Statement:
    return Statement(property, Term("literal", text), False, ())


def _number(property: str, number: int, kind: str) -> Statement:
    return Statement(property, Term("literal", str(number), datatype=_XSD + kind), False, ())


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
    """Where the description of the dataset is (RFC 8615; VoID, section 7.2)."""
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
    """Search engines may read the pages, not run queries (RFC 9309)."""
    sitemap = request.url.replace(path="/sitemap.xml", query="")
    kept_out = "".join(f"Disallow: {path}\n" for path in ("/sparql", "/query/", "/search", "/dump/", "/metrics"))
    text = f"User-agent: *\n{kept_out}\nSitemap: {sitemap}\n"
    return Response(text, media_type="text/plain; charset=utf-8", headers={"Cache-Control": "public, max-age=3600"})
