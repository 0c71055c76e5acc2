"""The SERVICE clauses of a query: where they are, whom they ask, and the query without them."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from plenipot.lexer import FORMS, Token, any_service, tokens, unescape, without_comments
from plenipot.store.base import QUERY_BASE, BadSyntax, QueryError, ServiceRefused

_KEYWORD = "SERVICE"
_STAND_IN = "GRAPH".ljust(len(_KEYWORD))
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")
# Groups that are evaluated once for each solution around them, whose variables have values inside.
_CORRELATED = ("EXISTS", "LATERAL")


class EscapedTwice(ValueError):
    """A codepoint escape is made of codepoint escapes: engines would read it in different ways."""


@dataclass(frozen=True)
class Clause:
    """``SERVICE [SILENT] endpoint { pattern }``."""

    start: int
    end: int
    silent: tuple[int, int] | None
    """Where SILENT is."""
    written: str
    """The endpoint as it stands in the query."""
    endpoint: str | None
    """Its IRI; None for a variable, and for a name whose prefix is not declared."""
    pattern: str
    correlated: bool
    """Whether it is inside EXISTS or LATERAL."""
    shared: frozenset[str]
    """The variables that stand in it and outside of it, be they the same or not."""
    nested: bool
    """Whether its pattern may ask a service itself."""


@dataclass(frozen=True)
class Reading:
    """A query with its codepoint escapes replaced, and its SERVICE clauses, first to last."""

    text: str
    prologue: str
    clauses: tuple[Clause, ...]

    def stand_in(self) -> str:
        """The same query with GRAPH for SERVICE: valid if and only if this one is, at the same lines and columns.

        >>> read("SELECT * { SERVICE SILENT <http://example.org/> { ?s ?p ?o } }").stand_in()
        'SELECT * { GRAPH          <http://example.org/> { ?s ?p ?o } }'
        """
        text = self.text
        for clause in self.clauses:
            text = text[: clause.start] + _STAND_IN + text[clause.start + len(_KEYWORD) :]
            if clause.silent:
                start, end = clause.silent
                text = text[:start] + " " * (end - start) + text[end:]
        return text

    def asked(self, clause: Clause) -> str:
        """The query that the endpoint of a clause is asked; relative IRIs are resolved as they would be here."""
        return f"BASE <{QUERY_BASE}>\n{self.prologue}\nSELECT * WHERE {{{clause.pattern}}}"

    def joined(self, solutions: Sequence[str]) -> str:
        """The query with a block of VALUES for each clause."""
        parts: list[str] = []
        position = 0
        for clause, values in zip(self.clauses, solutions, strict=True):
            parts += (self.text[position : clause.start], " ", values, " ")
            position = clause.end
        return "".join([*parts, self.text[position:]])


@dataclass(frozen=True)
class Examination:
    """What a query process finds out about the SERVICE clauses of a query, for the service, which asks them.

    >>> found = Examination(read("SELECT * { SERVICE <http://example.org/> { ?s ?p 1 } }"), [["s"]], BadSyntax("no"))
    >>> again = Examination.decode(found.encode())
    >>> again.reading == found.reading, again.names, again.error
    (True, [['s']], BadSyntax('no'))
    """

    reading: Reading | None
    """None if the query names no service."""
    names: Sequence[Sequence[str] | None] = ()
    """The variables that each clause binds; None for one whose pattern cannot be asked on its own."""
    error: QueryError | None = None
    """What is wrong with the query besides what its clauses ask."""
    escaped_twice: bool = False

    def encode(self) -> bytes:
        """It as JSON."""
        reading = None
        if self.reading is not None:
            clauses = [{**vars(each), "shared": sorted(each.shared)} for each in self.reading.clauses]
            reading = {"text": self.reading.text, "prologue": self.reading.prologue, "clauses": clauses}
        error = None if self.error is None else [_ERRORS.index(type(self.error)), str(self.error)]
        return json.dumps([reading, self.names, error, self.escaped_twice]).encode()

    @classmethod
    def decode(cls, message: bytes) -> Examination:
        """It from JSON."""
        found, names, error, escaped_twice = json.loads(message)
        reading = None
        if found is not None:
            reading = Reading(found["text"], found["prologue"], tuple(_decoded(each) for each in found["clauses"]))
        return cls(reading, names, _ERRORS[error[0]](error[1]) if error else None, escaped_twice)


_ERRORS: Sequence[type[QueryError]] = (QueryError, BadSyntax, ServiceRefused)


def _decoded(clause: dict[str, Any]) -> Clause:
    silent = tuple(clause["silent"]) if clause["silent"] else None
    return Clause(**{**clause, "silent": silent, "shared": frozenset(clause["shared"])})


def names_a_service(query: str) -> bool:
    """Whether SERVICE is a keyword of a query.

    >>> names_a_service("SELECT ?service { ?s ex:service 'SERVICE' } # SERVICE")
    False
    """
    text = unescape(query)
    return "service" in text.lower() and any(_is_word(token, _KEYWORD) for token in tokens(text))


def read(query: str) -> Reading:
    """Find the clauses of a query.

    A SERVICE that is not written as a clause is not found: it is still there in the query without the clauses, where
    the engine's parser finds and refuses it.

    >>> read("PREFIX e: <http://example.org/> ASK { SERVICE e:sparql { ?s ?p ?o } }").clauses[0].endpoint
    'http://example.org/sparql'

    Raises:
        EscapedTwice: what it asks would depend on the reader.
    """
    text = unescape(query)
    # What is left after one replacement is an escape that the replacement made, or one of no character.
    if unescape(text) != text:
        raise EscapedTwice
    found = list(tokens(text))
    whole = _Whole(text, _prologue(found), _variables(found))
    clauses: list[Clause] = []
    braces = _braces(found)
    groups = [False]
    index = 0
    while index < len(found):
        token = found[index]
        if _is(token, "{"):
            groups.append(groups[-1] or (index > 0 and found[index - 1].text.upper().endswith(_CORRELATED)))
        elif _is(token, "}") and len(groups) > 1:
            groups.pop()
        elif _is_word(token, _KEYWORD) and (closing := braces.get(_opening(found, index) or 0)):
            clauses.append(_clause(whole, found[index : closing + 1], groups[-1]))
            index = closing
        index += 1
    return Reading(text, without_comments(text[: whole.prologue.end]), tuple(clauses))


@dataclass(frozen=True)
class _Prologue:
    base: str
    prefixes: dict[str, str]
    end: int
    """Where the query itself begins."""

    def iri(self, token: Token) -> str | None:
        """The IRI that a token stands for."""
        if token.kind == "iri":
            return resolved(self.base, token.text[1:-1])
        prefix, _, local = token.text.partition(":")
        if token.kind != "name" or prefix not in self.prefixes:
            return None
        return self.prefixes[prefix] + re.sub(r"\\(.)", r"\1", local)


def _prologue(found: Sequence[Token]) -> _Prologue:
    prefixes: dict[str, str] = {}
    base = QUERY_BASE
    for index, token in enumerate(found):
        if token.kind != "word":
            continue
        word, following = token.text.upper(), found[index + 1 : index + 3]
        if word in FORMS:
            return _Prologue(base, prefixes, token.start)
        if word == "BASE" and [each.kind for each in following[:1]] == ["iri"]:
            base = resolved(base, following[0].text[1:-1])
        if word == "PREFIX" and [each.kind for each in following] == ["name", "iri"]:
            prefixes[following[0].text.partition(":")[0]] = resolved(base, following[1].text[1:-1])
    return _Prologue(base, prefixes, 0)


def _variables(found: Sequence[Token]) -> Counter[str]:
    return Counter(token.text[1:] for token in found if token.kind == "variable")


def resolved(base: str, iri: str) -> str:
    """An IRI against its base.

    >>> resolved("http://example.org/a/b", "c"), resolved("http://example.org/", "http://example.com/d#")
    ('http://example.org/a/c', 'http://example.com/d#')
    """
    if _SCHEME.match(iri):
        return iri
    try:
        return urljoin(base, iri)
    except ValueError:
        return iri


def _opening(found: Sequence[Token], start: int) -> int | None:
    """The index of the brace that opens the pattern of a clause that begins at ``start``."""
    opening = start + (3 if start + 1 < len(found) and _is_word(found[start + 1], "SILENT") else 2)
    if opening >= len(found) or not _is(found[opening], "{"):
        return None
    return opening if found[opening - 1].kind in ("iri", "name", "variable") else None


def _braces(found: Sequence[Token]) -> dict[int, int]:
    """For the index of each opening brace that of its closing one."""
    pairs: dict[int, int] = {}
    opened: list[int] = []
    for index, token in enumerate(found):
        if _is(token, "{"):
            opened.append(index)
        elif _is(token, "}") and opened:
            pairs[opened.pop()] = index
    return pairs


@dataclass(frozen=True)
class _Whole:
    """A query around its clauses."""

    text: str
    prologue: _Prologue
    variables: Counter[str]


def _clause(whole: _Whole, found: Sequence[Token], correlated: bool) -> Clause:
    """The clause that some tokens are, from its keyword to its closing brace."""
    silent = found[1] if _is_word(found[1], "SILENT") else None
    endpoint, opening = found[2 if silent else 1], found[3 if silent else 2]
    return Clause(
        start=found[0].start,
        end=found[-1].start + 1,
        silent=(silent.start, silent.start + len(silent.text)) if silent else None,
        written=endpoint.text,
        endpoint=whole.prologue.iri(endpoint),
        pattern=without_comments(whole.text[opening.start + 1 : found[-1].start]),
        correlated=correlated,
        shared=frozenset(name for name, count in _variables(found).items() if whole.variables[name] > count),
        nested=any_service(found[4 if silent else 3 :], whole.prologue.prefixes),
    )


def _is(token: Token, text: str) -> bool:
    return token.kind == "other" and token.text == text


def _is_word(token: Token, word: str) -> bool:
    return token.kind == "word" and token.text.upper() == word
