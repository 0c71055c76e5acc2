"""Tests of data formats: serve the file of a test, and read its data back over HTTP."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.conformance.compare import isomorphic
from tests.conformance.manifest import Test
from tests.conformance.outcome import Outcome, failed
from tests.conformance.results import parse, read_graph, read_json
from tests.conformance.server import NotStarted, Running, service
from tests.conformance.terms import Blank, Row, Term, Triple

_QUADS = b"SELECT ?s ?p ?o ?g { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
# A message has file name and position, but no path of this machine.
_REFUSAL = re.compile(r"Error: (?P<file>[\w.-]+): .*\bline \d+.*", re.DOTALL)
_LABEL = re.compile(r"_:[^\s()<>]+")


def run_triples(tests: Sequence[Test]) -> list[Outcome]:
    """Run positive tests of triple formats in one service, each file in its own named graph.

    A file that the service refuses is removed, and the others are served.
    """
    outcomes: list[Outcome] = []
    left = {f"t{number}": test for number, test in enumerate(tests)}
    with tempfile.TemporaryDirectory(prefix="conformance-") as folder:
        paths = {name: _placed(test, Path(folder), name) for name, test in left.items()}
        while left:
            try:
                with service([paths[name] for name in left]) as running:
                    return [*outcomes, *(_compared(running, name, test) for name, test in left.items())]
            except NotStarted as error:
                name = str(error).removeprefix("Error: ").partition(".")[0]
                if name not in left:
                    return [*outcomes, *(failed(test, "not served", str(error)) for test in left.values())]
                outcomes.append(failed(left.pop(name), "not served", str(error)))
    return outcomes


def _compared(running: Running, name: str, test: Test) -> Outcome:
    """Compare the named graph of a file with the expected result."""
    response = running.client.get(f"/graph/{name}.nt")
    assert test.action is not None
    wanted = parse(test.result or test.action)
    # A file without triples makes no named graph.
    if response.status_code != 200 and wanted:
        return failed(test, "wrong answer", f"{response.status_code}: {response.text}")
    if "C14N" in test.kind:
        assert test.result is not None
        # Lines must be equal, except for the labels of blank nodes.
        same = _lines(response.text) == _lines(test.result.path.read_text(encoding="utf-8"))
    else:
        same = isomorphic(read_graph(response.text) if response.status_code == 200 else [], wanted)
    return Outcome(test) if same else failed(test, "wrong answer", response.text)


def _lines(text: str) -> list[str]:
    return sorted(_LABEL.sub("_:b", line) for line in text.splitlines())


def run_graphs(tests: Sequence[Test]) -> list[Outcome]:
    """Run positive tests of quad formats without a result file.

    One service must have the statements of all files; if it has not, each file gets its own service.
    """
    with tempfile.TemporaryDirectory(prefix="conformance-") as folder:
        paths = [_placed(test, Path(folder), f"t{number}") for number, test in enumerate(tests)]
        try:
            with service(paths) as running:
                found = _served(running)
        except NotStarted:
            found = None
    wanted = [row for number, test in enumerate(tests) for row in _apart(_expected_quads(test), f"t{number}")]
    if found is not None and isomorphic(found, list(dict.fromkeys(wanted))):
        return [Outcome(test) for test in tests]
    return [outcome for test in tests for outcome in run_quads(test)]


def _apart(rows: Sequence[Row], name: str) -> list[Row]:
    """Relabel the blank nodes of rows, so that files do not share labels."""

    def renamed(term: Term) -> Term:
        if isinstance(term, Blank):
            return Blank(name + term.label)
        if isinstance(term, Triple):
            return Triple(renamed(term.subject), renamed(term.predicate), renamed(term.object))
        return term

    return [tuple(each if isinstance(each, int | None) else renamed(each) for each in row) for row in rows]


def run_quads(test: Test) -> list[Outcome]:
    """Run a positive test of a quad format in its own service."""
    with tempfile.TemporaryDirectory(prefix="conformance-") as folder:
        try:
            with service([_placed(test, Path(folder), "data")]) as running:
                return [_compared_quads(running, test)]
        except NotStarted as error:
            return [failed(test, "not served", str(error))]


def _compared_quads(running: Running, test: Test) -> Outcome:
    found = _served(running)
    if found is None:
        return failed(test, "wrong answer", "no answer")
    return Outcome(test) if isomorphic(found, _expected_quads(test)) else failed(test, "wrong answer", str(found))


def _served(running: Running) -> list[Row] | None:
    """All quads of a service."""
    response = running.query(_QUADS, "application/sparql-results+json")
    if response.status_code != 200:
        return None
    answer = read_json(response.text)
    assert not isinstance(answer, bool)
    return [tuple(each.get(name) for name in "spog") for each in answer.solutions]


def _expected_quads(test: Test) -> list[Row]:
    assert test.action is not None
    rows = [(*row, None)[:4] for row in parse(test.result or test.action)]
    # The default graph of the service is the merge of all graphs.
    return list(dict.fromkeys([*((*row[:3], None) for row in rows), *rows]))


def run_negative(test: Test) -> list[Outcome]:
    """Run a negative test: the service must refuse to start, with the file name and the position of the error."""
    with tempfile.TemporaryDirectory(prefix="conformance-") as folder:
        path = _placed(test, Path(folder), "data")
        try:
            with service([path]):
                return [failed(test, "accepted", "the service started")]
        except NotStarted as error:
            said = str(error)
    match = _REFUSAL.fullmatch(said)
    if match is None or match["file"] != path.name or folder in said:
        return [failed(test, "wrong message", said)]
    return [Outcome(test)]


def _placed(test: Test, folder: Path, name: str) -> Path:
    """The text of a file, with its IRI as the base in the first line if its format has a base."""
    assert test.action is not None
    body = test.action.path.read_bytes()
    path = folder / (name + test.action.path.suffix)
    if path.suffix in (".ttl", ".trig"):
        body = f"@base <{test.action.iri}> . ".encode() + body
    path.write_bytes(body)
    return path
