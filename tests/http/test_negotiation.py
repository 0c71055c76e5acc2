"""Content negotiation as a table: kind of address × query form × Accept, and × suffix or ``format=``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import quote

import httpx
import pytest

from plenipot.http import negotiation
from plenipot.http.negotiation import GRAPH_TYPES, RESULT_TYPES, choose, essence
from tests.server import Server

THING = "<https://w3id.org/plenipot/state/che>"
QUESTION = "/query/parties-of-1865"


def asking(query: str) -> str:
    return f"/sparql?query={quote(query)}"


# Families of addresses with equal negotiation; the tables below have the expected formats of each family.
RESULTS = (asking(f"SELECT ?p {{ {THING} ?p ?o }} ORDER BY ?p LIMIT 3"), asking(f"ASK {{ {THING} ?p ?o }}"))
GRAPHS = (
    asking(f"CONSTRUCT {{ ?s a ?o }} WHERE {{ BIND ({THING} AS ?s) ?s a ?o }}"),
    asking(f"DESCRIBE {THING}"),
    "/.well-known/sparql-examples",
)
DESCRIPTIONS = ("/sparql",)
THINGS = (
    "/state/che",
    "/resolution/pp/102/dubai-2018",
    "/ontology/Version",
    "/ontology/touches",
    "/ontology",
    "/graph/members",
    "/graph/inferred/prp-inv-hosted",
    "/dataset",
    "/topic/ipv6",
    "/source/itu-legal-list",
)
QUESTIONS = (QUESTION,)
SEARCHES = ("/search?q=kenya",)

JSON, XML = "application/sparql-results+json", "application/sparql-results+xml"
CSV, TSV = "text/csv", "text/tab-separated-values"
TTL, LD, NT, RDF = "text/turtle", "application/ld+json", "application/n-triples", "application/rdf+xml"
HTML, PARQUET = "text/html", "application/vnd.apache.parquet"
NONE = "406"
FIREFOX = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
CHROME = f"{HTML},application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
RDFLIB = f"{TTL},{RDF};q=0.9,{NT};q=0.8,*/*;q=0.1"

# Columns: Accept; formats of results, graphs, the service description, things, questions and searches.
COLUMNS = (RESULTS, GRAPHS, DESCRIPTIONS, THINGS, QUESTIONS, SEARCHES)
TABLE: tuple[tuple[str | None, str, str, str, str, str, str], ...] = (
    (None, JSON, TTL, TTL, TTL, JSON, "application/json"),
    ("", JSON, TTL, TTL, TTL, JSON, "application/json"),
    ("*/*", JSON, TTL, TTL, TTL, JSON, "application/json"),
    ("*", JSON, TTL, TTL, TTL, JSON, "application/json"),
    ("not a media range", JSON, TTL, TTL, TTL, JSON, "application/json"),
    # exact names, in any case
    ("text/csv", CSV, NONE, NONE, CSV, CSV, NONE),
    ("TEXT/CSV", CSV, NONE, NONE, CSV, CSV, NONE),
    (TSV, TSV, NONE, NONE, NONE, TSV, NONE),
    (JSON, JSON, NONE, NONE, NONE, JSON, NONE),
    (XML, XML, NONE, NONE, NONE, XML, NONE),
    (TTL, NONE, TTL, TTL, TTL, NONE, NONE),
    (LD, NONE, LD, LD, LD, NONE, NONE),
    (NT, NONE, NT, NT, NT, NONE, NONE),
    (RDF, NONE, RDF, RDF, RDF, NONE, NONE),
    ("application/trig", NONE, "application/trig", "application/trig", NONE, NONE, NONE),
    ("application/n-quads", NONE, "application/n-quads", "application/n-quads", NONE, NONE, NONE),
    (HTML, NONE, NONE, HTML, HTML, HTML, HTML),
    (PARQUET, NONE, NONE, NONE, NONE, PARQUET, NONE),
    # aliases
    ("application/json", JSON, LD, LD, LD, JSON, "application/json"),
    ("application/xml", XML, RDF, RDF, RDF, XML, NONE),
    ("text/xml", XML, NONE, NONE, NONE, XML, NONE),
    ("text/plain", NONE, NT, NT, NT, NONE, NONE),
    ("text/n3", NONE, TTL, TTL, TTL, NONE, NONE),
    ("application/n3", NONE, TTL, TTL, TTL, NONE, NONE),
    ("text/rdf+n3;q=0.9, image/png", NONE, TTL, TTL, TTL, NONE, NONE),
    ("application/turtle", NONE, TTL, TTL, TTL, NONE, NONE),
    ("application/x-json+ld", NONE, LD, LD, LD, NONE, NONE),
    ("application/x-trig", NONE, "application/trig", "application/trig", NONE, NONE, NONE),
    ("text/x-nquads", NONE, "application/n-quads", "application/n-quads", NONE, NONE, NONE),
    # wildcards
    ("text/*", CSV, TTL, TTL, TTL, HTML, HTML),
    ("application/*", JSON, LD, LD, LD, JSON, "application/json"),
    ("image/*", NONE, NONE, NONE, NONE, NONE, NONE),
    ("text/*;q=0.2, */*;q=0.1", CSV, TTL, TTL, TTL, HTML, HTML),
    (f"{CSV};q=0, text/*", TSV, TTL, TTL, TTL, HTML, HTML),
    # weights
    (f"{CSV};q=0.4, {XML};q=0.9, {TTL};q=0.4, {RDF};q=0.9", XML, RDF, RDF, RDF, XML, NONE),
    (f"{CSV};q=0.901, {XML};q=0.9, {TTL};q=0.901, {RDF};q=0.9", CSV, TTL, TTL, TTL, CSV, NONE),
    (f"{XML}, {JSON}, {RDF}, {TTL}", JSON, TTL, TTL, TTL, JSON, NONE),
    (f"{JSON};q=0, {TTL};q=0, */*", XML, LD, LD, HTML, HTML, "application/json"),
    (f"{JSON};q=0.1, {TTL};q=0.1, application/json;q=0.1, */*;q=0.2", XML, NT, NT, HTML, HTML, HTML),
    ("*/*;q=0", NONE, NONE, NONE, NONE, NONE, NONE),
    (f"{CSV};q=0, {TTL};q=0.0, {HTML};q=0.000", NONE, NONE, NONE, NONE, NONE, NONE),
    (f"{CSV};q=high, {TSV}, {RDF};q=-1, {NT}", TSV, NT, NT, NT, TSV, NONE),
    (f'{LD};profile="http://www.w3.org/ns/json-ld#compacted", {CSV};header=present', CSV, LD, LD, LD, CSV, NONE),
    (f"{TTL};charset=utf-16, {NT};charset=utf-8, {CSV};charset=latin1, {XML}", XML, NT, NT, NT, XML, NONE),
    # headers of well-known clients
    (FIREFOX, XML, RDF, HTML, HTML, HTML, HTML),
    (CHROME, XML, RDF, HTML, HTML, HTML, HTML),
    (RDFLIB, JSON, TTL, TTL, TTL, JSON, "application/json"),
    (f"{LD};q=1.0,application/json;q=0.9", JSON, LD, LD, LD, JSON, "application/json"),
)


@pytest.fixture(scope="module")
def client(release_server: Server) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=release_server.url, timeout=30) as client:
        # Send no default headers: a test sets the Accept header itself.
        for name in ("accept", "accept-encoding"):
            del client.headers[name]
        yield client


def plain(response: httpx.Response) -> dict[str, str]:
    """The headers except Date."""
    return {name: value for name, value in response.headers.items() if name != "date"}


def varies(response: httpx.Response) -> set[str]:
    return {each.strip().lower() for each in response.headers.get("vary", "").split(",") if each.strip()}


@pytest.mark.parametrize(
    ("address", "column"), [(address, column) for column, family in enumerate(COLUMNS) for address in family]
)
def test_accept(client: httpx.Client, address: str, column: int) -> None:
    expected = {accept: media[column] for accept, *media in TABLE}
    assert {accept: answered(client, address, accept) for accept in expected} == expected


def answered(client: httpx.Client, address: str, accept: str | None) -> str:
    """The media type of a response, or of the document that it redirects to, or 406; checks the headers of each."""
    headers = {} if accept is None else {"Accept": accept}
    response = client.get(address, headers=headers)
    assert "accept" in varies(response)
    if response.status_code == 406:
        media = essence(response.headers["content-type"])
        assert media == (HTML if accept == HTML else "application/problem+json"), accept
        assert "can be had as" in response.text
        return NONE
    if address not in THINGS:
        assert response.status_code == 200
        return essence(response.headers["content-type"])
    assert response.status_code == 303
    document = client.head(response.headers["location"], headers=headers)
    assert document.status_code == 200
    return essence(document.headers["content-type"])


SUFFIXES = {"html": HTML, "ttl": TTL, "jsonld": LD, "nt": NT, "rdf": RDF, "csv": CSV}
QUESTION_SUFFIXES = {"html": HTML, "json": JSON, "xml": XML, "csv": CSV, "tsv": TSV, "parquet": PARQUET}
ACCEPTS = (None, "*/*", "image/png", HTML, TTL, "*/*;q=0")


@pytest.mark.parametrize("accept", ACCEPTS)
@pytest.mark.parametrize(
    ("address", "suffixes"), [*((each, SUFFIXES) for each in THINGS), (QUESTION, QUESTION_SUFFIXES)]
)
def test_a_suffix_is_stronger_than_accept(
    client: httpx.Client, address: str, suffixes: Mapping[str, str], accept: str | None
) -> None:
    headers = {} if accept is None else {"Accept": accept}
    for suffix, media in suffixes.items():
        response = client.get(f"{address}.{suffix}", headers=headers)
        assert (response.status_code, essence(response.headers["content-type"])) == (200, media)
        assert response.content


@pytest.mark.parametrize("suffix", ["pdf", "TTL", "trig", "nq", "json", "html.ttl", ""])
def test_an_unknown_suffix_of_a_thing_is_part_of_a_name_that_is_unknown(client: httpx.Client, suffix: str) -> None:
    assert client.get(f"/state/che.{suffix}").status_code == 404


@pytest.mark.parametrize("accept", ACCEPTS)
def test_format_is_stronger_than_accept(client: httpx.Client, accept: str | None) -> None:
    headers = {} if accept is None else {"Accept": accept}
    offered = [
        *((address, RESULT_TYPES) for address in RESULTS),
        *((address, GRAPH_TYPES) for address in (*GRAPHS, *DESCRIPTIONS)),
        *((address, QUESTION_SUFFIXES) for address in QUESTIONS),
    ]
    for address, formats in offered:
        for name, media in formats.items():
            response = client.get(address + ("&" if "?" in address else "?") + f"format={name}", headers=headers)
            assert (response.status_code, essence(response.headers["content-type"])) == (200, essence(media))


def test_format_takes_other_names_of_media_types(client: httpx.Client) -> None:
    for addresses, names in (
        (RESULTS, {"application/json": JSON, "text/xml": XML, "srj": JSON}),
        (GRAPHS, {"application/json": LD, "text/n3": TTL, "application/n3": TTL, "text/plain": NT, "xml": RDF}),
        (QUESTIONS, {"application/json": JSON, "application/xml": XML}),
    ):
        for address in addresses:
            for name, media in names.items():
                response = client.get(address + ("&" if "?" in address else "?") + f"format={name}")
                assert (response.status_code, essence(response.headers["content-type"])) == (200, media)


@pytest.mark.parametrize("address", [*RESULTS, *GRAPHS, *DESCRIPTIONS, *QUESTIONS])
def test_an_unknown_format_is_a_mistake(client: httpx.Client, address: str) -> None:
    response = client.get(address + ("&" if "?" in address else "?") + "format=pdf")
    assert response.status_code == 400
    assert "choose one of" in response.json()["detail"]


def test_accept_in_several_lines_is_one_header(client: httpx.Client) -> None:
    lines = [("Accept", f"{CSV};q=0.2"), ("Accept", f"{XML};q=0.5"), ("Accept", f"{JSON};q=0.1")]
    assert client.get(RESULTS[0], headers=lines).headers["content-type"] == XML
    lines = [("Accept", f"{TTL};q=0.2"), ("Accept", RDF)]
    assert client.get("/state/che", headers=lines).headers["location"] == "/state/che.rdf"


OTHERS = (
    "/",
    "/docs",
    "/openapi.json",
    "/context.jsonld",
    "/robots.txt",
    "/sitemap.xml",
    "/sitemap.xml?part=1",
    "/health",
    "/ready",
    "/static/style.css",
    "/.well-known/void",
    "/akn/un/statement/deliberation/itu-pp/2018-11-15/res-102/eng@2018-11-15",
    "/state/zzz",
    "/person/bigi",
    "/sparql?query=nonsense",
    "/query/none",
    "/search?q=kenya&limit=0",
)
DOCUMENTS = tuple(f"{thing}.{suffix}" for thing in ("/state/che", "/graph/topics", "/dataset") for suffix in SUFFIXES)
ALL = (*(address for column in COLUMNS for address in column), *DOCUMENTS, *OTHERS)


NOTHING_FITS = {"Accept": "*/*;q=0"}


@pytest.mark.parametrize("address", ALL)
@pytest.mark.parametrize("headers", [{}, {"Accept-Encoding": "gzip"}, {"Accept": HTML}, NOTHING_FITS])
def test_head_is_get_without_a_body(client: httpx.Client, address: str, headers: dict[str, str]) -> None:
    got, head = client.get(address, headers=headers), client.head(address, headers=headers)
    assert (head.status_code, head.content) == (got.status_code, b"")
    # The size of a compressed file is known only after reading it, which HEAD does not do (RFC 9110, section 9.3.2).
    static = {"vary", "content-encoding", "content-length", "etag"} if address.startswith("/static/") else set()
    # How many queries a page ran: what it reads once for a release counts for the first request alone.
    unknown = {*static, "server-timing"}
    assert {k: v for k, v in plain(head).items() if k not in unknown} == {
        k: v for k, v in plain(got).items() if k not in unknown
    }


@pytest.mark.parametrize("address", ALL)
def test_scripts_of_any_origin_may_read_it_without_credentials(client: httpx.Client, address: str) -> None:
    headers = {"Origin": "https://somewhere.example", "Cookie": "a=b", "Authorization": "Bearer x"}
    response = client.get(address, headers=headers)
    assert response.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in response.headers
    assert "set-cookie" not in response.headers
    assert {"ETag", "Link", "Location"} <= set(response.headers["access-control-expose-headers"].split(", "))


@pytest.mark.parametrize("address", ALL)
def test_options_and_the_methods_that_there_are(client: httpx.Client, address: str) -> None:
    posted = address.partition("?")[0] == "/sparql"
    methods = "GET, HEAD, POST, OPTIONS" if posted else "GET, HEAD, OPTIONS"
    asked = {
        "Origin": "https://somewhere.example",
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "accept",
    }
    for headers in ({}, asked):
        response = client.options(address, headers=headers)
        assert (response.status_code, response.content, response.headers["allow"]) == (204, b"", methods)
        assert response.headers["access-control-allow-origin"] == "*"
        assert response.headers["access-control-allow-methods"] == methods
        assert "accept" in response.headers["access-control-allow-headers"].lower()
        assert "access-control-allow-credentials" not in response.headers
    for method in ("PUT", "DELETE", "PATCH", *(() if posted else ("POST",))):
        refused = client.request(method, address)
        assert (refused.status_code, refused.headers["allow"]) == (405, methods)
        assert refused.json()["status"] == 405


CACHED = (*RESULTS, *GRAPHS, *QUESTIONS, *DOCUMENTS, "/ontology.ttl", "/ontology/touches.html")


@pytest.mark.parametrize("coding", ["identity", "gzip"])
@pytest.mark.parametrize("address", CACHED)
def test_a_client_that_has_it_is_sent_nothing(client: httpx.Client, address: str, coding: str) -> None:
    headers = {"Accept-Encoding": coding}
    first = client.get(address, headers=headers)
    etag = first.headers["etag"]
    assert etag.startswith('"')
    for known in (etag, f'"other", {etag}', f"W/{etag}", "*"):
        again = client.get(address, headers={**headers, "If-None-Match": known})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"].replace("-gzip", "") == etag.replace("-gzip", "")
        assert varies(again) >= varies(first) - {"accept-encoding"}
        assert again.headers["cache-control"] == first.headers["cache-control"]
    assert client.get(address, headers={**headers, "If-None-Match": '"other"'}).status_code == 200


def test_two_representations_have_two_validators(client: httpx.Client) -> None:
    etags = [client.get(f"/state/che.{suffix}").headers["etag"] for suffix in SUFFIXES]
    assert len(set(etags)) == len(SUFFIXES)
    packed = client.get("/state/che.ttl", headers={"Accept-Encoding": "gzip"})
    assert "accept-encoding" in varies(packed)
    assert packed.headers["etag"] != client.get("/state/che.ttl").headers["etag"]


@pytest.mark.parametrize("address", ["/state/zzz", "/person/bigi", "/query/none", "/sparql?query=nonsense"])
def test_an_error_is_a_page_for_browsers_and_a_problem_for_programs(client: httpx.Client, address: str) -> None:
    media = {
        accept: essence(client.get(address, headers={"Accept": accept}).headers["content-type"])
        for accept in (FIREFOX, HTML, "*/*", TTL, "application/json", "image/png")
    }
    assert media == {
        FIREFOX: HTML,
        HTML: HTML,
        "*/*": "application/problem+json",
        TTL: "application/problem+json",
        "application/json": "application/problem+json",
        "image/png": "application/problem+json",
    }
    assert "accept" in varies(client.get(address))


def test_an_accept_header_that_is_sent_again_is_not_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """The choice for short headers is cached, since clients repeat them; long headers are not cached."""
    read: list[str | None] = []
    parse = negotiation.parse_accept

    def counted(header: str | None) -> tuple[negotiation.Range, ...]:
        read.append(header)
        return parse(header)

    monkeypatch.setattr(negotiation, "parse_accept", counted)
    for _ in range(3):
        assert choose("SELECT", "text/csv, */*;q=0.123", None)[0] == "csv"
    assert len(read) == 1
    long = "text/csv, " + "a/b, " * 200
    for _ in range(3):
        assert choose("SELECT", long, None)[0] == "csv"
    assert len(read) == 4
