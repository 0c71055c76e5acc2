"""Pages of data that fit no page: every class and property of the ontology, with values that no table would have."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import lxml.html
import pyoxigraph as ox
import pytest

from benchmarks.peers.servers import free_port
from plenipot.model import release_files
from plenipot.model.vocabulary import BASE, PLEN, PREFIXES
from tests.server import Server, start, stop

TYPE = PREFIXES["rdf"] + "type"
PLACE = BASE + "thing/"
TRIPLE = ox.Triple(ox.NamedNode("http://e/s"), ox.NamedNode("http://e/p"), ox.Literal("x"))
VALUES: dict[str, ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple] = {
    "triple": TRIPLE,
    "nested": ox.Triple(ox.NamedNode("http://e/s"), ox.NamedNode("http://e/p"), TRIPLE),
    "digits": ox.Literal("9" * 5000, datatype=ox.NamedNode(PREFIXES["xsd"] + "integer")),
    "markup": ox.Literal('</script><script>alert(1)</script>"><img src=x onerror=alert(1)>'),
    "script": ox.NamedNode("javascript:alert(1)"),
    "node": ox.BlankNode("b"),
    "day": ox.Literal("2020-99-99", datatype=ox.NamedNode(PREFIXES["xsd"] + "date")),
}
PAGES = ("", "council", "map", "timeline", "questions", "coverage", "relations", "workbench", "docs", "search?q=thing")


def _terms(kind: str) -> list[str]:
    """The classes, or the properties, of the ontology."""
    terms = set()
    for path in release_files.ontology_files(release_files.root()):
        for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
            if isinstance(quad.subject, ox.NamedNode) and quad.predicate.value == TYPE:
                value = quad.object.value if isinstance(quad.object, ox.NamedNode) else ""
                if value.endswith(kind) and quad.subject.value.startswith(str(PLEN)):
                    terms.add(quad.subject.value)
    return sorted(terms)


CLASSES = _terms("Class")


def _quads(value: str) -> Iterator[ox.Quad]:
    """A thing of each class, each with the same value of every property; without a value, another thing."""
    graph = ox.NamedNode(BASE + "graph/hostile")
    properties = [*_terms("Property"), PREFIXES["rdfs"] + "label", PREFIXES["dcterms"] + "title"]
    for number, name in enumerate(CLASSES):
        thing = ox.NamedNode(f"{PLACE}{number}")
        other = ox.NamedNode(f"{PLACE}{(number + 1) % len(CLASSES)}")
        yield ox.Quad(thing, ox.NamedNode(TYPE), ox.NamedNode(name), graph)
        for each in properties:
            yield ox.Quad(thing, ox.NamedNode(each), VALUES.get(value, other), graph)


@pytest.fixture(scope="module", params=["nothing", "things", *VALUES])
def hostile(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of such data, or of one triple."""
    path: Path = tmp_path_factory.mktemp("hostile") / "data.nq"
    one = ox.Quad(ox.NamedNode("http://e/s"), ox.NamedNode("http://e/p"), ox.Literal("x"), ox.NamedNode("http://e/g"))
    quads = [one] if request.param == "nothing" else list(_quads(request.param))
    ox.serialize(quads, str(path), format=ox.RdfFormat.N_QUADS)
    port = free_port()
    process = start(["--data", str(path), "--client-rate", "0", "--timeout", "1"], port)
    yield Server(f"http://127.0.0.1:{port}", process.pid, ("", ""))
    stop(process)


def _scripts(page: str) -> list[str]:
    """Scripts that a page would run besides the files of the service: in elements, handlers and addresses."""
    found = []
    for element in lxml.html.fromstring(page).iter("*"):
        if element.tag == "script" and element.get("type") in (None, "module") and element.text:
            found.append(element.text)
        found += [
            f"{name}={value}"
            for name, value in ((str(name), str(value)) for name, value in element.attrib.items())
            if name.startswith("on") or (name in ("href", "src", "action") and value.strip().startswith("javascript:"))
        ]
    return found


@pytest.mark.timeout(600)
def test_no_page_fails_and_none_runs_a_script(hostile: Server, request: pytest.FixtureRequest) -> None:
    value = request.node.callspec.params["hostile"]
    # A page of each class with other things and with markup, and with each other value a third of them.
    first, step = (0, 1) if value in ("things", "markup") else ([*VALUES, "nothing"].index(value) % 3, 3)
    things = [f"thing/{number}.html" for number in range(first, len(CLASSES), step)]
    views = [f"{view}?thing=thing/{number}" for view in ("relations", "why") for number in (0, 7)]
    with httpx.Client(base_url=hostile.url, timeout=60) as client:
        for address in (*PAGES, *views, *things):
            answer = client.get("/" + address, headers={"Accept": "text/html"})
            # Where everything is joined with everything, a query may take too long.
            assert answer.status_code in (200, 404, 503), (address, answer.text[:500])
            assert _scripts(answer.text) == [], address
        for suffix in ("ttl", "jsonld", "nt", "rdf", "csv"):
            for number in range(0, len(CLASSES), 20):
                answer = client.get(f"/thing/{number}.{suffix}")
                assert answer.status_code in (200, 404, 406, 503), (suffix, answer.text[:500])
