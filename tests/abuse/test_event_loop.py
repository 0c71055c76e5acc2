"""Hostile texts do not block the event loop: they cost the service hardly more CPU time than plain texts.

Expensive parsing runs in workers, which are not counted here: they do not block other requests, and are killed at their
timeout.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.abuse.target import Target, serving

_LENGTH = 190_000
_TIMES = 5
_TICKS = os.sysconf("SC_CLK_TCK")
_MARGIN = 0.2
"""Tolerated CPU seconds for all requests of a kind; the counter has a resolution of 0.01 s."""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    """A service that allows an endpoint for SERVICE that does not exist."""
    allowed = ("--service", "http://127.0.0.1:9/sparql")
    with serving(tmp_path_factory.mktemp("hostile"), 5.0, *allowed) as running:
        yield running


def own_seconds(pid: int) -> float:
    """CPU seconds of a process, with its threads and without its child processes."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def cost(service: Target, method: str, path: str, **arguments: object) -> float:
    """CPU seconds of the service for a request that is repeated several times, without cache hits."""
    before = own_seconds(service.pid)
    for number in range(_TIMES):
        made = service.http.build_request(method, service.url + path.replace("NUMBER", f"{number}"), **arguments)  # type: ignore[arg-type]
        service.http.send(made)  # any outcome is right: the request may kill its worker
    return own_seconds(service.pid) - before


def filled(piece: str, opening: str = "", closing: str = "", length: int = _LENGTH) -> str:
    return opening + piece * ((length - len(opening) - len(closing)) // len(piece)) + closing


QUERIES = {
    "quotes and backslashes": filled("'\\", "#\n"),
    "double quotes": filled('"\\', "#\n"),
    "points": filled(".", "SELECT * {"),
    "dotted words": filled("a.", "SELECT * {"),
    "escapes": filled("\\u0041"),
    "escapes of a prologue": filled("BASE <\\u0041>"),
    "SERVICE behind a number": filled("1e5SERVICE ", "SELECT * { ?a ?b ", "}"),
    "service in texts": filled("'service' ", "SELECT ?service { VALUES ?service {", "} }"),
    "SERVICE behind prefixes": filled(
        "PREFIX a: <b>\n", "", "SELECT * { SERVICE <http://127.0.0.1:9/sparql> { ?s ?p } }"
    ),
    "many clauses": filled("SERVICE <http://127.0.0.1:9/sparql> { ?s ?p ?o } ", "SELECT * {", "}"),
    "graph as a name": filled("graph:", "SELECT * { ?graph "),
    "a mistake at the end": filled("?s ?p ?o . ", "SELECT * {", " ?s ?p }"),
    "a mistake at the beginning": filled("?s ?p ?o . ", "SELEC * {", "}"),
    "brackets": filled("{ ", "SELECT * "),
    "no-break spaces": filled("?s\u00a0?p ?o . ", "SELECT * {", "}", _LENGTH // 2),
    "now": filled("now #", "SELECT * {} # "),
}


@pytest.mark.parametrize("name", QUERIES)
def test_a_hostile_query_takes_the_service_no_longer_than_a_plain_one(service: Target, name: str) -> None:
    kind = {"Content-Type": "application/sparql-query"}
    plain = cost(service, "POST", "/sparql", content=filled("x", "SELECT * {} #").encode(), headers=kind)
    assert cost(service, "POST", "/sparql", content=QUERIES[name].encode(), headers=kind) < 4 * plain + _MARGIN


SHORT = 18_000
PAGES = {
    "a query of quotes": filled("'\\", "#\n", "", SHORT),
    "a comment": filled("'\"<&", "SELECT * {} #", "", SHORT),
    "lines": filled("\n", "SELECT * {", "", SHORT),
    "a mistake": filled("?s ?p ?o . ", "SELECT * {", " ?s ?p }", SHORT),
    "letters": filled("é", "SELECT * {} #", "", SHORT // 2),
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_with_a_long_query_takes_not_much_longer_than_one_with_a_short_query(service: Target, name: str) -> None:
    page = {"Accept": "text/html"}
    plain = cost(service, "GET", "/workbench", params={"query": "SELECT * {}"}, headers=page)
    assert cost(service, "GET", "/workbench", params={"query": PAGES[name]}, headers=page) < 4 * plain + _MARGIN


@pytest.mark.parametrize("path", ["/timeline", "/map", "/search", "/", "/questions", "/relations"])
def test_a_page_repeats_no_long_parameter_in_its_links(service: Target, path: str) -> None:
    page = {"Accept": "text/html"}
    short = len(service.http.get(service.url + path, headers=page).content)
    answer = service.http.get(service.url + path, params={"nothing": "x" * 50_000}, headers=page)
    assert answer.status_code == 200
    assert len(answer.content) < short + 1000


@pytest.mark.parametrize("header", ['"\\' * 1000, "a/b;" * 500, ";q=1," * 400, '"' * 2000])
def test_an_odd_accept_header_takes_the_service_no_longer_than_a_plain_one(service: Target, header: str) -> None:
    asked = {"params": {"query": "SELECT * {}"}}
    plain = cost(service, "GET", "/sparql", headers={"Accept": "text/csv"}, **asked)
    assert cost(service, "GET", "/sparql", headers={"Accept": header}, **asked) < 4 * plain + _MARGIN
