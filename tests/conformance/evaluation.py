"""Query evaluation tests: serve the data of a test, send its query, and compare the answer."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin

import httpx
import pyoxigraph as ox

from tests.conformance.compare import by_value, isomorphic
from tests.conformance.manifest import File, Test
from tests.conformance.outcome import Outcome, failed
from tests.conformance.results import Answer, Rows, expected, read_csv, read_graph, read_json, read_tsv, read_xml
from tests.conformance.server import NotStarted, Running, service

NOTHING = "urn:x-conformance:nothing"
"""A graph that no test has; it stands for an empty default graph."""
_FROM = re.compile(rb"\bFROM\s+(?:NAMED\s+)?<([^<>\s]*)>", re.IGNORECASE)
_ORDER = re.compile(r"\bORDER\s+BY\b", re.IGNORECASE)
_READERS = {
    "application/sparql-results+json": read_json,
    "application/sparql-results+xml": read_xml,
    "text/csv": read_csv,
    "text/tab-separated-values": read_tsv,
    "application/n-triples": read_graph,
}
_ACCEPT = {
    ".srj": "application/sparql-results+json",
    ".srx": "application/sparql-results+xml",
    ".csv": "text/csv",
    ".tsv": "text/tab-separated-values",
}


@dataclass(frozen=True)
class Dataset:
    """The default graph and the named graphs of a test; ``chosen`` says how a query selects them."""

    default: tuple[File, ...]
    named: tuple[tuple[str, File], ...]
    chosen: str
    """``all``: the service has nothing else. ``protocol``: by the parameters of the protocol, because the service's
    own default graph is the union of its named graphs. ``query``: by FROM in the query."""

    def parameters(self) -> list[tuple[str, str]]:
        """The parameters of the SPARQL protocol that select the dataset."""
        if self.chosen != "protocol":
            return []
        default = [file.iri for file in self.default] or [NOTHING]
        pairs = [("default-graph-uri", iri) for iri in default]
        return [*pairs, *(("named-graph-uri", name) for name, _ in self.named)]

    def write(self, folder: Path) -> Path:
        """Write the data as N-Quads; blank nodes of different files get different labels."""
        quads: list[ox.Quad] = []
        graphs: dict[str | None, list[File]] = {}
        for file in self.default:
            graphs.setdefault(None if self.chosen == "all" else file.iri, []).append(file)
        for name, file in self.named:
            if file not in graphs.setdefault(name, []):
                graphs[name].append(file)
        parsed = {file: _parsed(file) for files in graphs.values() for file in files}
        for graph, files in graphs.items():
            target = ox.DefaultGraph() if graph is None else ox.NamedNode(graph)
            for file in files:
                # A file of quads adds to each of its graphs.
                source = target if names_graphs(file) and (graph, file) in self.named else ox.DefaultGraph()
                quads += [
                    ox.Quad(quad.subject, quad.predicate, quad.object, target)
                    for quad in parsed[file]
                    if quad.graph_name == source
                ]
        path = folder / "data.nq"
        ox.serialize(quads, str(path), format=ox.RdfFormat.N_QUADS)
        return path


def names_graphs(file: File) -> bool:
    """Whether the format of a file is one of quads."""
    return file.path.suffix in (".trig", ".nq")


def _parsed(file: File) -> list[ox.Quad]:
    return list(ox.parse(path=str(file.path), base_iri=file.iri, rename_blank_nodes=True))


def dataset_of(test: Test) -> Dataset:
    """Make the dataset of a test."""
    assert test.action is not None
    own = {
        (str(quad.graph_name.value), file)
        for file in test.data
        if names_graphs(file)
        for quad in _parsed(file)
        if isinstance(quad.graph_name, ox.NamedNode)
    }
    named = sorted({*test.graphs, *own})
    sources = {urljoin(test.action.iri, each.decode()) for each in _FROM.findall(test.action.path.read_bytes())}
    if sources:
        folder = test.action.path.parent
        files = [File(iri, folder / iri.rpartition("/")[2]) for iri in sorted(sources)]
        named = sorted({*named, *((file.iri, file) for file in files if file.path.exists())})
        return Dataset(test.data, tuple(named), "query")
    return Dataset(test.data, tuple(named), "protocol" if named else "all")


def run_evaluation(dataset: Dataset, tests: Sequence[Test]) -> list[Outcome]:
    """Run the tests of one dataset."""
    with tempfile.TemporaryDirectory(prefix="conformance-") as folder:
        try:
            path = dataset.write(Path(folder))
            with service([path]) as running:
                return [evaluate(running, test, dataset.parameters()) for test in tests]
        except (SyntaxError, NotStarted) as error:
            return [failed(test, "not served", str(error)) for test in tests]


def evaluate(running: Running, test: Test, parameters: Sequence[tuple[str, str]]) -> Outcome:
    """Run one test."""
    assert test.action is not None
    assert test.result is not None
    wanted = expected(test.result)
    default = "application/n-triples" if isinstance(wanted, list) else "application/sparql-results+xml"
    accept = _ACCEPT.get(test.result.path.suffix, default)
    try:
        response = running.query(with_base(test.action), accept, parameters)
    except httpx.HTTPError as error:
        return failed(test, "refused", f"no response: {error!r}")
    if response.status_code != 200:
        return failed(test, "refused", f"{response.status_code}: {response.text}")
    media = response.headers["content-type"].partition(";")[0]
    if media != accept:
        return failed(test, "wrong format", f"{media} instead of {accept}")
    try:
        answer = _READERS[media](response.text)
    except (ValueError, KeyError, SyntaxError) as error:
        return failed(test, "wrong format", f"{error}: {response.text}")
    return judge(test, answer, wanted, response.text)


def with_base(file: File) -> bytes:
    """Prepend BASE with the IRI of the query file to a query."""
    return f"BASE <{file.iri}>\n".encode() + file.path.read_bytes()


def judge(test: Test, answer: Answer, wanted: Answer, text: str = "") -> Outcome:
    """Compare an answer with the expected result."""
    if isinstance(answer, bool) or isinstance(wanted, bool):
        return Outcome(test) if answer is wanted else failed(test, "wrong answer", f"{answer} instead of {wanted}")
    if isinstance(answer, Rows) != isinstance(wanted, Rows):
        return failed(test, "wrong answer", "a table and a graph are two things")
    if isinstance(answer, list) or isinstance(wanted, list):
        assert isinstance(answer, list)
        assert isinstance(wanted, list)
        return Outcome(test) if isomorphic(answer, wanted) else failed(test, "wrong answer", text)
    if sorted(answer.variables) != sorted(wanted.variables):
        return failed(test, "wrong answer", f"variables {answer.variables} instead of {wanted.variables}")
    if test.lax:
        few, many = set(answer.as_rows(False)), answer.as_rows(False)
        allowed = wanted.as_rows(False)
        right = few == set(allowed) and len(few) <= len(many) <= len(allowed)
        return Outcome(test) if right else failed(test, "wrong answer", text)
    numbered = wanted.ordered or _is_ordered(test)
    for exact in (True, False):
        left, right_rows = answer.as_rows(numbered), wanted.as_rows(numbered)
        if isomorphic(left, right_rows) if exact else isomorphic(by_value(left), by_value(right_rows)):
            return Outcome(test, by_value=not exact)
    if numbered and isomorphic(by_value(answer.as_rows(False)), by_value(wanted.as_rows(False))):
        return failed(test, "wrong order", text)
    return failed(test, "wrong answer", text)


def _is_ordered(test: Test) -> bool:
    """Whether a query orders its solutions: ORDER BY after the last group."""
    if test.action is None:
        return False
    text = test.action.path.read_text(encoding="utf-8")
    found = list(_ORDER.finditer(text))
    return bool(found) and found[-1].start() > text.rfind("}")
