"""The OpenAPI document is valid and complete, and the responses match it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from plenipot.api.openapi.document import describe, example_url
from plenipot.model import release_files
from plenipot.model.questions import read_catalogue
from plenipot.model.vocabulary import BASE
from tests.server import Server

QUESTIONS = read_catalogue(release_files.root() / "queries")
PATHS: dict[str, Any] = describe(QUESTIONS)["paths"]
OTHERS = [path for path in PATHS if not path.startswith("/query/")]


@pytest.fixture(scope="module")
def client(release_server: Server) -> Iterator[httpx.Client]:
    """One connection to a server of the release."""
    with httpx.Client(base_url=release_server.url, timeout=110) as made:
        yield made


@pytest.fixture(scope="module")
def described(client: httpx.Client) -> dict[str, Any]:
    """The served OpenAPI document."""
    answer: dict[str, Any] = client.get("/openapi.json").json()
    return answer


def test_the_description_is_valid(described: dict[str, Any]) -> None:
    OpenAPIV31SpecValidator(described).validate()


def test_every_address_is_described(described: dict[str, Any]) -> None:
    assert described["paths"].keys() == PATHS.keys()
    wanted = {
        "/sparql", "/search", "/{identifier}", "/{identifier}.{suffix}", "/dataset", "/dump/{release}/{file}",
        "/context.jsonld", "/.well-known/void", "/.well-known/sparql-examples", "/robots.txt", "/sitemap.xml",
        "/openapi.json", "/docs", "/health", "/ready", "/metrics",
    }  # fmt: skip
    assert wanted == set(OTHERS)
    assert {f"/query/{each.name}" for each in QUESTIONS} == PATHS.keys() - wanted
    assert set(PATHS["/sparql"]) == {"get", "post"}
    names = [
        operation["operationId"] for path in PATHS.values() for operation in path.values() if "operationId" in operation
    ]
    assert len(names) == len(set(names))


def test_every_operation_has_examples_and_says_what_can_go_wrong() -> None:
    for path, methods in PATHS.items():
        for method, operation in methods.items():
            said = f"{method} {path}"
            assert operation["summary"], said
            for parameter in operation.get("parameters", ()):
                assert parameter["description"], said
                has = (
                    parameter["schema"].get("examples")
                    or parameter["name"].endswith("graph-uri")
                    or parameter["in"] == "header"
                )
                assert has, f"{said}: {parameter['name']}"
            responses = operation["responses"]
            assert {"429", "503"} <= responses.keys(), said
            for status, response in responses.items():
                assert response["description"], said
                if status[0] in "45" and path not in ("/health", "/ready"):
                    assert list(response["content"]) == ["application/problem+json"], said


@pytest.mark.parametrize("path", OTHERS)
def test_what_the_description_promises_comes(client: httpx.Client, path: str, described: dict[str, Any]) -> None:
    address = example_url(path, described["paths"])
    answer = client.get(address)
    responses = described["paths"][path]["get"]["responses"]
    assert answer.status_code < 400
    assert str(answer.status_code) in responses, f"{address}: {answer.status_code}"
    if answer.status_code == 200:
        media = answer.headers["content-type"].partition(";")[0]
        assert media in responses["200"]["content"], f"{address}: {media}"
        assert ("etag" in answer.headers) == ("304" in responses), address
        if "etag" in answer.headers:
            again = client.get(address, headers={"If-None-Match": answer.headers["etag"]})
            assert (again.status_code, again.content) == (304, b"")
    else:
        assert "location" in answer.headers
        if "200" in responses:  # a dump: its example has `latest` instead of the release id
            target = client.head(answer.headers["location"])
            assert target.headers["content-type"] in responses["200"]["content"]
    head = client.head(address)
    assert (head.status_code, head.content) == (answer.status_code, b"")
    assert head.headers.get("content-type") == answer.headers.get("content-type")
    assert client.options(address).status_code == 204


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_the_example_of_a_question_is_answered(client: httpx.Client, question: Any, described: dict[str, Any]) -> None:
    path = f"/query/{question.name}"
    answer = client.get(example_url(path, described["paths"]))
    assert answer.status_code == 200
    assert answer.json()["head"]["vars"] == list(question.columns)
    content = described["paths"][path]["get"]["responses"]["200"]["content"]
    assert content["text/csv"]["example"] == client.get(f"{path}.csv?limit=1").text.splitlines()[0] + "\r\n"
    assert client.head(f"{path}.csv?limit=1").status_code == 200


@pytest.mark.parametrize(
    ("method", "address", "status", "options"),
    [
        ("GET", "/query/council-on-a-day?limit=0", 400, {}),
        ("GET", "/query/council-on-a-day?as_of=%ff", 400, {}),
        ("GET", "/query/things-without-any-link?kind=nothing", 404, {}),
        ("GET", "/query/council-on-a-day", 406, {"headers": {"Accept": "image/png"}}),
        ("GET", "/search?q=a&limit=0", 400, {}),
        ("GET", "/search?q=a", 406, {"headers": {"Accept": "image/png"}}),
        ("GET", "/sparql?query=SELEC", 400, {}),
        ("GET", "/sparql?query=SELECT%20*%20%7B%20SERVICE%20%3Chttp://a/%3E%20%7B%7D%20%7D", 403, {}),
        ("GET", "/sparql?query=ASK%20%7B%7D", 406, {"headers": {"Accept": "image/png"}}),
        ("POST", "/sparql", 413, {"data": {"query": "#" * 300_000}}),
        ("POST", "/sparql", 415, {"content": "x", "headers": {"Content-Type": "text/plain"}}),
        ("GET", "/{identifier}", 404, {"address": "/state/xyz"}),
        ("GET", "/{identifier}", 410, {"address": "/person/bigi"}),
        ("GET", "/{identifier}", 406, {"address": "/state/che", "headers": {"Accept": "image/png"}}),
        ("GET", "/{identifier}.{suffix}", 404, {"address": "/state/xyz.ttl"}),
        ("GET", "/{identifier}.{suffix}", 410, {"address": "/person/bigi.ttl"}),
        ("GET", "/{identifier}.{suffix}", 400, {"address": "/state/che.ttl?page=0"}),
        ("GET", "/dump/{release}/{file}", 404, {"address": "/dump/another/plenipot.nq"}),
        ("GET", "/sitemap.xml?part=999", 404, {}),
        ("GET", "/.well-known/sparql-examples?format=yaml", 400, {}),
    ],
)
def test_refusals_are_those_of_the_description(
    client: httpx.Client, method: str, address: str, status: int, options: dict[str, Any]
) -> None:
    given = dict(options)
    answer = client.request(method, given.pop("address", address), **given)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert answer.json()["status"] == status
    assert answer.json()["detail"]
    assert str(status) in PATHS[urlsplit(address).path][method.lower()]["responses"]


def test_a_retired_identifier_names_its_successor(client: httpx.Client) -> None:
    assert client.get("/person/bigi").json()["successor"] == BASE + "person/fabio-bigi"


class _Addresses(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "a":
            self.links.append(given.get("href") or "")
        elif tag in ("link", "img", "iframe", "script"):
            self.loaded.append(given.get("href") or given.get("src") or "")


def test_the_documentation_is_served_from_here(client: httpx.Client) -> None:
    answer = client.get("/docs", headers={"Accept": "text/html"})
    page = _Addresses()
    page.feed(answer.text)
    assert "script-src 'self';" in answer.headers["content-security-policy"]
    assert page.loaded
    assert all(not urlsplit(each).netloc for each in page.loaded)
    assert all(client.get(each).status_code == 200 for each in page.loaded)
    for path, methods in PATHS.items():
        for method in methods:
            if path in OTHERS:
                assert f"<code>{method.upper()} {path}</code>" in answer.text
    examples = [each for each in page.links if each.startswith(("/query/", "/search?", "/sparql?", "/state/"))]
    assert len(examples) > 250
    for each in examples[:: len(examples) // 15]:
        assert client.get(each, follow_redirects=True).status_code == 200, each
    assert not re.search(r"(?<!If-)\bNone\b|undefined", re.sub(r"<code>[^<]*</code>", "", answer.text))
