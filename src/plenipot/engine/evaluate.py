"""Run one query in Oxigraph and serialize its answer."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Protocol

import pyoxigraph as ox

from plenipot.engine.errors import AnswerTooLarge, QueryError, ServiceRefused, TooManyRows
from plenipot.engine.federation.clauses import EscapedTwice, Examination, ServiceQuery, names_a_service, read
from plenipot.engine.interface import CLAUSES_FORMAT, QUERY_BASE, TABLE_FORMAT, Request
from plenipot.engine.serializer import GRAPHS, RESULTS, write_graph, write_results
from plenipot.engine.sparql.errors import explained
from plenipot.engine.sparql.tokens import may_ask_a_service

_NOTHING = ox.Store()
_SERVICE = re.compile("service", re.IGNORECASE | re.ASCII)
# The name may be glued to the keyword before it (FILTERRAND()), and a comment may stand before the bracket.
_UNSTEADY = re.compile(r"(?:rand|now|uuid)[ \t\r\n]*+[(#]", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True)
class Bounds:
    """What a query may need: memory, and the bytes and rows of its answer; and the prefixes of the answer."""

    memory_mb: int
    answer_bytes: int
    rows: int
    prefixes: dict[str, str]


# What stands at each row and in no value, since these formats escape it there, and how many more or fewer of them there
# are than rows. In CSV a text with this line break counts as one row more.
_ROW_MARKS = {"json": (b'"}},{"', -1), "xml": (b"<result>", 0), "csv": (b"\r\n", 1), "tsv": (b"\n", 1)}


class Outlet(Protocol):
    """Where an answer is written to: it takes bytes as they come."""

    def write(self, data: bytes, /) -> object:
        """Take some bytes."""


class Counted:
    """Hands the bytes of an answer on, up to a number of bytes and of rows; the triples of a graph are not counted."""

    def __init__(self, out: Outlet, format: str, max_bytes: int, max_rows: int) -> None:
        self._out, self._bytes = out, max_bytes
        self._mark, more = _ROW_MARKS.get(format, (b"", 0))
        self._marks = max_rows + more
        self._tail = b""

    def write(self, data: bytes) -> int:
        """Hand bytes on.

        Raises:
            AnswerTooLarge, TooManyRows: with them it were more than allowed.
        """
        self._bytes -= len(data)
        if self._bytes < 0:
            raise AnswerTooLarge
        if self._mark:
            seen = self._tail + data
            self._marks -= seen.count(self._mark)
            # The rest of a mark may come with the next bytes.
            self._tail = seen[1 - len(self._mark) :] if len(self._mark) > 1 else b""
            if self._marks < 0:
                raise TooManyRows
        self._out.write(data)
        return len(data)

    def flush(self) -> None:
        """Nothing waits here."""


def answer(store: ox.Store, request: Request, bounds: Bounds, out: Outlet) -> None:
    """Write the serialized answer of a query.

    Raises:
        QueryError: it is not SPARQL, asks another endpoint, or asks for what the engine does not do.
        NotInFormat: the format cannot carry the answer.
        AnswerTooLarge, TooManyRows: more than the bounds allow.
    """
    if request.format == CLAUSES_FORMAT:
        out.write(examine(request.query, request.rows).encode())
        return
    # By the standard an escape may stand for a letter of a keyword (SPARQL 1.1, section 19.2), or end a comment.
    if "\\u" in request.query.lower() and names_a_service(request.query):
        raise ServiceRefused("the query has SERVICE in codepoint escapes")
    try:
        refuse_service(request.query)
    except ServiceRefused as error:
        if may_ask_a_service(request.query):
            raise
        raise explained(request.query, str(error)) from None
    dataset: dict[str, list[ox.NamedNode]] = {}
    if request.default_graphs or request.named_graphs:
        dataset["default_graph"] = [ox.NamedNode(iri) for iri in request.default_graphs]
        dataset["named_graphs"] = [ox.NamedNode(iri) for iri in request.named_graphs]
    try:
        result = store.query(request.query, base_iri=QUERY_BASE, **dataset)  # type: ignore[arg-type]
    except SyntaxError as error:
        raise explained(request.query, str(error)) from None
    if request.format not in (GRAPHS if isinstance(result, ox.QueryTriples) else {*RESULTS, TABLE_FORMAT}):
        raise QueryError("Write SELECT, ASK, CONSTRUCT or DESCRIBE as a word of its own.")
    if request.format == TABLE_FORMAT:
        assert not isinstance(result, ox.QueryTriples)
        out.write(table(result, request.rows))
        return
    counted = Counted(out, request.format, bounds.answer_bytes, bounds.rows)
    if isinstance(result, ox.QueryTriples):
        triples = _at_most(result, bounds.rows)
        write_graph(triples, request.format, counted, bounds.prefixes)
    else:
        write_results(result, request.format, counted)


def _at_most(triples: Iterable[ox.Triple], count: int) -> Iterator[ox.Triple]:
    for number, triple in enumerate(triples):
        if number >= count:
            raise TooManyRows
        yield triple


def examine(query: str, most: int) -> Examination:
    """The SERVICE clauses of a query, what each binds, and whether all is SPARQL; above ``most`` only their count.

    >>> found = examine("SELECT * { SERVICE <http://example.org/> { ?s ?p 1 } }", 8)
    >>> found.reading.clauses[0].endpoint, found.names, found.error
    ('http://example.org/', [['p', 's']], None)
    """
    if not names_a_service(query):
        return Examination(None)
    try:
        reading = read(query)
    except EscapedTwice:
        return Examination(None, escaped_twice=True)
    count = len(reading.clauses)
    if not 0 < count <= most:
        return Examination(replace(reading, clauses=()), count)
    try:
        _parsed(reading.stand_in())
    except ServiceRefused as error:
        return Examination(reading, count, error=error)
    except SyntaxError as error:
        return Examination(reading, count, error=explained(reading.text, str(error)))
    return Examination(reading, count, [_bound(reading, number) for number in range(count)])


def _bound(reading: ServiceQuery, number: int) -> list[str] | None:
    """The variables that a clause binds, as the engine sees them; None if its pattern is no query of its own."""
    try:
        solutions = _parsed(reading.asked(reading.clauses[number]) + "\nLIMIT 0")
    except (SyntaxError, ServiceRefused):
        return None
    return [variable.value for variable in solutions.variables] if isinstance(solutions, ox.QuerySolutions) else None


def _parsed(query: str) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
    """A query asked of a store without data.

    Raises:
        ServiceRefused: it has SERVICE.
        SyntaxError: it is not SPARQL.
    """
    refuse_service(query)
    return _NOTHING.query(query, base_iri=QUERY_BASE)


def refuse_service(query: str) -> None:
    """Refuse a query with the keyword SERVICE, however it is written.

    The engine's own parser is the judge: every "service" of the query becomes another word of the same length. In a
    name, a variable, a text or a comment that changes nothing for the parser; a keyword is one no more. The changed
    query has no keyword SERVICE, so that parsing it against a store without data asks nobody.

    >>> refuse_service("SELECT ?service { ?service ?p 'SERVICE' }")
    >>> refuse_service("SELECT * { ?s ?p 1e5SERVICE<http://localhost/>{} }")
    Traceback (most recent call last):
        ...
    plenipot.engine.errors.ServiceRefused: error at 1:29: expected OPTIONAL

    Raises:
        ServiceRefused: it has the keyword, or "service" somewhere in a query that is not SPARQL; the message is the
            engine's, with line and column.
    """
    if "service" not in query.lower():
        return
    changed = _SERVICE.sub(_other_word, query)
    try:
        _NOTHING.query(changed, base_iri=QUERY_BASE)
    except SyntaxError as error:
        raise ServiceRefused(str(error)) from None


def steady(query: str) -> bool:
    """Whether a query has the same answer each time; a word in a text is taken for a function, which costs little.

    >>> steady("SELECT * { ?s ?p ?o }"), steady("SELECT (RAND() AS ?x) {}")
    (True, False)
    """
    lower = query.lower()
    if "\\u" in lower:  # an escape may spell anything
        return False
    # Most queries have nothing of the kind, which is seen at once.
    return not (("rand" in lower or "now" in lower or "uuid" in lower) and _UNSTEADY.search(query))


def _other_word(match: re.Match[str]) -> str:
    # The case of each letter stays: ?service and ?Service are two variables.
    return "".join("Q" if letter.isupper() else "q" for letter in match[0])


def table(result: ox.QuerySolutions | ox.QueryBoolean, limit: int) -> bytes:
    """The format ``table``: the names of the variables, the first rows, and the number of all.

    >>> table(_NOTHING.query("SELECT * { VALUES ?x { 1 2 } }"), 1)
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
