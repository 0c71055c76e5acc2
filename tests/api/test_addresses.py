"""Every kind of IRI × format × method: this file has the expected answers, docs/addresses.md the actual ones."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import httpx
import pyoxigraph as ox
import pytest

from plenipot.api.questions.common_parameters import MEDIA_TYPES
from plenipot.http.negotiation import GRAPH_TYPES, RESULT_TYPES, SUFFIXES, essence
from plenipot.model.vocabulary import BASE
from tests.conformance import addresses
from tests.conformance.addresses import NOT_THINGS, THINGS, Answers, Row, brief
from tests.server import Server

PAGE = Path(__file__).parents[2] / "docs" / "addresses.md"
pytestmark = pytest.mark.timeout(300)  # the first test waits for some thousand requests of the fixture
READ, WRITE = ("GET", "HEAD"), ("PUT", "PATCH", "DELETE")


@pytest.fixture(scope="module")
def client(release_server: Server) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=release_server.url, timeout=60) as client:
        yield client


@pytest.fixture(scope="module")
def answers(client: httpx.Client) -> Answers:
    return addresses.gather(client, with_dumps=False)


def documents() -> dict[str, str]:
    return {suffix: f"200 {essence(media)}" for suffix, media in SUFFIXES.items()}


def problems(status: int, pages: bool) -> dict[str, str]:
    """A problem document for programs; a page for clients that accept only HTML, as in the first column."""
    return {suffix: f"{status} {'text/html' if pages and suffix == 'html' else 'problem'}" for suffix in SUFFIXES}


def told(rows: list[Row]) -> dict[tuple[str, str], dict[str, str]]:
    return {
        (row.how, method): {name: brief(row, cell) for name, cell in row.cells.items()}
        for row in rows
        for method in row.methods
    }


@pytest.mark.parametrize("kind", [*THINGS, *NOT_THINGS])
def test_a_thing_leads_to_its_documents_and_nothing_else_to_any(answers: Answers, kind: str) -> None:
    found = told([row for row in (*answers.things, *answers.not_things) if row.kind == kind])
    for how in ("Accept", "suffix"):
        by_accept = how == "Accept"
        if kind in THINGS:
            read = {suffix: f"303 → .{suffix}" for suffix in SUFFIXES} if by_accept else documents()
        else:
            read = problems(410 if "retired" in kind else 404, by_accept)
        assert {method: found[how, method] for method in READ} == dict.fromkeys(READ, read)
        assert found[how, "OPTIONS"] == dict.fromkeys(SUFFIXES, "204")
        for method in ("POST", *WRITE):
            assert found[how, method] == problems(405, by_accept)


def test_what_is_asked_is_answered_in_every_format(answers: Answers) -> None:
    families = {
        **dict.fromkeys(("SELECT", "ASK"), RESULT_TYPES),
        **dict.fromkeys(("CONSTRUCT", "DESCRIBE", "examples"), GRAPH_TYPES),
        "the endpoint itself": addresses.ANY_GRAPH,
        "question": MEDIA_TYPES,
        "search": {"html": "text/html", "json": "application/json"},
    }
    seen = set()
    for row in answers.asked:
        seen.add(row.kind)
        right = {name: f"200 {essence(media)}" for name, media in families[row.kind].items()}
        for method in row.methods:
            cells = set(row.cells.values())
            if method in READ or (method == "POST" and "?query=" in row.address):
                assert row.cells == right, row
            elif method == "OPTIONS":
                assert cells == {"204"}, row
            else:
                status = 415 if (method, row.address) == ("POST", "/sparql") else 405
                assert cells <= {f"{status} problem", f"{status} text/html"}, row
    assert seen == set(families)


def test_the_page_is_what_is_answered(answers: Answers) -> None:
    """If this fails after an intended change, run: python -m tests.conformance.addresses > docs/addresses.md"""
    written = PAGE.read_text(encoding="utf-8").splitlines()
    # The dumps take a while to make; test_resources.py gets them.
    assert [line for line in written if "`/dump/{release}/" not in line] == list(addresses.page(answers))


def test_every_thing_of_the_graph_has_an_address_that_nothing_else_has(client: httpx.Client) -> None:
    parts = ElementTree.fromstring(client.get("/sitemap.xml").text)
    pages = [
        str(location.text).removeprefix(f"{client.base_url}/").removesuffix(".html")
        for part in parts.findall(".//{*}loc")
        for location in ElementTree.fromstring(client.get(str(part.text)).text).findall(".//{*}loc")
    ]
    assert len(pages) == len(set(pages)) > 40_000
    own = re.compile(r"(query|search|sparql|docs|health|ready|metrics|static|dump|\.well-known)(/|$)")
    odd = re.compile(r"[^a-z0-9/._@-]")
    assert [path for path in pages if path.rpartition(".")[2] in SUFFIXES or own.match(path)] == []
    names = [path for path in pages if not path.startswith("ontology")]
    assert [path for path in names if odd.search(path)] == [], "lower case, ASCII, and nothing to escape"


def test_every_kind_of_thing_that_is_in_the_graph_resolves(client: httpx.Client) -> None:
    """One of each class of the ontology, by what the graph has, not by a list."""
    query = f"""SELECT (MIN(STR(?thing)) AS ?one) {{
      ?thing a ?class FILTER (STRSTARTS(STR(?class), "{BASE}") && STRSTARTS(STR(?thing), "{BASE}"))
    }} GROUP BY ?class"""
    answer = client.get("/sparql", params={"query": query, "format": "json"}).json()
    things = {row["one"]["value"] for row in answer["results"]["bindings"]}
    assert len(things) > 100
    for iri in sorted(things):
        response = client.get("/" + iri.removeprefix(BASE), headers={"Accept": "application/n-triples"})
        if response.status_code == 410:
            iri = response.json()["successor"]
            response = client.get("/" + iri.removeprefix(BASE), headers={"Accept": "application/n-triples"})
        assert response.status_code == 303, iri
        document = client.get(response.headers["location"])
        assert document.status_code == 200, iri
        subjects = {quad.subject for quad in ox.parse(document.content, format=ox.RdfFormat.N_TRIPLES)}
        assert ox.NamedNode(iri) in subjects


def test_a_document_says_what_it_describes_and_where_the_same_is_in_other_formats(client: httpx.Client) -> None:
    for path in ("state/che", "graph/members", "ontology", "dataset", "ontology/Version"):
        for suffix in SUFFIXES:
            links = client.head(f"/{path}.{suffix}").headers["link"]
            assert f'<{BASE}{"ontology/" if path == "ontology" else path}>; rel="describes"' in links
            for other, media in SUFFIXES.items():
                assert f'</{path}.{other}>; rel="alternate"; type="{essence(media)}"' in links


def test_the_pages_of_a_document_lead_through_all_of_it(client: httpx.Client) -> None:
    address: str | None = f"/{addresses.LARGE}"
    seen: list[str] = []
    while address:
        response = client.get(address)
        seen.append(address)
        links = response.headers["link"]
        alternates = re.findall(r'<([^>]*)>; rel="alternate"', links)
        assert all(each.endswith(f"?page={len(seen)}") == (len(seen) > 1) for each in alternates)
        onward = re.search(r'<([^>]*)>; rel="next"', links)
        address = f"/{addresses.LARGE}{onward[1]}" if onward else None
    assert len(seen) > 2
