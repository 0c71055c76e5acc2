"""Every kind of identifier redirects to its document, in every format, by Accept and by suffix."""

from __future__ import annotations

import csv
import gzip
import io
import json
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest
import rdflib
from rdflib.compare import isomorphic

from plenipot.api.things.jsonld import compact
from plenipot.model.vocabulary import BASE, PLEN, PREFIXES
from tests.server import Server

KINDS = (
    "conference/pp-22",
    "resolution/pp/102",
    "resolution/pp/102/dubai-2018",
    "state/che",
    "body/itu-t/sg17",
    "office/secretary-general",
    "person/doreen-bogdan-martin",
    "topic/ipv6",
    "tenure/council/2019-2022/che",
    "provision/cs/art-10",
    "provision/cs/66",
    "source/itu-legal-list",
    "organization/atu",
    "region/d",
    "ontology/Version",
    "ontology/touches",
    "dataset",
    "graph/members",
    "ontology",
)
FORMATS = {
    "html": "text/html",
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
    "csv": "text/csv",
}


@pytest.mark.parametrize("path", KINDS)
def test_an_identifier_leads_to_its_documents(release_server: Server, path: str) -> None:
    with httpx.Client(base_url=release_server.url) as client:
        for suffix, media in FORMATS.items():
            see_other = client.get(f"/{path}", headers={"Accept": media})
            assert (see_other.status_code, see_other.headers["location"]) == (303, f"/{path}.{suffix}")
            assert see_other.headers["vary"] == "Accept"
            document = client.get(see_other.headers["location"])
            assert document.status_code == 200
            assert document.headers["content-type"].partition(";")[0] == media
            assert len(document.content) > 100
            head = client.head(see_other.headers["location"])
            assert (head.status_code, head.content) == (200, b"")


def test_what_a_reader_chose_stays_on_the_way_to_a_document(release_server: Server) -> None:
    address = f"{release_server.url}/state/che?as_of=2020-01-01&lang=ar"
    see_other = httpx.get(address, headers={"Accept": "text/html"})
    assert see_other.headers["location"] == "/state/che.html?as_of=2020-01-01&lang=ar"


@pytest.mark.parametrize("suffix", ["ttl", "nt", "rdf"])
def test_formats_say_the_same(release_server: Server, suffix: str) -> None:
    formats = {"ttl": ox.RdfFormat.TURTLE, "nt": ox.RdfFormat.N_TRIPLES, "rdf": ox.RdfFormat.RDF_XML}
    body = httpx.get(f"{release_server.url}/resolution/pp/102.{suffix}").content
    triples = {str(quad.triple) for quad in ox.parse(body, format=formats[suffix])}
    nt = httpx.get(f"{release_server.url}/resolution/pp/102.nt").content
    assert triples == {str(quad.triple) for quad in ox.parse(nt, format=ox.RdfFormat.N_TRIPLES)}
    work, version = f"<{BASE}resolution/pp/102>", f"<{BASE}resolution/pp/102/dubai-2018>"
    assert f"{work} <{PREFIXES['prov']}wasDerivedFrom> <{BASE}source/itu-legal-list>" in triples
    assert f"{version} <{PLEN}versionOf> {work}" in triples, "what names it"
    assert any(line.startswith(f"{version} <{PREFIXES['rdfs']}label>") for line in triples), "labels of what it names"


def test_json_ld_is_compact_and_means_the_same(release_server: Server) -> None:
    answer = httpx.get(f"{release_server.url}/state/che.jsonld").json()
    (swiss,) = [node for node in answer["@graph"] if node["id"] == BASE + "state/che"]
    assert swiss["iso3"] == "CHE"
    assert swiss["region"] == BASE + "region/b"
    context = httpx.get(f"{release_server.url}/context.jsonld").json()
    expanded = rdflib.Graph().parse(data=json.dumps({**answer, **context}), format="json-ld")
    nt = rdflib.Graph().parse(data=httpx.get(f"{release_server.url}/state/che.nt").text, format="nt")
    assert set(expanded) == set(nt)


@pytest.mark.parametrize("path", [*KINDS, "ontology/partOf", "publisher"])
def test_saved_json_ld_is_read_without_the_service(release_server: Server, tmp_path: Path, path: str) -> None:
    saved = tmp_path / "saved.jsonld"
    saved.write_bytes(httpx.get(f"{release_server.url}/{path}.jsonld").content)
    wanted = rdflib.Graph().parse(data=httpx.get(f"{release_server.url}/{path}.nt").text, format="nt")
    by_rdflib = rdflib.Graph().parse(saved)
    by_engine = rdflib.Graph()
    quads = ox.parse(path=str(saved), format=ox.RdfFormat.JSON_LD)
    lines = ox.serialize((quad.triple for quad in quads), format=ox.RdfFormat.N_TRIPLES)
    by_engine.parse(data=lines, format="nt")
    assert len(wanted) == len(by_rdflib) == len(by_engine)
    if len(wanted) < 5000:
        assert isomorphic(by_rdflib, wanted)
        assert isomorphic(by_engine, wanted)


def test_json_ld_keeps_what_looks_like_something_else() -> None:
    node, link = ox.NamedNode, ox.NamedNode(str(PLEN.number))
    s, kind = node("plen:x"), node(PREFIXES["rdf"] + "type")
    integer = node(PREFIXES["xsd"] + "integer")
    triples = [
        ox.Triple(s, kind, node("number:Class")),
        ox.Triple(s, kind, ox.BlankNode("kind")),
        ox.Triple(s, kind, ox.Literal("no class")),
        ox.Triple(node("rdfs:label"), link, node("schema:name")),
        ox.Triple(s, node(str(PLEN.state)), ox.Literal("a text where a thing is expected")),
        ox.Triple(s, node(str(PLEN.state)), node(BASE + "state/che")),
        ox.Triple(s, node(str(PLEN.state)), ox.BlankNode("b")),
        ox.Triple(s, node("urn:p"), ox.Literal("x", language="ar", direction=ox.BaseDirection.RTL)),
        *(
            ox.Triple(s, link, ox.Literal(n, datatype=integer))
            for n in ("7", "07", "+7", "-0", "x", "9" * 20, "9" * 5000)
        ),
        *(ox.Triple(s, link, ox.Literal(n, datatype=node(PREFIXES["xsd"] + "boolean"))) for n in ("true", "0", "yes")),
    ]
    made = compact(triples, {"number": False, "state": True, "id": False, "schema": True})
    assert made["@context"]["state"] == {"@id": str(PLEN.state), "@type": "@id"}
    again = ox.parse(json.dumps(made).encode(), format=ox.RdfFormat.JSON_LD)
    bare = ox.Dataset(ox.Quad(*triple) for triple in triples)
    found = ox.Dataset(again)
    for each in (bare, found):
        each.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    assert found == bare
    rdflib.Graph().parse(data=json.dumps(made), format="json-ld")


def test_csv_names_both_directions(release_server: Server) -> None:
    rows = list(csv.DictReader(io.StringIO(httpx.get(f"{release_server.url}/organization/atu.csv").text)))
    kenya = BASE + "state/ken"
    assert any(
        r["direction"] == "out" and r["property"] == str(PLEN["hasMember"]) and r["value"] == kenya for r in rows
    )
    assert any(
        r["direction"] == "in" and r["property"] == str(PLEN["memberOf"]) and r["label"] == "Kenya" for r in rows
    )


def test_a_large_document_has_pages(release_server: Server) -> None:
    first = httpx.get(f"{release_server.url}/source/itu-pp18-fa.nt")
    assert 'rel="next"' in first.headers["link"]
    second = httpx.get(f"{release_server.url}/source/itu-pp18-fa.nt?page=2")
    assert 'rel="prev"' in second.headers["link"]
    one, two = (
        {str(quad.triple) for quad in ox.parse(page.content, format=ox.RdfFormat.N_TRIPLES)} for page in (first, second)
    )
    about_it = {line for line in two if f"<{BASE}source/itu-pp18-fa>" in line and "label>" not in line}
    assert about_it
    assert not about_it & one
    assert httpx.get(f"{release_server.url}/source/itu-pp18-fa.nt?page=9999").status_code == 404
    for wrong in ("0", "-1", "two", "1e3", "٣"):
        assert httpx.get(f"{release_server.url}/source/itu-pp18-fa.nt", params={"page": wrong}).status_code == 400


def test_unknown_and_retired_identifiers(release_server: Server) -> None:
    for path in ("state/zzz", "state/zzz.html", "ontology/NoSuch", "graph/none.ttl", "akn/un/statement/none"):
        assert httpx.get(f"{release_server.url}/{path}").status_code == 404
    for path in ("person/bigi", "person/bigi.ttl"):
        gone = httpx.get(f"{release_server.url}/{path}")
        assert gone.status_code == 410
        assert gone.json()["successor"] == BASE + "person/fabio-bigi"
        assert gone.headers["link"] == '</person/fabio-bigi>; rel="successor-version"'
    page = httpx.get(f"{release_server.url}/person/bigi", headers={"Accept": "text/html"})
    assert page.status_code == 410
    assert 'href="/person/fabio-bigi"' in page.text


@pytest.mark.parametrize(
    "path", ["..%2f..%2fetc/passwd", "state/che%0d%0aX: y", "state/%3Cscript%3E", "a/../../b", "state/che%00"]
)
def test_odd_paths_are_unknown(release_server: Server, path: str) -> None:
    answer = httpx.get(f"{release_server.url}/{path}", headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert "<script>" not in answer.text
    assert "x" not in answer.headers


def test_an_akoma_ntoso_address_leads_to_its_version(release_server: Server) -> None:
    path = "akn/un/statement/deliberation/itu-pp/2018-11-15/res-102/eng@2018-11-15"
    answer = httpx.get(f"{release_server.url}/{path}")
    assert (answer.status_code, answer.headers["location"]) == (303, "/resolution/pp/102/dubai-2018")


def test_nothing_acceptable_is_406(release_server: Server) -> None:
    answer = httpx.get(f"{release_server.url}/state/che", headers={"Accept": "image/png"})
    assert answer.status_code == 406
    assert "text/turtle" in answer.json()["detail"]


def test_documents_are_cached_by_strong_etag(release_server: Server) -> None:
    first = httpx.get(f"{release_server.url}/state/che.ttl")
    again = httpx.get(f"{release_server.url}/state/che.ttl", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert first.headers["access-control-allow-origin"] == "*"


def test_the_page_names_its_data_and_escapes_structured_data(release_server: Server) -> None:
    page = httpx.get(f"{release_server.url}/state/che.html").text
    assert '<link rel="alternate" type="text/turtle" href="/state/che.ttl">' in page
    start = page.index('<script type="application/ld+json">') + len('<script type="application/ld+json">')
    structured = json.loads(page[start : page.index("</script>", start)])
    assert (structured["@type"], structured["name"]) == ("Country", "Switzerland")
    assert "inferred" in page


def test_the_dataset_is_described_and_can_be_had_whole(release_server: Server) -> None:
    health = httpx.get(f"{release_server.url}/health").json()
    assert httpx.get(f"{release_server.url}/.well-known/void").headers["location"] == "/dataset"
    about = rdflib.Graph().parse(data=httpx.get(f"{release_server.url}/dataset.nt").text, format="nt")
    dataset = rdflib.URIRef(BASE + "dataset")
    assert (dataset, rdflib.VOID.triples, rdflib.Literal(health["triples"])) in about
    assert (dataset, rdflib.DCTERMS.identifier, rdflib.Literal(health["release"])) in about
    name = f"{release_server.url}/dump/{health['release']}/plenipot.nq"
    plain, packed = httpx.get(name, timeout=110), httpx.get(f"{name}.gz", timeout=60)
    assert gzip.decompress(packed.content) == plain.content
    quads = list(ox.parse(plain.content, format=ox.RdfFormat.N_QUADS))
    assert len({str(quad.triple) for quad in quads}) == health["triples"]
    assert httpx.get(f"{release_server.url}/dump/other/plenipot.nq").json()["served"] == health["release"]


def test_search_engines_find_the_pages(release_server: Server) -> None:
    robots = httpx.get(f"{release_server.url}/robots.txt").text
    assert f"Sitemap: {release_server.url}/sitemap.xml" in robots
    assert "?part=1</loc>" in httpx.get(f"{release_server.url}/sitemap.xml").text
    part = httpx.get(f"{release_server.url}/sitemap.xml?part=1").text
    assert part.count("<loc>") > 5000
    assert f"<loc>{release_server.url}/body/itu.html</loc>" in part
