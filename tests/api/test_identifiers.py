"""Identifiers in parameters and paths, however people write them: non-ASCII letters, escapes, mistakes."""

from __future__ import annotations

import html
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit
from xml.etree import ElementTree

import httpx
import pytest
from rdflib import RDF

from benchmarks.peers.servers import free_port
from plenipot.model import release_files
from plenipot.model.questions import read_catalogue
from plenipot.model.vocabulary import BASE, PLEN
from tests.server import Server, start, stop

QUESTIONS = read_catalogue(release_files.root() / "queries")
PROPOSALS = "/query/proposals-to-a-conference-by-topic.json"


@pytest.fixture(scope="module")
def client(release_server: Server) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=release_server.url, timeout=60) as client:
        yield client


def ways_to_write(identifier: str, host: str) -> list[str]:
    page = f"http://{host}/{identifier}"
    return [
        identifier,
        f"/{identifier}",
        f" {identifier} ",
        f"{identifier}/",
        identifier.upper(),
        f"{identifier}.html",
        BASE + identifier,
        f"<{BASE}{identifier}>",
        BASE.replace("https", "http") + identifier,
        page,
        f"{page}.html",
        f"{page}.ttl",
        f"{page}.html?lang=fr&as_of=2018-01-01#top",
        quote(identifier, safe=""),
    ]


@pytest.mark.parametrize("written", [*ways_to_write("conference/pp-18", "HOST"), "pp-18", "PP-18", " pp 18", "PP 18"])
def test_a_thing_of_a_question_is_understood(client: httpx.Client, written: str) -> None:
    plain = client.get(PROPOSALS, params={"conference": "conference/pp-18"}).json()["results"]["bindings"]
    assert len(plain) > 10
    asked = {"conference": written.replace("HOST", client.base_url.netloc.decode())}
    assert client.get(PROPOSALS, params=asked).json()["results"]["bindings"] == plain


def test_every_question_understands_the_address_of_a_page(client: httpx.Client) -> None:
    tried = 0
    for question in QUESTIONS:
        things = {each.name: each.default for each in question.parameters if each.type == "iri" and each.default}
        if not things:
            continue
        address = f"/query/{question.name}.json"
        plain = client.get(address)
        pages = {name: f"{client.base_url}/{thing}.html" for name, thing in things.items()}
        assert client.get(address, params=pages).content == plain.content, question.name
        tried += 1
    assert tried > 80


@pytest.mark.parametrize(
    "kind", [f"{before}RegionalOrganization" for before in ("ontology/", "plen:", "", str(PLEN), "/ontology/")]
)
def test_a_term_of_the_ontology_is_understood(client: httpx.Client, kind: str) -> None:
    address = "/query/things-without-any-link.json"
    assert client.get(address, params={"kind": kind}).content == client.get(address).content


def test_a_retired_identifier_leads_to_its_successor(client: httpx.Client) -> None:
    address = "/query/what-a-thing-is-connected-with.json"
    answers = [client.get(address, params={"thing": f"person/{name}"}) for name in ("bigi", "fabio-bigi")]
    assert answers[0].content == answers[1].content
    assert answers[0].json()["results"]["bindings"]


@pytest.mark.parametrize(
    ("address", "params", "meant"),
    [
        (PROPOSALS, {"conference": "conference/pp-17"}, "conference/pp-18"),
        (PROPOSALS, {"conference": "pp-2018"}, "conference/pp-18"),
        (PROPOSALS, {"conference": "conferences/pp-18"}, "conference/pp-18"),
        ("/query/regional-organizations-of-a-state.csv", {"state": "state/chx"}, "state/che"),
        ("/query/things-without-any-link.json", {"kind": "plen:RegionalOrganisation"}, "ontology/RegionalOrganization"),
        ("/why", {"thing": "state/chx"}, "state/che"),
        ("/why", {"thing": "state/che", "property": "iso4", "value": "CHE"}, "ontology/iso3"),
        ("/relations", {"thing": "topic/ipv7"}, "topic/ipv6"),
        ("/relations", {"thing": "state/che", "other": "topic/ipv7"}, "topic/ipv6"),
        ("/workbench", {"question": "proposals-to-a-conference-by-topic", "conference": "pp-17"}, "conference/pp-18"),
    ],
)
def test_what_names_nothing_is_told_with_what_is_near(
    client: httpx.Client, address: str, params: dict[str, str], meant: str
) -> None:
    answer = client.get(address, params=params)
    assert answer.status_code == 404
    problem = answer.json()
    suggested = {each["identifier"]: each for each in problem["suggestions"]}
    assert meant in suggested
    assert "Did you mean" in problem["detail"]
    assert client.get(suggested[meant]["address"]).status_code == 200
    page = client.get(address, params=params, headers={"Accept": "text/html"})
    assert page.status_code == 404
    assert f"<small>{meant}</small>" in page.text


@pytest.mark.parametrize(
    "nothing", ["https://example.org/x", "urn:x", "zzz/yyy", "qqqqqqqqqqqqq", "skos:zzz", "a" * 900]
)
def test_what_is_near_to_nothing_is_told_too(client: httpx.Client, nothing: str) -> None:
    answer = client.get(PROPOSALS, params={"conference": nothing})
    assert answer.status_code == 404
    assert "names nothing" in answer.json()["detail"]


@pytest.mark.parametrize("wrong", ["a b", "a>b", "<", "{}", 'x"y', "a\\u003e", "http://[", "a" * 2000, "x\ny", "http:"])
def test_what_can_be_no_identifier_is_refused(client: httpx.Client, wrong: str) -> None:
    for address, name in ((PROPOSALS, "conference"), ("/why", "thing"), ("/relations", "thing")):
        answer = client.get(address, params={name: wrong})
        assert answer.status_code in (400, 404), address
        assert wrong[:1] in answer.json()["detail"]


@pytest.mark.parametrize("written", ways_to_write("state/che", "HOST"))
def test_why_and_relations_understand_the_same(client: httpx.Client, written: str) -> None:
    thing = written.replace("HOST", client.base_url.netloc.decode())
    for address in ("/why", "/relations"):
        plain = client.get(address, params={"thing": "state/che"}, headers={"Accept": "text/html"})
        found = client.get(address, params={"thing": thing}, headers={"Accept": "text/html"})
        assert found.status_code == 200
        assert main(found) == main(plain)


def main(page: httpx.Response) -> str:
    """The content of a page without the links to the same page in other languages."""
    return page.text.partition('<main id="main">')[2].partition("</main>")[0]


@pytest.mark.parametrize("property", ["plen:iso3", "iso3", "ontology/iso3", str(PLEN.iso3), "HOST/ontology/iso3.html"])
def test_why_understands_properties(client: httpx.Client, property: str) -> None:
    said = {"thing": "CHE", "property": property.replace("HOST", str(client.base_url)), "value": "CHE"}
    assert client.get("/why", params={**said, "thing": "state/CHE"}).status_code == 200
    region = {"thing": "state/che", "property": "plen:region"}
    for value in ("region/b", BASE + "region/b", f"{client.base_url}/region/b.html", "region/B"):
        assert client.get("/why", params={**region, "value": value}).status_code == 200


@pytest.mark.parametrize(
    ("path", "meant"),
    [("/state/CHE", "state/che"), ("/state/che/", "state/che"), ("/conference/pp18", "conference/pp-18"),
     ("/STATE/CHE.html", "state/che"), ("/ontology/Versions", "ontology/Version"), ("/state/che%20", "state/che")],
)  # fmt: skip
def test_an_address_that_names_nothing_says_what_is_near(client: httpx.Client, path: str, meant: str) -> None:
    problem = client.get(path)
    assert problem.status_code == 404
    suggested = {each["identifier"]: each["address"] for each in problem.json()["suggestions"]}
    assert suggested[meant] == f"/{meant}"
    assert f'href="/{meant}"' in client.get(path, headers={"Accept": "text/html"}).text


ODD = (
    "naïve", "日本/東", "a%20b", "caf%C3%A9", "caf%c3%a9/x",
    "100%25", "x?y=1", "x#y", "é%20ü", "it's/(a)&b", "%FF", "a//b",
)  # fmt: skip


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    path: Path = tmp_path_factory.mktemp("odd") / "odd.nt"
    label = "<http://www.w3.org/2000/01/rdf-schema#label>"
    lines = [f'<{BASE}{name}> {label} "thing {n}" .' for n, name in enumerate(ODD)]
    lines += [f"<{BASE}list> <http://purl.org/dc/terms/hasPart> <{BASE}{name}> ." for name in ODD]
    lines += [f"<{BASE}{name}> <{RDF.type}> <{PLEN}Topic> ." for name in ODD]
    path.write_text("\n".join(lines), encoding="utf-8")
    port = free_port()
    process = start(["--data", str(path)], port)
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
        yield client
    stop(process)


def request(client: httpx.Client, path: str, **headers: str) -> httpx.Response:
    """GET a path without normalization by the client."""
    url = client.base_url.copy_with(raw_path=path.encode("ascii"))
    return client.get(url, headers=headers)


@pytest.mark.parametrize("number", range(len(ODD)))
def test_any_identifier_leads_to_its_documents(odd: httpx.Client, number: int) -> None:
    name = ODD[number]
    linked = "/" + quote(name, safe="/@:+,;=()*'!$&~")
    as_uri = "/" + quote(name, safe="/@:+,;=()*'!$&~%")
    for path in {linked, as_uri}:
        found = request(odd, path, Accept="text/turtle")
        assert (found.status_code, found.headers["location"]) == (303, f"{linked}.ttl"), path
        for suffix in ("ttl", "nt", "jsonld", "rdf", "csv", "html"):
            document = request(odd, f"{path}.{suffix}")
            assert document.status_code == 200
            assert f"thing {number}" in document.text
            links = document.headers["link"]
            assert f"<{linked}.ttl>" in links
    page = request(odd, "/list.html", Accept="text/html").text
    assert f'href="{html.escape(linked)}"' in page.replace("&#39;", "&#x27;")
    for form in (name, BASE + name, BASE + quote(name, safe="/%?#'()&=")):
        assert odd.get("/relations", params={"thing": form}).status_code == 200, form


def test_the_sitemap_lists_them_as_they_name_themselves(odd: httpx.Client) -> None:
    sitemap = ElementTree.fromstring(odd.get("/sitemap.xml?part=1").content)
    places = [str(each.text) for each in sitemap.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    assert len(places) == len(ODD)
    for place in places:
        page = request(odd, urlsplit(place)._replace(scheme="", netloc="").geturl(), Accept="text/html")
        assert page.status_code == 200
        canonical = page.text.partition('<link rel="canonical" href="')[2].partition('"')[0]
        assert html.unescape(canonical) == place


def test_pages_of_the_release_are_canonical_where_the_sitemap_lists_them(client: httpx.Client) -> None:
    sitemap = ElementTree.fromstring(client.get("/sitemap.xml?part=1").content)
    places = [str(each.text) for each in sitemap.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    first = {urlsplit(place).path.split("/")[1]: place for place in places}
    assert len(first) > 15
    for place in first.values():
        for given in ("", "?lang=fr", "?as_of=2018-01-01&utm_source=x"):
            page = client.get(place + given)
            assert f'<link rel="canonical" href="{place}">' in page.text, place
    long = f"{client.base_url}/source/itu-pp18-fa.html?page=2"
    assert f'<link rel="canonical" href="{long}">' in client.get(long).text


@pytest.mark.parametrize(
    "path", ["//evil.example/", "/%2Fevil.example/", "/%2f%2fevil.example", "/%5Cevil.example", "/a/..%2f..%2fb"]
)
def test_no_path_leads_elsewhere(client: httpx.Client, path: str) -> None:
    answer = request(client, path, Accept="text/turtle")
    assert answer.status_code == 404
    assert "location" not in answer.headers
