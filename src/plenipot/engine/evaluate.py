"""Evaluate one query in Oxigraph and serialize its answer."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import pyoxigraph as ox

from plenipot.engine.errors import AnswerTooLarge, QueryError, ServiceRefused, TooManyRows
from plenipot.engine.federation.clauses import (
    NestedEscape,
    ServiceAnalysis,
    ServiceQuery,
    has_service_keyword,
    parse_clauses,
)
from plenipot.engine.interface import CLAUSES_FORMAT, QUERY_BASE, TABLE_FORMAT, Request
from plenipot.engine.rdfxml import ByteSink
from plenipot.engine.serializer import GRAPHS, RESULTS, write_graph, write_results
from plenipot.engine.sparql.errors import explain_error
from plenipot.engine.sparql.tokens import may_contain_service

_EMPTY_STORE = ox.Store()
_SERVICE = re.compile("service", re.IGNORECASE | re.ASCII)
# The name may touch the keyword before it (FILTERRAND()), and a comment may come before the parenthesis.
_NONDETERMINISTIC = re.compile(r"(?:rand|now|uuid)[ \t\r\n]*+[(#]", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True)
class Bounds:
    """The bounds of one query: memory, bytes and rows of its answer; and the prefixes for serializing it."""

    memory_mb: int
    answer_bytes: int
    rows: int
    prefixes: dict[str, str]


# Bytes that each format has once per row, and the number of such marks minus the number of rows. Serializers escape
# them in values, except CSV: there a literal with a line break counts as another row.
_ROW_MARKS = {"json": (b'"}},{"', -1), "xml": (b"<result>", 0), "csv": (b"\r\n", 1), "tsv": (b"\n", 1)}


class LimitedWriter:
    """Writes a serialized answer to ``out`` and enforces limits of bytes and of rows; triples are not counted."""

    def __init__(self, out: ByteSink, format: str, max_bytes: int, max_rows: int) -> None:
        self._out, self._bytes = out, max_bytes
        self._mark, more = _ROW_MARKS.get(format, (b"", 0))
        self._marks = max_rows + more
        self._tail = b""

    def write(self, data: bytes) -> int:
        """Write bytes to the sink.

        Raises:
            AnswerTooLarge, TooManyRows: the answer exceeds a limit; these bytes are not written.
        """
        self._bytes -= len(data)
        if self._bytes < 0:
            raise AnswerTooLarge
        if self._mark:
            window = self._tail + data
            self._marks -= window.count(self._mark)
            # A mark may continue in the next bytes.
            self._tail = window[1 - len(self._mark) :] if len(self._mark) > 1 else b""
            if self._marks < 0:
                raise TooManyRows
        self._out.write(data)
        return len(data)

    def flush(self) -> None:
        """Do nothing: every byte is passed on at once."""


def answer(store: ox.Store, request: Request, bounds: Bounds, out: ByteSink) -> None:
    """Evaluate a query, and write its serialized answer.

    Raises:
        QueryError: the query is not valid SPARQL, has SERVICE, or needs what the engine does not support.
        NotInFormat: the format cannot represent the answer.
        AnswerTooLarge, TooManyRows: the answer exceeds a bound.
    """
    if request.format == CLAUSES_FORMAT:
        out.write(analyze_service(request.query, request.rows).encode())
        return
    # A codepoint escape may stand for a letter of a keyword, or end a comment (SPARQL 1.1, section 19.2).
    if "\\u" in request.query.lower() and has_service_keyword(request.query):
        raise ServiceRefused("the query has SERVICE in codepoint escapes")
    try:
        refuse_service(request.query)
    except ServiceRefused as error:
        if may_contain_service(request.query):
            raise
        raise explain_error(request.query, str(error)) from None
    dataset: dict[str, list[ox.NamedNode]] = {}
    if request.default_graphs or request.named_graphs:
        dataset["default_graph"] = [ox.NamedNode(iri) for iri in request.default_graphs]
        dataset["named_graphs"] = [ox.NamedNode(iri) for iri in request.named_graphs]
    try:
        result = store.query(request.query, base_iri=QUERY_BASE, **dataset)  # type: ignore[arg-type]
    except SyntaxError as error:
        raise explain_error(request.query, str(error)) from None
    if request.format not in (GRAPHS if isinstance(result, ox.QueryTriples) else {*RESULTS, TABLE_FORMAT}):
        raise QueryError("Write SELECT, ASK, CONSTRUCT or DESCRIBE as a word of its own.")
    if request.format == TABLE_FORMAT:
        assert not isinstance(result, ox.QueryTriples)
        out.write(table(result, request.rows))
        return
    limited = LimitedWriter(out, request.format, bounds.answer_bytes, bounds.rows)
    if isinstance(result, ox.QueryTriples):
        triples = _at_most(result, bounds.rows)
        write_graph(triples, request.format, limited, bounds.prefixes)
    else:
        write_results(result, request.format, limited)


def _at_most(triples: Iterable[ox.Triple], count: int) -> Iterator[ox.Triple]:
    for number, triple in enumerate(triples):
        if number >= count:
            raise TooManyRows
        yield triple


def analyze_service(query: str, max_clauses: int) -> ServiceAnalysis:
    """Find the SERVICE clauses of a query and the variables that each binds, and check the syntax of the query.

    A query with more than ``max_clauses`` clauses is not analyzed: the result has only their count.

    >>> analysis = analyze_service("SELECT * { SERVICE <http://example.org/> { ?s ?p 1 } }", 8)
    >>> analysis.query.clauses[0].endpoint, analysis.variables, analysis.error
    ('http://example.org/', [['p', 's']], None)
    """
    if not has_service_keyword(query):
        return ServiceAnalysis(None)
    try:
        service_query = parse_clauses(query)
    except NestedEscape:
        return ServiceAnalysis(None, nested_escape=True)
    count = len(service_query.clauses)
    if not 0 < count <= max_clauses:
        return ServiceAnalysis(replace(service_query, clauses=()), count)
    try:
        _query_empty_store(service_query.with_graph_for_service())
    except ServiceRefused as error:
        return ServiceAnalysis(service_query, count, error=error)
    except SyntaxError as error:
        return ServiceAnalysis(service_query, count, error=explain_error(service_query.text, str(error)))
    return ServiceAnalysis(service_query, count, [_bound_variables(service_query, index) for index in range(count)])


def _bound_variables(service_query: ServiceQuery, index: int) -> list[str] | None:
    """The variables that a clause binds, according to the engine; None if its pattern is not valid on its own."""
    try:
        solutions = _query_empty_store(service_query.endpoint_query(service_query.clauses[index]) + "\nLIMIT 0")
    except (SyntaxError, ServiceRefused):
        return None
    return [variable.value for variable in solutions.variables] if isinstance(solutions, ox.QuerySolutions) else None


def _query_empty_store(query: str) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
    """Run a query in an empty store, to have it parsed.

    Raises:
        ServiceRefused: the query has SERVICE.
        SyntaxError: the query is not valid SPARQL.
    """
    refuse_service(query)
    return _EMPTY_STORE.query(query, base_iri=QUERY_BASE)


def refuse_service(query: str) -> None:
    """Refuse a query that has the keyword SERVICE in any spelling.

    The function replaces each "service" by another word of the same length, and lets the engine parse the result. The
    query stays valid if "service" was part of a name, a variable, a literal or a comment, and becomes invalid if it was
    a keyword. Without the keyword, running the query in an empty store sends no request.

    >>> refuse_service("SELECT ?service { ?service ?p 'SERVICE' }")
    >>> refuse_service("SELECT * { ?s ?p 1e5SERVICE<http://localhost/>{} }")
    Traceback (most recent call last):
        ...
    plenipot.engine.errors.ServiceRefused: error at 1:29: expected OPTIONAL

    Raises:
        ServiceRefused: the query has the keyword, or it contains "service" and is not valid SPARQL. The message is that
            of the engine, with line and column.
    """
    if "service" not in query.lower():
        return
    changed = _SERVICE.sub(_replacement, query)
    try:
        _EMPTY_STORE.query(changed, base_iri=QUERY_BASE)
    except SyntaxError as error:
        raise ServiceRefused(str(error)) from None


def is_deterministic(query: str) -> bool:
    """Whether a query gives the same answer each time: it calls no RAND, NOW, UUID or STRUUID.

    A function name followed by a parenthesis in a literal or comment gives False too, which only costs caching.

    >>> is_deterministic("SELECT * { ?s ?p ?o }"), is_deterministic("SELECT (RAND() AS ?x) {}")
    (True, False)
    """
    lower = query.lower()
    if "\\u" in lower:  # a codepoint escape may spell a function name
        return False
    # `in` is much faster than the regular expression, and most queries contain none of the names.
    return not (("rand" in lower or "now" in lower or "uuid" in lower) and _NONDETERMINISTIC.search(query))


def _replacement(match: re.Match[str]) -> str:
    # Keep the case of each letter: ?service and ?Service are two variables.
    return "".join("Q" if letter.isupper() else "q" for letter in match[0])


def table(result: ox.QuerySolutions | ox.QueryBoolean, limit: int) -> bytes:
    """Serialize an answer in the format ``table``: variables, the first ``limit`` rows, and the number of all rows.

    >>> table(_EMPTY_STORE.query("SELECT * { VALUES ?x { 1 2 } }"), 1)
    b'{"vars": ["x"], "rows": [[{"text": "1", "datatype": "http://www.w3.org/2001/XMLSchema#integer"}]], "total": 2}'
    """
    if isinstance(result, ox.QueryBoolean):
        return json.dumps({"boolean": bool(result)}).encode()
    names = [variable.value for variable in result.variables]
    rows: list[list[dict[str, str] | None]] = []
    total = 0
    for solution in result:
        total += 1
        if total <= limit:
            rows.append([_cell(solution[name]) for name in names])
    return json.dumps({"vars": names, "rows": rows, "total": total}).encode()


def _cell(term: object) -> dict[str, str] | None:
    if isinstance(term, ox.NamedNode):
        return {"iri": term.value}
    if isinstance(term, ox.Literal):
        if term.language:
            return {"text": term.value, "lang": term.language}
        return {"text": term.value, "datatype": term.datatype.value}
    return None if term is None else {"text": str(term)}
