"""Protocol tests: send the requests of the manifest over HTTP, and check the responses."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

import httpx

from tests.conformance.evaluation import Dataset
from tests.conformance.manifest import Exchange, Test
from tests.conformance.outcome import Outcome, failed
from tests.conformance.results import Rows, read_json, read_xml
from tests.conformance.server import Running, service

_BOOLEANS = {"application/sparql-results+xml": read_xml, "application/sparql-results+json": read_json}
_TABLES = {*_BOOLEANS, "text/csv", "text/tab-separated-values"}
_RDF = {"text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json"}


def run_protocol(tests: Sequence[Test]) -> list[Outcome]:
    """Run the protocol tests on one service that has the data of all of them."""
    named = tuple(sorted({graph for test in tests for graph in test.graphs}))
    with tempfile.TemporaryDirectory(prefix="conformance-") as folder:
        path = Dataset((), named, "protocol").write(Path(folder))
        with service([path]) as running:
            return [run_exchanges(running, test) for test in tests]


def run_exchanges(running: Running, test: Test) -> Outcome:
    """Run one test; the first wrong response fails it."""
    for number, exchange in enumerate(test.exchanges, start=1):
        mistake = _mistake(running, exchange)
        if mistake:
            return failed(test, mistake[0], f"request {number}: {mistake[1]}")
    return Outcome(test) if test.exchanges else failed(test, "not run", "the test has no request")


def _mistake(running: Running, exchange: Exchange) -> tuple[str, str] | None:
    # The manifest leaves the path of the endpoint open.
    path = exchange.path.replace("/sparql/", "/sparql", 1)
    request = httpx.Request(exchange.method, running.url + path, headers=list(exchange.headers), content=exchange.body)
    response = running.client.send(request)
    status = str(response.status_code)
    if not any(status[0] == wanted[0] and wanted[1:] in ("xx", status[1:]) for wanted in exchange.statuses):
        return "wrong status", f"{status} instead of {' or '.join(sorted(exchange.statuses))}: {response.text}"
    media = response.headers.get("content-type", "").partition(";")[0]
    if exchange.boolean is not None or exchange.format == "boolean":
        if media not in _BOOLEANS:
            return "wrong format", f"{media} for a truth value"
        answer = _BOOLEANS[media](response.text)
        if isinstance(answer, Rows) or exchange.boolean not in (None, answer):
            return "wrong answer", f"{answer} instead of {exchange.boolean}"
    elif exchange.format is not None and media not in (_TABLES if exchange.format == "tabular" else _RDF):
        return "wrong format", f"{media} for {exchange.format}"
    return None
