"""Query parameters of all addresses: empty ones, spellings of language tags, tracking parameters."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import httpx
import pytest

from tests.server import Server

QUESTION = "/query/council-on-a-day"
PAGES = ("/", "/search?q=kenya", "/state/che.html", f"{QUESTION}.html", "/council", "/timeline", "/map", "/relations")
ADDRESSES = (
    *PAGES,
    "/sparql?query=ASK%20%7B%7D",
    "/sparql",
    f"{QUESTION}.csv",
    "/state/che.ttl",
    "/state/che",
    "/questions",
    "/workbench",
    "/workbench/snippets.json?query=ASK",
    "/why?thing=state/che",
    "/coverage",
    "/openapi.json",
    "/docs",
    "/dataset",
    "/context.jsonld",
    "/sitemap.xml",
    "/.well-known/sparql-examples",
    "/.well-known/void",
    "/nothing/of/the/kind",
)


@pytest.fixture(scope="module")
def client(release_server: Server) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=release_server.url, timeout=60) as client:
        yield client


def added(address: str, given: str) -> str:
    return address + ("&" if "?" in address else "?") + given


@pytest.mark.parametrize("address", ADDRESSES)
def test_parameters_that_are_not_utf8_are_refused(client: httpx.Client, address: str) -> None:
    for given in ("q=%FF", "other=%C3", "%ed%a0%80=1"):
        answer = client.get(added(address, given))
        assert (answer.status_code, answer.json()["title"]) == (400, "Not UTF-8"), given
    assert client.get(added(address, "_=%C3%A9")).status_code == client.get(address).status_code


@pytest.mark.parametrize(
    ("lang", "meant"),
    [
        ("", "en"),
        ("en-GB", "en"),
        ("FR", "fr"),
        ("zh-Hans", "zh"),
        ("zh-Hant-TW", "zh"),
        ("es_419", "es"),
        ("AR-eg", "ar"),
    ],
)
def test_a_language_is_looked_up_by_its_tag(client: httpx.Client, lang: str, meant: str) -> None:
    for address in PAGES:
        tag, plain = (
            client.get(added(address, f"lang={each}"), headers={"Accept": "text/html"}) for each in (lang, meant)
        )
        assert tag.status_code == 200
        assert tag.text == plain.text
    hits = [client.get("/search", params={"q": "kenya", "lang": each}).json() for each in (lang, meant)]
    assert hits[0] == hits[1]


@pytest.mark.parametrize("lang", ["de", "de-AT", "english", "-", "en--GB", "e", "xx-en", "*", " "])
def test_another_language_is_refused(client: httpx.Client, lang: str) -> None:
    for address in PAGES:
        answer = client.get(added(address, f"lang={quote(lang)}"))
        assert answer.status_code == 400
        assert "choose one of en, fr" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("address", "names"),
    [
        ("/search?q=kenya", ("kind", "lang", "limit", "offset")),
        ("/state/che.ttl", ("page",)),
        ("/state/che.html", ("page", "lang", "as_of")),
        ("/sitemap.xml", ("part",)),
        ("/council", ("sort", "region", "lang", "as_of")),
        ("/relations?thing=state/che", ("other", "relation", "kind", "from", "to", "page", "as_of")),
        ("/coverage", ("about",)),
        ("/timeline", ("as_of",)),
        ("/why?thing=state/che", ("property", "value")),
        (f"{QUESTION}.json", ("as_of", "limit", "offset", "format")),
        (f"{QUESTION}.html", ("as_of", "limit", "offset", "format", "lang")),
        ("/sparql?query=ASK%20%7B%7D", ("format", "default-graph-uri", "named-graph-uri")),
    ],
)
def test_an_empty_parameter_is_none(client: httpx.Client, address: str, names: tuple[str, ...]) -> None:
    plain = client.get(address)
    assert plain.status_code == 200
    for name in names:
        given = client.get(added(address, f"{name}="))
        assert given.status_code == 200, name
        if "html" not in plain.headers["content-type"]:
            assert given.content == plain.content, name


def test_empty_graphs_of_a_form_are_none(client: httpx.Client) -> None:
    form = {"query": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "default-graph-uri": "", "named-graph-uri": ["", ""]}
    plain = client.post("/sparql", data={"query": form["query"]})
    assert client.post("/sparql", data=form).content == plain.content
    for wrong in ("members", "<urn:x>", " "):
        assert client.post("/sparql", data={**form, "default-graph-uri": wrong}).status_code == 400


TRACKING = "fbclid=IwAR0&utm_source=x&utm_campaign=%C3%A9&gclid=1&msclkid=2&_=1700000000&_ga=2.1&mc_cid=3"


@pytest.mark.parametrize(
    "address", [f"{QUESTION}.json", f"{QUESTION}.html", f"{QUESTION}.csv?as_of=2005-06-01", *PAGES]
)
def test_what_others_add_to_an_address_changes_nothing(client: httpx.Client, address: str) -> None:
    plain, tracked = client.get(address), client.get(added(address, TRACKING))
    assert tracked.status_code == 200
    assert tracked.content == plain.content
    for name in ("utm_source", "fbclid"):
        assert name not in tracked.text


def test_pages_of_rows_do_not_carry_what_others_added(client: httpx.Client) -> None:
    answer = client.get(f"{QUESTION}.json?limit=10&{TRACKING}")
    assert answer.links["next"]["url"] == "?limit=10&offset=10"


@pytest.mark.parametrize("name", ["asof", "as-of", "day", "Limit", "utm", "clid", "offsett"])
def test_a_misspelt_parameter_of_a_question_is_told(client: httpx.Client, name: str) -> None:
    answer = client.get(f"{QUESTION}.json?{name}=2005-06-01&fbclid=1")
    assert answer.status_code == 400
    assert f"no parameter '{name}'; this question has: as_of" in answer.json()["detail"]


def test_a_post_is_answered_whatever_the_client_has(client: httpx.Client) -> None:
    form = {"query": "ASK { ?s ?p ?o }"}
    tag = client.get("/sparql", params=form).headers["etag"]
    for has in (tag, "*", f'W/{tag}, "other"'):
        headers = {"If-None-Match": has}
        assert client.get("/sparql", params=form, headers=headers).status_code == 304
        assert client.head("/sparql", params=form, headers=headers).status_code == 304
        for body in (
            {"data": form},
            {"content": form["query"], "headers": {"Content-Type": "application/sparql-query"}},
        ):
            sent = {**body, "headers": {**body.get("headers", {}), **headers}}  # type: ignore[dict-item]
            answer = client.post("/sparql", **sent)  # type: ignore[arg-type]
            assert (answer.status_code, answer.json()["boolean"]) == (200, True)


@pytest.mark.parametrize(
    ("address", "detail"),
    [
        ("/search?q=kenya&limit=0", "limit='0' must be a whole number from 1 to 100."),
        ("/search?q=kenya&limit=1_0", "limit='1_0' must be a whole number from 1 to 100."),
        ("/search?q=kenya&limit=%EF%BC%95", "limit='５' must be a whole number from 1 to 100."),
        ("/search?q=kenya&offset=10001", "offset='10001' must be a whole number from 0 to 10000."),
        ("/search?q=kenya&verbatim=yes", "verbatim='yes' must be true or false."),
        ("/search?q=kenya&kind=Country", "kind='Country' is none of the choices: choose one of State, Office"),
        ("/search?q=kenya&lang=de", "lang='de' is no language of the Union: choose one of en, fr"),
        (f"/search?q={201 * 'x'}", "may have 200 characters; it has 201."),
        (f"{QUESTION}.json?limit=100001", "limit='100001' must be a whole number from 1 to 100000."),
        (f"{QUESTION}.json?limit=5.0", "limit='5.0' must be a whole number from 1 to 100000."),
        (f"{QUESTION}.csv?offset=-1", "offset='-1' must be a whole number from 0 to 999999999."),
        ("/state/che.ttl?page=0", "page='0' must be a whole number from 1 to 999999."),
        ("/sitemap.xml?part=x", "part='x' must be a whole number from 1 to 50000."),
        ("/relations?thing=state/che&page=0", "page='0' must be a whole number from 1 to 9999."),
        ("/relations?thing=state/che&from=1700000000", "from='1700000000' must be a day as YYYY-MM-DD."),
        ("/relations.json?thing=state/che&to=2020-02-30", "to='2020-02-30' must be a day as YYYY-MM-DD."),
        ("/council?as_of=yesterday", "as_of='yesterday' must be a day as YYYY-MM-DD."),
        ("/council?sort=size", "sort='size' is none of the choices: choose one of name"),
        ("/coverage?about=x", "about='x' is none of the choices: choose one of "),
    ],
)
def test_a_wrong_value_is_told_with_what_is_allowed(client: httpx.Client, address: str, detail: str) -> None:
    answer = client.get(address)
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")
    assert detail in answer.json()["detail"]


def test_two_wrong_values_are_told_together(client: httpx.Client) -> None:
    detail = client.get("/search?limit=x&offset=y").json()["detail"]
    assert detail == (
        "limit='x' must be a whole number from 1 to 100; offset='y' must be a whole number from 0 to 10000."
    )
