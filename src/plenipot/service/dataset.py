"""The dataset described in VoID and DCAT: what it is, its parts, its licence, and where it can be had."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from plenipot.service.documents import Statement, Term
from plenipot.vocabulary import BASE, PREFIXES

router = APIRouter()

DATASET = BASE + "dataset"
_DCT, _RDF, _XSD = PREFIXES["dcterms"], PREFIXES["rdf"], PREFIXES["xsd"]
_VOID, _DCAT, _FOAF, _RDFS = PREFIXES["void"], PREFIXES["dcat"], PREFIXES["foaf"], PREFIXES["rdfs"]
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
DUMPS: Mapping[str, str] = {"trig": "application/trig", "nq": "application/n-quads", "ttl": "text/turtle"}
_TITLE = "Plenipot: the open knowledge graph of how the ITU is governed"


def described(request: Request) -> dict[str, tuple[Statement, ...]]:
    """What the service says of the dataset and of each of its named graphs, by IRI."""
    state = request.app.state
    found: dict[str, tuple[Statement, ...]] | None = state.described
    if found is None:
        found = {DATASET: tuple(_dataset(state.triples, state.release, list(state.graphs)))}
        found |= {graph: tuple(_graph(size)) for graph, size in state.graphs.items()}
        state.described = found
    return found


def _dataset(triples: int, release: str, graphs: list[str]) -> Iterator[Statement]:
    yield _thing(_RDF + "type", _VOID + "Dataset")
    yield _thing(_RDF + "type", _DCAT + "Dataset")
    yield _text(_DCT + "title", _TITLE, "en")
    yield _text(_DCT + "identifier", release)
    yield _thing(_DCT + "license", LICENCE)
    yield _number(_VOID + "triples", triples)
    yield _text(_VOID + "uriSpace", BASE)
    yield _thing(_VOID + "sparqlEndpoint", BASE + "sparql")
    yield _thing(_VOID + "vocabulary", PREFIXES["plen"])
    yield _thing(_VOID + "exampleResource", BASE + "resolution/pp/102")
    yield _thing(_FOAF + "homepage", BASE)
    for suffix in DUMPS:
        yield _thing(_VOID + "dataDump", f"{BASE}dump/{release}/plenipot.{suffix}.gz")
    for graph in graphs:
        yield _thing(_VOID + "subset", graph)


def _graph(triples: int) -> Iterator[Statement]:
    yield _thing(_RDF + "type", _VOID + "Dataset")
    yield _number(_VOID + "triples", triples)
    yield _thing(_DCT + "isPartOf", DATASET)
    yield _thing(_DCT + "license", LICENCE)


def _thing(property: str, iri: str) -> Statement:
    return Statement(property, Term("uri", iri), False, ())


def _text(property: str, text: str, lang: str | None = None) -> Statement:
    return Statement(property, Term("literal", text, lang), False, ())


def _number(property: str, number: int) -> Statement:
    return Statement(property, Term("literal", str(number), datatype=_XSD + "integer"), False, ())


@router.api_route("/.well-known/void", methods=["GET", "HEAD"], include_in_schema=False)
async def well_known_void() -> Response:
    """Where the description of the dataset is (RFC 8615; VoID, section 7.2)."""
    return RedirectResponse("/dataset", 303)


@router.api_route("/robots.txt", methods=["GET", "HEAD"], include_in_schema=False)
async def robots(request: Request) -> Response:
    """Search engines may read the pages, not run queries."""
    sitemap = request.url.replace(path="/sitemap.xml", query="")
    text = f"User-agent: *\nDisallow: /sparql\nDisallow: /query/\nSitemap: {sitemap}\n"
    return Response(text, media_type="text/plain; charset=utf-8")
