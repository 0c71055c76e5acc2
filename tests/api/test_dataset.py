"""Resources for catalogues, crawlers and archives: dumps, VoID, DCAT, example queries, robots.txt, sitemap."""

from __future__ import annotations

import gzip
import json
import re
import urllib.robotparser
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import httpx
import pyoxigraph as ox
import pytest
import rdflib
import zstandard
from rdflib import DCAT, DCTERMS, FOAF, RDF, VOID, XSD, Literal, URIRef

from plenipot.api.dataset.description import DUMPS, dump_names
from plenipot.model import release_files
from plenipot.model.vocabulary import BASE, GRAPH
from plenipot.release import canonical, ids
from tests.server import Server

DATASET = URIRef(BASE + "dataset")
NAMES = list(dump_names())


@pytest.fixture(scope="module")
def served(release_server: Server) -> str:
    """The id of the release."""
    identity: str = httpx.get(f"{release_server.url}/health").json()["release"]
    return identity


@pytest.fixture(scope="module")
def dumps(release_server: Server, served: str) -> dict[str, httpx.Response]:
    """Every dump, as a client gets it that accepts no content coding."""
    found = {}
    for name in NAMES:
        url = f"{release_server.url}/dump/{served}/{name}"
        found[name] = httpx.get(url, timeout=120, headers={"Accept-Encoding": "identity"})
    return found


def test_the_id_is_that_of_the_build(served: str) -> None:
    assert served == ids.release_id(release_files.root())


def test_dumps_say_which_release_they_are_and_stay_as_they_are(
    dumps: dict[str, httpx.Response], served: str, release_server: Server
) -> None:
    assert len(dumps) == 9
    for name, answer in dumps.items():
        headers, suffix = answer.headers, name.partition(".")[2]
        assert answer.status_code == 200, name
        assert headers["content-disposition"] == f'attachment; filename="plenipot-{served}.{suffix}"'
        assert headers["etag"] == f'"{served}.{suffix}"'
        assert headers["cache-control"] == "public, max-age=31536000, immutable"
        assert headers["accept-ranges"] == "bytes"
        assert int(headers["content-length"]) == len(answer.content) > 1_000_000
        packed = {"gz": "application/gzip", "zst": "application/zstd"}
        last = name.rpartition(".")[2]
        assert headers["content-type"].partition(";")[0] == packed.get(last, DUMPS.get(last))
        url = f"{release_server.url}/dump/{served}/{name}"
        head = httpx.head(url, headers={"Accept-Encoding": "identity"})
        assert (head.status_code, head.headers["etag"]) == (200, headers["etag"])
        again = httpx.get(url, headers={"If-None-Match": headers["etag"]})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", headers["etag"])


def test_packed_dumps_have_the_bytes_of_the_plain_ones(dumps: dict[str, httpx.Response]) -> None:
    for suffix in DUMPS:
        plain = dumps[f"plenipot.{suffix}"].content
        assert gzip.decompress(dumps[f"plenipot.{suffix}.gz"].content) == plain
        assert zstandard.decompress(dumps[f"plenipot.{suffix}.zst"].content) == plain


def test_dumps_have_the_graphs_of_the_release(dumps: dict[str, httpx.Response], served: str, tmp_path: Path) -> None:
    lines = dumps["plenipot.nq"].content.splitlines(keepends=True)
    assert lines == sorted(set(lines))
    # The recipe of docs/release.md needs this: one graph at most has blank nodes.
    unnamed = {line.split(b" ")[-2] for line in lines if b"_:c14n" in line}
    assert unnamed == {f"<{GRAPH['ontology']}>".encode()}
    del lines
    for name in ("plenipot.nq.zst", "plenipot.trig.gz"):
        path = tmp_path / name
        path.write_bytes(dumps[name].content)
        assert canonical.release_id(canonical.fingerprints(canonical.read_dump(path))) == served


def test_a_part_of_a_dump_can_be_had(dumps: dict[str, httpx.Response], served: str, release_server: Server) -> None:
    name = "plenipot.ttl.gz"
    url, whole = f"{release_server.url}/dump/{served}/{name}", dumps[name]
    size = len(whole.content)
    part = httpx.get(url, headers={"Range": "bytes=1000-1999"})
    assert (part.status_code, part.headers["content-range"]) == (206, f"bytes 1000-1999/{size}")
    assert part.content == whole.content[1000:2000]
    assert part.headers["etag"] == whole.headers["etag"]
    rest = httpx.get(url, headers={"Range": f"bytes={size - 10}-", "If-Range": whole.headers["etag"]})
    assert (rest.status_code, rest.content) == (206, whole.content[-10:])
    other = httpx.get(url, headers={"Range": "bytes=0-9", "If-Range": '"another"'})
    assert (other.status_code, len(other.content)) == (200, size)
    beyond = httpx.get(url, headers={"Range": f"bytes={size}-"})
    assert (beyond.status_code, beyond.headers["content-range"]) == (416, f"bytes */{size}")
    assert (beyond.headers["content-type"], beyond.json()["bytes"]) == ("application/problem+json", size)
    two = httpx.get(url, headers={"Range": "bytes=0-9, -10"})
    assert two.status_code == 206
    assert two.headers["content-type"].startswith("multipart/byteranges")
    for none in ("bytes=9-1", "bytes=a-b", "lines=1-2", "bytes=", "bytes=-", "bytes=" + ",".join(["0-1"] * 200)):
        ignored = httpx.get(url, headers={"Range": none})
        assert (ignored.status_code, len(ignored.content)) == (200, size), none
    # A range refers to the bytes of the file, even if the service would compress the whole response.
    plain = httpx.get(url.removesuffix(".gz"), headers={"Range": "bytes=0-99", "Accept-Encoding": "gzip"})
    assert plain.status_code == 206
    assert plain.content == dumps["plenipot.ttl"].content[:100]


def test_another_release_is_not_here(release_server: Server, served: str) -> None:
    answer = httpx.get(f"{release_server.url}/dump/0123456789abcdef/plenipot.nq")
    assert (answer.status_code, answer.json()["served"]) == (404, served)
    assert answer.headers["link"] == f'</dump/{served}/plenipot.nq>; rel="latest-version"'
    latest = httpx.get(f"{release_server.url}/dump/latest/plenipot.nq.zst")
    assert (latest.status_code, latest.headers["location"]) == (302, f"/dump/{served}/plenipot.nq.zst")
    assert latest.headers["cache-control"] == "no-cache"
    for unknown in ("plenipot.zip", "..%2F..%2Fetc%2Fpasswd", "plenipot.nq.gz.zst"):
        assert httpx.get(f"{release_server.url}/dump/{served}/{unknown}").status_code == 404


def description(release_server: Server) -> rdflib.Graph:
    """The target of the redirect of /.well-known/void."""
    answer = httpx.get(
        f"{release_server.url}/.well-known/void", follow_redirects=True, headers={"Accept": "text/turtle"}
    )
    assert answer.status_code == 200
    return rdflib.Graph().parse(data=answer.text, format="turtle")


def test_void_describes_the_dataset(release_server: Server, served: str) -> None:
    # https://www.w3.org/TR/void/
    first = httpx.get(f"{release_server.url}/.well-known/void")
    assert first.status_code == 303
    about = description(release_server)
    assert (DATASET, RDF.type, VOID.Dataset) in about
    for needed in (
        DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCTERMS.license, FOAF.homepage, VOID.triples,
        VOID.exampleResource, VOID.uriSpace, VOID.sparqlEndpoint, VOID.vocabulary, VOID.feature, VOID.subset,
    ):  # fmt: skip
        assert about.value(DATASET, needed) is not None or any(about.objects(DATASET, needed)), needed
    assert set(about.objects(DATASET, VOID.dataDump)) == {URIRef(f"{BASE}dump/{served}/{name}") for name in NAMES}
    for address in (str(about.value(DATASET, VOID.exampleResource)), str(next(about.objects(DATASET, VOID.subset)))):
        here = address.replace(BASE, f"{release_server.url}/")
        assert httpx.get(here, follow_redirects=True, headers={"Accept": "text/turtle"}).status_code == 200


def test_dcat_describes_every_distribution(
    release_server: Server, served: str, dumps: dict[str, httpx.Response]
) -> None:
    # https://www.w3.org/TR/vocab-dcat-3/
    about = description(release_server)
    assert (DATASET, RDF.type, DCAT.Dataset) in about
    assert about.value(DATASET, DCAT.landingPage) == URIRef(BASE)
    assert about.value(DATASET, DCAT.version) == Literal(served)
    publisher = about.value(DATASET, DCTERMS.publisher)
    assert (publisher, RDF.type, FOAF.Agent) in about
    assert about.value(publisher, FOAF.name)
    found = {}
    for each in about.objects(DATASET, DCAT.distribution):
        assert (each, RDF.type, DCAT.Distribution) in about
        assert about.value(each, DCTERMS.license) == URIRef("https://creativecommons.org/licenses/by/4.0/")
        assert about.value(each, DCAT.accessURL) is not None
        assert any(about.objects(each, DCAT.mediaType))
        here = str(each).replace(BASE, f"{release_server.url}/")
        assert httpx.get(here, follow_redirects=True, headers={"Accept": "text/turtle"}).status_code == 200
        if (address := about.value(each, DCAT.downloadURL)) is not None:
            found[str(address).rpartition("/")[2]] = each
    assert found.keys() == set(NAMES)
    for name, each in found.items():
        size = about.value(each, DCAT.byteSize)
        assert size == Literal(len(dumps[name].content), datatype=XSD.nonNegativeInteger), "known once dumps are made"
        media = str(about.value(each, DCAT.mediaType)).removeprefix("https://www.iana.org/assignments/media-types/")
        packed = about.value(each, DCAT.compressFormat)
        assert media == DUMPS[name.split(".")[1]]
        assert (packed is None) == (name.count(".") == 1)
        if packed:
            assert dumps[name].headers["content-type"] == str(packed).partition("media-types/")[2]


def test_the_dataset_is_described_in_every_format(release_server: Server) -> None:
    whole = description(release_server)
    terms = httpx.get(f"{release_server.url}/context.jsonld").json()
    for suffix, name in (("nt", "nt"), ("rdf", "xml"), ("jsonld", "json-ld")):
        text = httpx.get(f"{release_server.url}/dataset.{suffix}").text
        data = json.dumps({**json.loads(text), **terms}) if suffix == "jsonld" else text
        assert set(rdflib.Graph().parse(data=data, format=name)) == set(whole), suffix
    assert "distribution" in httpx.get(f"{release_server.url}/dataset.html").text


def test_examples_are_in_the_vocabulary_that_editors_read(release_server: Server) -> None:
    # https://github.com/sib-swiss/sparql-examples: an executable with a query, a comment, a target and keywords.
    answer = httpx.get(f"{release_server.url}/.well-known/sparql-examples", headers={"Accept": "text/turtle"})
    graph = rdflib.Graph().parse(data=answer.text, format="turtle")
    shacl, schema = rdflib.Namespace("http://www.w3.org/ns/shacl#"), rdflib.Namespace("https://schema.org/")
    examples = set(graph.subjects(RDF.type, shacl.SPARQLExecutable))
    assert len(examples) >= 129
    for each in examples:
        (query,) = graph.objects(each, shacl.select)
        ox.Store().query(str(query))
        (comment,) = graph.objects(each, rdflib.RDFS.comment)
        assert isinstance(comment, Literal)
        assert comment.language == "en"
        assert list(graph.objects(each, schema.target)) == [URIRef(f"{release_server.url}/sparql")]
        assert list(graph.objects(each, schema.keywords))
        assert (each, RDF.type, shacl.SPARQLSelectExecutable) in graph
    path = str(next(iter(examples))).replace(BASE, f"{release_server.url}/")
    assert httpx.get(path, headers={"Accept": "application/json"}).status_code == 200


def test_robots_may_read_pages_and_run_nothing(release_server: Server) -> None:
    # RFC 9309
    answer = httpx.get(f"{release_server.url}/robots.txt")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    robots = urllib.robotparser.RobotFileParser()
    robots.parse(answer.text.splitlines())
    for path, allowed in (
        ("/", True),
        ("/state/che.html", True),
        ("/docs", True),
        ("/sparql?query=ASK%20%7B%7D", False),
        ("/query/council-on-a-day", False),
        ("/search?q=a", False),
        ("/dump/latest/plenipot.nq", False),
    ):
        assert robots.can_fetch("any", release_server.url + path) is allowed, path
    assert robots.site_maps() == [f"{release_server.url}/sitemap.xml"]


def test_the_sitemap_has_every_page_once(release_server: Server) -> None:
    # https://www.sitemaps.org/protocol.html
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"

    def read(url: str) -> Any:
        answer = httpx.get(url)
        assert answer.headers["content-type"].partition(";")[0] == "application/xml"
        assert len(answer.content) < 52_428_800
        return ElementTree.fromstring(answer.content)

    index = read(f"{release_server.url}/sitemap.xml")
    assert index.tag == f"{space}sitemapindex"
    parts = [each.text for each in index.iter(f"{space}loc")]
    pages: list[str] = []
    for part in parts:
        found = read(part)
        assert found.tag == f"{space}urlset"
        places = [each.text for each in found.iter(f"{space}loc")]
        assert 0 < len(places) <= 50_000
        pages += places
    assert len(pages) == len(set(pages)) > 40_000
    assert all(page.startswith(f"{release_server.url}/") and len(page) < 2048 for page in pages)
    for wanted in ("state/che", "resolution/pp/102", "ontology/Conference"):
        assert f"{release_server.url}/{wanted}.html" in pages, wanted
    assert f"{release_server.url}/person/bigi.html" not in pages, "it is retired: it answers 410"
    for page in pages[:: len(pages) // 10]:
        assert httpx.get(page).status_code == 200, page
    for part, status in (("999", 404), ("50000", 404), ("0", 400), ("50001", 400), ("-1", 400), ("x", 400)):
        assert httpx.get(f"{release_server.url}/sitemap.xml?part={part}").status_code == status, part


def test_dates_of_files_are_dates(dumps: dict[str, httpx.Response]) -> None:
    for answer in dumps.values():
        assert parsedate_to_datetime(answer.headers["last-modified"]).year >= 2024
        assert re.fullmatch(r'"[0-9a-f]{32}\.[a-z.]+"', answer.headers["etag"])
