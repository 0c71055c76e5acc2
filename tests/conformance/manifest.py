"""Reads the manifests of W3C test suites."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from rdflib import RDF, RDFS, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
QT = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
UT = Namespace("http://www.w3.org/2009/sparql/tests/test-update#")
HT = Namespace("http://www.w3.org/2011/http#")
CNT = Namespace("http://www.w3.org/2011/content#")


@dataclass(frozen=True, order=True)
class File:
    """A file of a suite, and its IRI on the web, which is its base IRI."""

    iri: str
    path: Path


@dataclass(frozen=True)
class Exchange:
    """A request of a protocol test, and its expected response."""

    method: str
    path: str
    headers: tuple[tuple[str, str], ...]
    body: bytes | None
    statuses: tuple[str, ...]
    boolean: bool | None
    format: str | None


@dataclass(frozen=True)
class Test:
    """One test."""

    id: str
    """Folder of the manifest, ``#`` and the local name of the test, such as ``sparql11/bind#bind01``."""
    kind: str
    """Local name of its type, such as ``QueryEvaluationTest``."""
    action: File | None = None
    """The query, or the data of a test of a data format."""
    data: tuple[File, ...] = ()
    graphs: tuple[tuple[str, File], ...] = ()
    result: File | None = None
    lax: bool = False
    """REDUCED: a solution may occur less often than in the expected result."""
    exchanges: tuple[Exchange, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class Suite:
    """A folder of tests, and its IRI on the web."""

    root: Path
    iri: str

    def tests(self, manifest: Path) -> Iterator[Test]:
        """Read the tests of a manifest and of the manifests that it includes."""
        yield from _Manifest(self, manifest).tests()

    def file(self, iri: str) -> File:
        """The local file of an IRI."""
        return File(iri, self.root / iri.removeprefix(self.iri))


class _Manifest:
    def __init__(self, suite: Suite, path: Path) -> None:
        self._suite, self._path = suite, path
        self._iri = suite.iri + path.relative_to(suite.root).as_posix()
        self._graph = Graph().parse(path, format="turtle", publicID=self._iri)
        parts = path.parent.relative_to(suite.root).parts
        self._folder = "/".join(parts[1:] or parts)

    def tests(self) -> Iterator[Test]:
        for included in self._listed(MF.include):
            yield from _Manifest(self._suite, self._suite.file(str(included)).path).tests()
        base = self._graph.value(predicate=MF.assumedTestBase, subject=None)
        bases = list(self._graph.objects(None, MF.assumedTestBase))
        base = bases[0] if bases else None
        for entry in self._listed(MF.entries):
            yield self._test(entry, str(base) if base else None)

    def _listed(self, predicate: URIRef) -> Iterator[Node]:
        for head in self._graph.objects(None, predicate):
            yield from Collection(self._graph, head)

    def _test(self, entry: Node, base: str | None) -> Test:
        graph = self._graph
        kind = str(graph.value(entry, RDF.type)).rpartition("#")[2]
        local = str(entry).rpartition("#")[2] or str(entry).rpartition("/")[2]
        action = graph.value(entry, MF.action)
        query = data = None
        if isinstance(action, URIRef):
            query = self._file(action, base)
        elif action is not None:
            found = graph.value(action, QT.query) or graph.value(action, UT.request)
            query = self._file(found, base) if isinstance(found, URIRef) else None
            data = action
        result = graph.value(entry, MF.result)
        cardinality = graph.value(entry, MF.resultCardinality)
        return Test(
            id=f"{self._folder}#{local}",
            kind=kind,
            action=query,
            data=tuple(self._suite.file(each) for each in sorted(map(str, graph.objects(data, QT.data))))
            if data
            else (),
            graphs=tuple(self._graphs(entry)) + (tuple(self._graphs(data)) if data else ()),
            result=self._file(result, None) if isinstance(result, URIRef) else None,
            lax=cardinality == MF.LaxCardinality,
            exchanges=tuple(self._exchanges(action)) if kind == "ProtocolTest" and action else (),
        )

    def _data(self, node: Node | None) -> list[str]:
        return sorted(str(each) for each in self._graph.objects(node, QT.data)) if node else []

    def _file(self, iri: URIRef, base: str | None) -> File:
        found = self._suite.file(str(iri))
        if base is None:
            return found
        # The base IRI that tests of data formats assume for their files.
        return File(base + found.path.relative_to(self._path.parent).as_posix(), found.path)

    def _graphs(self, node: Node) -> Iterator[tuple[str, File]]:
        graph = self._graph
        for predicate in (QT.graphData, UT.graphData):
            for each in graph.objects(node, predicate):
                if isinstance(each, URIRef):
                    yield str(each), self._suite.file(str(each))
                else:
                    file = graph.value(each, QT.graph) or graph.value(each, UT.graph)
                    yield str(graph.value(each, RDFS.label) or file), self._suite.file(str(file))

    def _exchanges(self, connection: Node) -> Iterator[Exchange]:
        graph = self._graph
        head = graph.value(connection, HT.requests)
        assert head is not None
        for request in Collection(graph, head):
            response, body = graph.value(request, HT.resp), graph.value(request, HT.body)
            boolean, format = graph.value(response, MF.expectedBoolean), graph.value(response, MF.expectedFormat)
            headers = graph.value(request, HT.headers)
            yield Exchange(
                method=str(graph.value(request, HT.methodName)),
                path=str(graph.value(request, HT.absolutePath)),
                headers=tuple(
                    (str(graph.value(each, HT.fieldName)), str(graph.value(each, HT.fieldValue)))
                    for each in (Collection(graph, headers) if headers else ())
                ),
                body=None if body is None else self._body(body),
                statuses=tuple(str(each)[-3:] for each in graph.objects(response, MF.expectedStatus)),
                boolean=bool(boolean.value) if isinstance(boolean, Literal) else None,
                format=str(format) if format is not None else None,
            )

    def _body(self, body: Node) -> bytes:
        encoding = self._graph.value(body, CNT.characterEncoding)
        return str(self._graph.value(body, CNT.chars)).encode(str(encoding or "utf-8"))
