"""The SERVICE clauses of a query: their positions and endpoints, and the query with solutions in their place."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from plenipot.engine.errors import BadSyntax, QueryError, ServiceRefused
from plenipot.engine.interface import QUERY_BASE
from plenipot.engine.sparql.tokens import FORMS, Token, contains_service, strip_comments, tokenize, unescape

_KEYWORD = "SERVICE"
_GRAPH_KEYWORD = "GRAPH".ljust(len(_KEYWORD))
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")
# Keywords of groups that are evaluated for each outer solution, with the values of its variables.
_CORRELATED = ("EXISTS", "LATERAL")


class NestedEscape(ValueError):
    """A codepoint escape is built from codepoint escapes; parsers disagree about its meaning."""


@dataclass(frozen=True)
class ServiceClause:
    """``SERVICE [SILENT] endpoint { pattern }``."""

    start: int
    end: int
    silent: tuple[int, int] | None
    """Start and end of SILENT, if present."""
    endpoint_text: str
    """The text of the endpoint in the query."""
    endpoint: str | None
    """The IRI of the endpoint; None for a variable, and for a name with an undeclared prefix."""
    pattern: str
    correlated: bool
    """Whether the clause is inside EXISTS or LATERAL."""
    shared: frozenset[str]
    """Names of variables that occur both inside and outside of the clause, in the same scope or not."""
    nested: bool
    """Whether the pattern may have a SERVICE clause itself."""


@dataclass(frozen=True)
class ServiceQuery:
    """A query without codepoint escapes, its prologue, and its SERVICE clauses in order."""

    text: str
    prologue: str
    clauses: tuple[ServiceClause, ...]

    def with_graph_for_service(self) -> str:
        """Replace SERVICE by GRAPH, to check the syntax. Validity, lines and columns stay the same.

        >>> parse_clauses("SELECT * { SERVICE SILENT <http://example.org/> { ?s ?p ?o } }").with_graph_for_service()
        'SELECT * { GRAPH          <http://example.org/> { ?s ?p ?o } }'
        """
        text = self.text
        for clause in self.clauses:
            text = text[: clause.start] + _GRAPH_KEYWORD + text[clause.start + len(_KEYWORD) :]
            if clause.silent:
                start, end = clause.silent
                text = text[:start] + " " * (end - start) + text[end:]
        return text

    def endpoint_query(self, clause: ServiceClause) -> str:
        """The query to send to the endpoint of a clause; BASE resolves relative IRIs against this service."""
        return f"BASE <{QUERY_BASE}>\n{self.prologue}\nSELECT * WHERE {{{clause.pattern}}}"

    def with_values(self, blocks: Sequence[str]) -> str:
        """Replace each clause by its VALUES block."""
        parts: list[str] = []
        position = 0
        for clause, values in zip(self.clauses, blocks, strict=True):
            parts += (self.text[position : clause.start], " ", values, " ")
            position = clause.end
        return "".join([*parts, self.text[position:]])


@dataclass(frozen=True)
class ServiceAnalysis:
    """A worker's analysis of the SERVICE clauses of a query, from which the service evaluates them.

    >>> query = parse_clauses("SELECT * { SERVICE <http://example.org/> { ?s ?p 1 } }")
    >>> analysis = ServiceAnalysis(query, 1, [["s"]], BadSyntax("no"))
    >>> decoded = ServiceAnalysis.decode(analysis.encode())
    >>> decoded.query == analysis.query, decoded.variables, decoded.error
    (True, [['s']], BadSyntax('no'))
    """

    query: ServiceQuery | None
    """The parsed query; None if it has no SERVICE keyword."""
    count: int = 0
    """The number of clauses; above the limit, ``query`` has no clauses."""
    variables: Sequence[Sequence[str] | None] = ()
    """The variables that each clause binds; None for a clause whose pattern is not valid on its own."""
    error: QueryError | None = None
    """The syntax error of the query outside of its clauses."""
    nested_escape: bool = False

    def encode(self) -> bytes:
        """Serialize the analysis as JSON."""
        query = None
        if self.query is not None:
            clauses = [{**vars(clause), "shared": sorted(clause.shared)} for clause in self.query.clauses]
            query = {"text": self.query.text, "prologue": self.query.prologue, "clauses": clauses}
        error = None if self.error is None else [_ERRORS.index(type(self.error)), str(self.error)]
        return json.dumps([query, self.count, self.variables, error, self.nested_escape]).encode()

    @classmethod
    def decode(cls, message: bytes) -> ServiceAnalysis:
        """Parse the JSON of an analysis."""
        data, count, variables, error, nested_escape = json.loads(message)
        query = None
        if data is not None:
            query = ServiceQuery(data["text"], data["prologue"], tuple(map(_decode_clause, data["clauses"])))
        return cls(query, count, variables, _ERRORS[error[0]](error[1]) if error else None, nested_escape)


_ERRORS: Sequence[type[QueryError]] = (QueryError, BadSyntax, ServiceRefused)


def _decode_clause(clause: dict[str, Any]) -> ServiceClause:
    silent = tuple(clause["silent"]) if clause["silent"] else None
    return ServiceClause(**{**clause, "silent": silent, "shared": frozenset(clause["shared"])})


def has_service_keyword(query: str) -> bool:
    """Whether a query has the keyword SERVICE.

    >>> has_service_keyword("SELECT ?service { ?s ex:service 'SERVICE' } # SERVICE")
    False
    """
    text = unescape(query)
    return "service" in text.lower() and any(_is_word(token, _KEYWORD) for token in tokenize(text))


def parse_clauses(query: str) -> ServiceQuery:
    """Find the SERVICE clauses of a query.

    A SERVICE keyword that begins no complete clause stays in the query, and the engine refuses it.

    >>> parse_clauses("PREFIX e: <http://example.org/> ASK { SERVICE e:sparql { ?s ?p ?o } }").clauses[0].endpoint
    'http://example.org/sparql'

    Raises:
        NestedEscape: the meaning of the query would depend on the parser.
    """
    text = unescape(query)
    # An escape that is left after one replacement was built by the replacement.
    if unescape(text) != text:
        raise NestedEscape
    tokens = list(tokenize(text))
    context = _Context(text, _prologue(tokens), _count_variables(tokens))
    clauses: list[ServiceClause] = []
    braces = _match_braces(tokens)
    groups = [False]
    index = 0
    while index < len(tokens):
        token = tokens[index]
        if _is(token, "{"):
            groups.append(groups[-1] or (index > 0 and tokens[index - 1].text.upper().endswith(_CORRELATED)))
        elif _is(token, "}") and len(groups) > 1:
            groups.pop()
        elif _is_word(token, _KEYWORD) and (closing := braces.get(_opening_brace(tokens, index) or 0)):
            clauses.append(_clause(context, tokens[index : closing + 1], groups[-1]))
            index = closing
        index += 1
    return ServiceQuery(text, strip_comments(text[: context.prologue.end]), tuple(clauses))


@dataclass(frozen=True)
class _Prologue:
    base: str
    prefixes: dict[str, str]
    end: int
    """Offset of the query form."""

    def iri(self, token: Token) -> str | None:
        """The IRI of an IRI token or a prefixed name; None for other tokens and undeclared prefixes."""
        if token.kind == "iri":
            return resolve_iri(self.base, token.text[1:-1])
        prefix, _, local = token.text.partition(":")
        if token.kind != "name" or prefix not in self.prefixes:
            return None
        return self.prefixes[prefix] + re.sub(r"\\(.)", r"\1", local)


def _prologue(tokens: Sequence[Token]) -> _Prologue:
    prefixes: dict[str, str] = {}
    base = QUERY_BASE
    for index, token in enumerate(tokens):
        if token.kind != "word":
            continue
        word, following = token.text.upper(), tokens[index + 1 : index + 3]
        if word in FORMS:
            return _Prologue(base, prefixes, token.start)
        if word == "BASE" and [token.kind for token in following[:1]] == ["iri"]:
            base = resolve_iri(base, following[0].text[1:-1])
        if word == "PREFIX" and [token.kind for token in following] == ["name", "iri"]:
            prefixes[following[0].text.partition(":")[0]] = resolve_iri(base, following[1].text[1:-1])
    return _Prologue(base, prefixes, 0)


def _count_variables(tokens: Sequence[Token]) -> Counter[str]:
    return Counter(token.text[1:] for token in tokens if token.kind == "variable")


def resolve_iri(base: str, iri: str) -> str:
    """Resolve an IRI against a base IRI (RFC 3986, section 5).

    >>> resolve_iri("http://example.org/a/b", "c"), resolve_iri("http://example.org/", "http://example.com/d#")
    ('http://example.org/a/c', 'http://example.com/d#')
    """
    if _SCHEME.match(iri):
        return iri
    try:
        return urljoin(base, iri)
    except ValueError:
        return iri


def _opening_brace(tokens: Sequence[Token], start: int) -> int | None:
    """The index of the brace that opens the pattern of the clause at index ``start``; None if there is none."""
    opening = start + (3 if start + 1 < len(tokens) and _is_word(tokens[start + 1], "SILENT") else 2)
    if opening >= len(tokens) or not _is(tokens[opening], "{"):
        return None
    return opening if tokens[opening - 1].kind in ("iri", "name", "variable") else None


def _match_braces(tokens: Sequence[Token]) -> dict[int, int]:
    """Map the index of each opening brace to the index of its closing brace."""
    pairs: dict[int, int] = {}
    opened: list[int] = []
    for index, token in enumerate(tokens):
        if _is(token, "{"):
            opened.append(index)
        elif _is(token, "}") and opened:
            pairs[opened.pop()] = index
    return pairs


@dataclass(frozen=True)
class _Context:
    """The query that contains a clause."""

    text: str
    prologue: _Prologue
    variables: Counter[str]


def _clause(context: _Context, tokens: Sequence[Token], correlated: bool) -> ServiceClause:
    """Make a clause from its tokens, from the keyword to the closing brace."""
    silent = tokens[1] if _is_word(tokens[1], "SILENT") else None
    endpoint, opening = tokens[2 if silent else 1], tokens[3 if silent else 2]
    return ServiceClause(
        start=tokens[0].start,
        end=tokens[-1].start + 1,
        silent=(silent.start, silent.start + len(silent.text)) if silent else None,
        endpoint_text=endpoint.text,
        endpoint=context.prologue.iri(endpoint),
        pattern=strip_comments(context.text[opening.start + 1 : tokens[-1].start]),
        correlated=correlated,
        shared=frozenset(name for name, count in _count_variables(tokens).items() if context.variables[name] > count),
        nested=contains_service(tokens[4 if silent else 3 :], context.prologue.prefixes),
    )


def _is(token: Token, text: str) -> bool:
    return token.kind == "other" and token.text == text


def _is_word(token: Token, word: str) -> bool:
    return token.kind == "word" and token.text.upper() == word
