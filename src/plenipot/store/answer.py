"""Run one query in Oxigraph and serialize its answer."""

from __future__ import annotations

import io
import json
import re

import pyoxigraph as ox

from plenipot.store.base import TABLE_FORMAT, AnswerTooLarge, BadSyntax, QueryError, Request, ServiceRefused
from plenipot.vocabulary import BASE

QUERY_BASE = BASE + "sparql"
"""Against what a relative IRI of a query is resolved that has no BASE of its own (RFC 3986, section 5.1.3): the
address of the endpoint, on whatever host it runs. ``<state/che>`` is Switzerland."""

RESULTS = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}
GRAPHS = {
    "turtle": ox.RdfFormat.TURTLE,
    "jsonld": ox.RdfFormat.JSON_LD,
    "nt": ox.RdfFormat.N_TRIPLES,
    "rdf": ox.RdfFormat.RDF_XML,
    "trig": ox.RdfFormat.TRIG,
    "nq": ox.RdfFormat.N_QUADS,
}
_NOTHING = ox.Store()
_SERVICE = re.compile("service", re.IGNORECASE)


class _Bounded(io.BytesIO):
    """Bytes up to a limit, so that an answer that is too large is never held whole."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self._limit = limit

    def write(self, data: bytes, /) -> int:  # type: ignore[override]
        if self.tell() + len(data) > self._limit:
            raise AnswerTooLarge
        return super().write(data)


def answer(store: ox.Store, request: Request, prefixes: dict[str, str], max_bytes: int) -> bytes:
    """The serialized answer of a query.

    Raises:
        QueryError: it is not SPARQL, asks another endpoint, or asks for what the engine does not do.
        AnswerTooLarge: more than ``max_bytes``.
    """
    refuse_service(request.query)
    dataset: dict[str, list[ox.NamedNode]] = {}
    if request.default_graphs or request.named_graphs:
        dataset["default_graph"] = [ox.NamedNode(iri) for iri in request.default_graphs]
        dataset["named_graphs"] = [ox.NamedNode(iri) for iri in request.named_graphs]
    try:
        result = store.query(request.query, base_iri=QUERY_BASE, **dataset)  # type: ignore[arg-type]
    except SyntaxError as error:
        raise BadSyntax(str(error)) from None
    if request.format not in (GRAPHS if isinstance(result, ox.QueryTriples) else {*RESULTS, TABLE_FORMAT}):
        raise QueryError("Write SELECT, ASK, CONSTRUCT or DESCRIBE as a word of its own.")
    if request.format == TABLE_FORMAT:
        assert not isinstance(result, ox.QueryTriples)
        return table(result, request.rows)
    out = _Bounded(max_bytes)
    if isinstance(result, ox.QueryTriples):
        ox.serialize(result, out, format=GRAPHS[request.format], prefixes=prefixes)
    else:
        result.serialize(out, format=RESULTS[request.format])
    return out.getvalue()


def refuse_service(query: str) -> None:
    """Refuse a query with the keyword SERVICE, however it is written.

    The engine's own parser is the judge: every "service" of the query becomes another word of the same length. In a
    name, a variable, a text or a comment that changes nothing for the parser; a keyword is one no more. The changed
    query has no keyword SERVICE, so that parsing it against a store without data asks nobody.

    >>> refuse_service("SELECT ?service { ?service ?p 'SERVICE' }")
    >>> refuse_service("SELECT * { ?s ?p 1e5SERVICE<http://localhost/>{} }")
    Traceback (most recent call last):
        ...
    plenipot.store.base.ServiceRefused: error at 1:29: expected OPTIONAL

    Raises:
        ServiceRefused: it has the keyword, or "service" somewhere in a query that is not SPARQL; the message is the
            engine's, with line and column.
    """
    if not _SERVICE.search(query):
        return
    changed = _SERVICE.sub(_other_word, query)
    try:
        _NOTHING.query(changed, base_iri=QUERY_BASE)
    except SyntaxError as error:
        raise ServiceRefused(str(error)) from None


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
