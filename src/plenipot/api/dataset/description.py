"""The dataset described in VoID and DCAT: what it is, its parts, its licence, and where it can be had."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pyoxigraph as ox
from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from plenipot.api.things.statements import Statement
from plenipot.http.negotiation import GRAPH_TYPES
from plenipot.model.terms import Term
from plenipot.model.vocabulary import BASE, PREFIXES
from plenipot.release.dumps import COMPRESSIONS

router = APIRouter()

DATASET = BASE + "dataset"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
DUMPS: Mapping[str, str] = {"trig": "application/trig", "nq": "application/n-quads", "ttl": "text/turtle"}
PACKED: Mapping[str, str] = {"gz": "application/gzip", "zst": "application/zstd"}
_DCT, _RDF, _XSD = PREFIXES["dcterms"], PREFIXES["rdf"], PREFIXES["xsd"]
_VOID, _DCAT, _FOAF = PREFIXES["void"], PREFIXES["dcat"], PREFIXES["foaf"]
_FORMATS = "http://www.w3.org/ns/formats/"
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
_LANGUAGES = "http://publications.europa.eu/resource/authority/language/"
PUBLISHER = BASE + "publisher"
_ENDPOINT = BASE + "distribution/sparql"
_TITLE = "Plenipot: the open knowledge graph of how the ITU is governed"
_ABOUT = (
    "Bodies, members, conferences, elections, texts and their versions, proposals and positions of the International "
    "Telecommunication Union since 1865, each fact with the sources that state it."
)
_KEYWORDS = ("ITU", "International Telecommunication Union", "Internet governance", "elections", "resolutions")
_NAMES = {"trig": "TriG", "nq": "N-Quads", "ttl": "Turtle, without the named graphs"}
Described = Mapping[str, tuple[Statement, ...]]


def described(request: Request) -> Described:
    """What the service says of the dataset, of each of its named graphs and of each dump, by IRI."""
    state = request.app.state
    found: Described | None = state.described
    if found is None:
        dumps = state.live_release.dumps.finished
        found = {DATASET: tuple(_dataset(state.triples, state.release, list(state.graphs)))}
        found |= {graph: tuple(_graph(size)) for graph, size in state.graphs.items()}
        found |= {PUBLISHER: tuple(_publisher()), _ENDPOINT: tuple(_endpoint())}
        found |= {_distribution(name): tuple(_dump(state.release, name, dumps)) for name in dump_names()}
        state.described = found
    return found


def parts_of(request: Request, iri: str) -> list[ox.Triple]:
    """What the document of the dataset also says: of its publisher and of each distribution, as catalogues expect."""
    if iri != DATASET:
        return []
    found = described(request)
    parts = (PUBLISHER, _ENDPOINT, *map(_distribution, dump_names()))
    return [_triple(part, statement) for part in parts for statement in found[part]]


def dump_names() -> Iterator[str]:
    """The files of a dump: each format plain and packed.

    >>> list(dump_names())[:4]
    ['plenipot.trig', 'plenipot.trig.gz', 'plenipot.trig.zst', 'plenipot.nq']
    """
    for suffix in DUMPS:
        yield from (f"plenipot.{suffix}", *(f"plenipot.{suffix}.{packed}" for packed in COMPRESSIONS))


def _distribution(name: str) -> str:
    # A suffix would be taken for a format of the description.
    return f"{BASE}distribution/{name.removeprefix('plenipot.').replace('.', '-')}"


def _dataset(triples: int, release: str, graphs: list[str]) -> Iterator[Statement]:
    yield _thing(_RDF + "type", _VOID + "Dataset")
    yield _thing(_RDF + "type", _DCAT + "Dataset")
    yield _text(_DCT + "title", _TITLE, "en")
    yield _text(_DCT + "description", _ABOUT, "en")
    yield _text(_DCT + "identifier", release)
    yield _text(_DCAT + "version", release)
    yield _thing(_DCT + "license", LICENCE)
    yield _thing(_DCT + "publisher", PUBLISHER)
    yield _thing(_DCT + "subject", BASE + "body/itu")
    yield _thing(_DCT + "conformsTo", PREFIXES["plen"])
    yield from (_thing(_DCT + "language", _LANGUAGES + code) for code in ("ARA", "ENG", "FRA", "RUS", "SPA", "ZHO"))
    yield from (_text(_DCAT + "keyword", word, "en") for word in _KEYWORDS)
    yield _thing(_DCAT + "landingPage", BASE)
    yield _thing(_DCAT + "distribution", _ENDPOINT)
    yield from (_thing(_DCAT + "distribution", _distribution(name)) for name in dump_names())
    yield _number(_VOID + "triples", triples)
    yield _text(_VOID + "uriSpace", BASE)
    yield _thing(_VOID + "sparqlEndpoint", BASE + "sparql")
    yield _thing(_VOID + "vocabulary", PREFIXES["plen"])
    yield _thing(_VOID + "exampleResource", BASE + "resolution/pp/102")
    yield _thing(_FOAF + "homepage", BASE)
    yield from (_thing(_VOID + "feature", _FORMATS + name) for name in ("Turtle", "JSON-LD", "N-Triples", "RDF_XML"))
    yield from (_thing(_VOID + "dataDump", _address(release, name)) for name in dump_names())
    yield from (_thing(_VOID + "subset", graph) for graph in graphs)


def _address(release: str, name: str) -> str:
    return f"{BASE}dump/{release}/{name}"


def _dump(release: str, name: str, folder: Path | None) -> Iterator[Statement]:
    _, suffix, packed = (*name.split("."), "")[:3]
    yield _thing(_RDF + "type", _DCAT + "Distribution")
    yield _text(_DCT + "title", f"The release as {_NAMES[suffix]}" + (f", packed as {packed}" if packed else ""), "en")
    yield _thing(_DCAT + "downloadURL", _address(release, name))
    yield _thing(_DCAT + "accessURL", DATASET)
    yield _thing(_DCAT + "mediaType", _MEDIA_TYPES + DUMPS[suffix])
    if packed:
        yield _thing(_DCAT + "compressFormat", _MEDIA_TYPES + PACKED[packed])
    yield _thing(_DCT + "license", LICENCE)
    if folder:  # not before the dumps are made
        yield _number(_DCAT + "byteSize", (folder / name).stat().st_size, "nonNegativeInteger")


def _endpoint() -> Iterator[Statement]:
    yield _thing(_RDF + "type", _DCAT + "Distribution")
    yield _text(_DCT + "title", "SPARQL endpoint", "en")
    yield _thing(_DCAT + "accessURL", BASE + "sparql")
    yield _thing(_DCT + "conformsTo", "https://www.w3.org/TR/sparql11-protocol/")
    yield _thing(_DCT + "license", LICENCE)
    for media in GRAPH_TYPES.values():
        yield _thing(_DCAT + "mediaType", _MEDIA_TYPES + media.partition(";")[0])


def _publisher() -> Iterator[Statement]:
    yield _thing(_RDF + "type", _FOAF + "Agent")
    yield _text(_FOAF + "name", "The Plenipot maintainers", "en")
    yield _thing(_FOAF + "homepage", BASE)


def _graph(triples: int) -> Iterator[Statement]:
    yield _thing(_RDF + "type", _VOID + "Dataset")
    yield _number(_VOID + "triples", triples)
    yield _thing(_DCT + "isPartOf", DATASET)
    yield _thing(_DCT + "license", LICENCE)


def _thing(property: str, iri: str) -> Statement:
    return Statement(property, Term("uri", iri), False, ())


def _text(property: str, text: str, lang: str | None = None) -> Statement:
    return Statement(property, Term("literal", text, lang), False, ())


def _number(property: str, number: int, kind: str = "integer") -> Statement:
    return Statement(property, Term("literal", str(number), datatype=_XSD + kind), False, ())


def _triple(subject: str, statement: Statement) -> ox.Triple:
    return ox.Triple(ox.NamedNode(subject), ox.NamedNode(statement.property), statement.term.rdf())


@router.api_route("/.well-known/void", methods=["GET", "HEAD"], include_in_schema=False)
async def well_known_void() -> Response:
    """Where the description of the dataset is (RFC 8615; VoID, section 7.2)."""
    return RedirectResponse("/dataset", 303, {"Access-Control-Allow-Origin": "*"})


@router.api_route("/robots.txt", methods=["GET", "HEAD"], include_in_schema=False)
async def robots(request: Request) -> Response:
    """Search engines may read the pages, not run queries (RFC 9309)."""
    sitemap = request.url.replace(path="/sitemap.xml", query="")
    kept_out = "".join(f"Disallow: {path}\n" for path in ("/sparql", "/query/", "/search", "/dump/", "/metrics"))
    text = f"User-agent: *\n{kept_out}\nSitemap: {sitemap}\n"
    return Response(text, media_type="text/plain; charset=utf-8", headers={"Cache-Control": "public, max-age=3600"})
