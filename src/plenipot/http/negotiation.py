"""Which format an answer has: by ``format=``, or by the Accept header (RFC 9110, section 12.5.1)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from starlette.requests import Request
from starlette.types import Scope

from plenipot.http.problems.problem import Problem

HTML = "text/html; charset=utf-8"
# The first of each is what a client gets that accepts anything.
RESULT_TYPES: Mapping[str, str] = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv; charset=utf-8",
    "tsv": "text/tab-separated-values; charset=utf-8",
}
GRAPH_TYPES: Mapping[str, str] = {
    "turtle": "text/turtle; charset=utf-8",
    "jsonld": "application/ld+json",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
    "trig": "application/trig",
    "nq": "application/n-quads",
}
SUFFIXES: Mapping[str, str] = {
    "html": HTML,
    "ttl": GRAPH_TYPES["turtle"],
    "jsonld": GRAPH_TYPES["jsonld"],
    "nt": GRAPH_TYPES["nt"],
    "rdf": GRAPH_TYPES["rdf"],
    "csv": RESULT_TYPES["csv"],
}
"""The documents of a thing, by their suffixes."""
# Other names of these media types: unregistered ones, those of the time before a registration, and N3, of which Turtle
# is a part.
_ALIASES = {
    "application/json": "application/sparql-results+json",
    "application/xml": "application/sparql-results+xml",
    "text/xml": "application/sparql-results+xml",
}
_GRAPH_ALIASES = {
    "application/json": "application/ld+json",
    "application/x-json+ld": "application/ld+json",
    "application/xml": "application/rdf+xml",
    "text/plain": "application/n-triples",
    "text/ntriples": "application/n-triples",
    "application/turtle": "text/turtle",
    "application/x-turtle": "text/turtle",
    "text/n3": "text/turtle",
    "text/rdf+n3": "text/turtle",
    "application/n3": "text/turtle",
    "application/x-trig": "application/trig",
    "text/x-nquads": "application/n-quads",
}
# What clients write in ``format=``, beside media types; SPARQLWrapper sends xml, rdf+xml, json-ld and n3 for graphs.
_NAMES = {"srj": "json", "srx": "xml"}
_GRAPH_NAMES = {
    "xml": "rdf",
    "rdf+xml": "rdf",
    "rdfxml": "rdf",
    "json": "jsonld",
    "json-ld": "jsonld",
    "ttl": "turtle",
    "n3": "turtle",
    "ntriples": "nt",
    "n-triples": "nt",
    "nquads": "nq",
    "n-quads": "nq",
}


# What a program takes that is no browser: any of these outweighs a page that is wanted no more.
_DATA = (*RESULT_TYPES.values(), *GRAPH_TYPES.values(), "application/json", "application/problem+json")

# A member of the header, split at commas and semicolons outside of quotes; a quote that is not closed holds all that
# follows, so that nothing is read twice.
_QUOTED = r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?+\Z)'
_MEMBER = re.compile(rf"(?:[^,\"]++|{_QUOTED})++", re.DOTALL)
_PIECE = re.compile(rf"(?:[^;\"]++|{_QUOTED})++", re.DOTALL)
_RANGE = re.compile(r"(?:\*|[!#$%&'*+.^_`|~0-9a-z-]+/(?:[!#$%&'+.^_`|~0-9a-z-]+|\*))")
# A client or two write more digits than the three of the standard, or no zero.
_LONGEST = 2000
"""Characters of an Accept header that are read: no client needs more, and to read many takes time."""
_WEIGHT = re.compile(r"[0-9]+(?:\.[0-9]*)?|\.[0-9]+")


@dataclass(frozen=True)
class Range:
    """A media range of an Accept header."""

    media: str
    """In lower case, without parameters: ``text/csv``, ``text/*`` or ``*/*``."""
    parameters: int
    """How many parameters it has besides its weight."""
    quality: float


def accepted(request: Request) -> str | None:
    """The Accept header of a request, which may stand in several lines (RFC 9110, section 5.3)."""
    return accepted_by(request.scope)


def accepted_by(scope: Scope) -> str | None:
    """The same, of a bare request."""
    return ", ".join(value.decode("latin-1") for name, value in scope["headers"] if name == b"accept") or None


def types_of(form: str) -> Mapping[str, str]:
    """The formats that a query form can be answered in."""
    return GRAPH_TYPES if form in ("CONSTRUCT", "DESCRIBE") else RESULT_TYPES


def choose(form: str, accept: str | None, *asked: str | None) -> tuple[str, str]:
    """Name and media type of the format of an answer.

    ``asked`` are the values of ``format=``, which is no parameter of the SPARQL protocol: clients send it once, several
    times, or for a query form that it does not fit. The first value that fits the form counts; if all are formats of
    the other forms, the Accept header does.

    Raises:
        Problem: 400 for an unknown ``format=``, 406 for an Accept header that nothing fits.

    >>> choose("SELECT", "text/csv;q=0.5, application/json")
    ('json', 'application/sparql-results+json')
    >>> choose("CONSTRUCT", "*/*")
    ('turtle', 'text/turtle; charset=utf-8')
    >>> choose("DESCRIBE", None, "rdf+xml"), choose("SELECT", "text/csv", "rdf+xml", "")
    (('rdf', 'application/rdf+xml'), ('csv', 'text/csv; charset=utf-8'))
    """
    values = asked_formats(asked)
    if sum(map(len, (accept or "", *values))) > _OFTEN:
        return _choose(form, accept, *values)
    return _choose_as_before(form, accept, *values)


def _choose(form: str, accept: str | None, *values: str) -> tuple[str, str]:
    offered = types_of(form)
    graph = offered is GRAPH_TYPES
    names, aliases = (_GRAPH_NAMES, _GRAPH_ALIASES) if graph else (_NAMES, _ALIASES)
    name = first_named(values, offered, names, aliases)
    if name is None and values:
        others = (RESULT_TYPES, _NAMES, _ALIASES) if graph else (GRAPH_TYPES, _GRAPH_NAMES, _GRAPH_ALIASES)
        if first_named(values, *others) is None:
            raise unknown_format(values, offered)
    name = name or best(accept, offered, aliases)
    if name is None:
        raise not_acceptable(f"An answer to {form}", offered)
    return name, offered[name]


_OFTEN = 500
"""Characters of a header that is worth remembering: what clients send is shorter, and is always the same."""
_choose_as_before = lru_cache(maxsize=1000)(_choose)


def choose_document(accept: str | None, offered: Mapping[str, str]) -> str:
    """The suffix of the document of a thing that a client prefers; Turtle for one that accepts anything.

    Raises:
        Problem: 406 if none fits.

    >>> suffixes = {"html": "text/html", "ttl": "text/turtle", "csv": "text/csv"}
    >>> [choose_document(accept, suffixes) for accept in ("*/*", "text/html,*/*;q=0.8", "text/csv", None)]
    ['ttl', 'html', 'csv', 'ttl']
    """
    suffix = best(accept, _first("ttl", offered), _GRAPH_ALIASES)
    if suffix is None:
        raise not_acceptable("A thing", offered)
    return suffix


def choose_answer(accept: str | None, asked: Sequence[str | None], offered: Mapping[str, str]) -> str:
    """The format of the answer to a question, or of a search; JSON for a client that accepts anything.

    Of several values of ``format=`` the first that is offered counts.

    Raises:
        Problem: 400 for an unknown format that was asked for by name, 406 for an Accept header that nothing fits.

    >>> offered = {"html": HTML, **RESULT_TYPES}
    >>> [choose_answer(accept, (), offered) for accept in (None, "text/html,*/*;q=0.8", "text/*;q=0.2, text/csv")]
    ['json', 'html', 'csv']
    """
    if values := asked_formats(asked):
        name = first_named(values, offered, _NAMES, _ALIASES)
        if name is None:
            raise unknown_format(values, offered)
        return name
    name = best(accept, _first("json", offered), _ALIASES)
    if name is None:
        raise not_acceptable("An answer", offered)
    return name


def prefers_html(accept: str | None) -> bool:
    """Whether a page is wanted rather than data: what browsers say.

    >>> prefers_html("text/html,application/xhtml+xml,*/*;q=0.8"), prefers_html("*/*"), prefers_html(None)
    (True, False, False)
    >>> prefers_html("text/html;q=0.5, application/json")
    False
    """
    ranges = parse_accept(accept)
    return quality(HTML, ranges) > max(quality(media, ranges, {**_ALIASES, **_GRAPH_ALIASES}) for media in _DATA)


def not_acceptable(what: str, offered: Mapping[str, str]) -> Problem:
    """The problem of an Accept header that nothing fits, with the list of what there is."""
    names = ", ".join(bare(media) for media in offered.values())
    return Problem(406, "No acceptable format", f"{what} can be had as {names}.", headers={"Vary": "Accept"})


def best(accept: str | None, offered: Mapping[str, str], aliases: Mapping[str, str]) -> str | None:
    """The name of the format that a client likes best, the first of several; None if it likes none."""
    ranges = parse_accept(accept)
    weights = {name: quality(media, ranges, aliases) for name, media in offered.items()}
    # max() gives the first of those that are equal.
    name = max(weights, key=lambda each: weights[each])
    return name if weights[name] > 0 else None


def asked_formats(asked: Sequence[str | None]) -> list[str]:
    """The values of ``format=`` one by one; a value may list several, as SPARQLWrapper does, or be empty.

    >>> asked_formats(["json-ld", "application/ld+json,application/x-json+ld", "", None])
    ['json-ld', 'application/ld+json', 'application/x-json+ld']
    """
    return [value.strip() for each in asked for value in (each or "").split(",") if value.strip()]


def first_named(
    asked: Sequence[str], offered: Mapping[str, str], names: Mapping[str, str], aliases: Mapping[str, str]
) -> str | None:
    """The first format of several that is offered: by its name or media type, or by another one of these."""
    return next((name for each in asked if (name := _named(each, offered, names, aliases))), None)


def _named(asked: str, offered: Mapping[str, str], names: Mapping[str, str], aliases: Mapping[str, str]) -> str | None:
    # In an address a plus that was not escaped arrives as a space.
    name = bare(asked).strip().lower().replace(" ", "+")
    name = names.get(name, name)
    if name in offered:
        return name
    name = aliases.get(name, name)
    return next((each for each, media in offered.items() if bare(media) == name), None)


def unknown_format(asked: Sequence[str], offered: Mapping[str, str]) -> Problem:
    """The problem of a ``format=`` that nothing has."""
    return Problem(400, "Unknown format", f"format={asked[0][:50]!r}: {_one_of(offered)}.")


def parse_accept(header: str | None) -> tuple[Range, ...]:
    """The media ranges of an Accept header; what is malformed is left out, as if it were not there.

    A header without any range, or none at all, accepts everything.

    >>> [(each.media, each.quality) for each in parse_accept('text/turtle, a/b;p="x,y;z";q=.5, rubbish, */*;q=0.1')]
    [('text/turtle', 1.0), ('a/b', 0.5), ('*/*', 0.1)]
    >>> parse_accept("text/csv;q=high, nothing")
    (Range(media='*/*', parameters=0, quality=1.0),)
    """
    ranges = (_range(member) for member in _MEMBER.findall((header or "")[:_LONGEST]))
    return tuple(each for each in ranges if each) or (Range("*/*", 0, 1.0),)


def _range(member: str) -> Range | None:
    media, *pieces = (piece.strip().lower() for piece in _PIECE.findall(member) or ("",))
    if not _RANGE.fullmatch(media) or (media.startswith("*/") and media != "*/*"):
        return None
    weight, others = 1.0, 0
    for piece in pieces:
        name, _, value = (part.strip() for part in piece.partition("="))
        if name == "q":
            if not _WEIGHT.fullmatch(value):
                return None
            weight = min(float(value), 1.0)
        elif name == "charset" and value.strip('"') not in ("utf-8", "utf8", "us-ascii"):
            return None  # everything here is UTF-8
        elif name:
            others += 1
    return Range("*/*" if media == "*" else media, others, weight)


def quality(media: str, ranges: Sequence[Range], aliases: Mapping[str, str] = _ALIASES) -> float:
    """How much a client wants a media type, from 0 to 1: by its own name, else by another one, else by a wildcard.

    A parameter of a range, such as a profile, is no reason not to match, but yields to a range without any.

    >>> quality("text/csv; charset=utf-8", parse_accept("text/*;q=0.3, text/csv;header=absent;q=0.1, text/csv;q=0.7"))
    0.7
    """
    exact = bare(media)
    others = tuple(name for name, meant in aliases.items() if meant == exact)
    for names in ((exact,), others, (exact.partition("/")[0] + "/*",), ("*/*",)):
        found = [each for each in ranges if each.media in names]
        if found:
            least = min(each.parameters for each in found)
            return max(each.quality for each in found if each.parameters == least)
    return 0.0


def bare(media: str) -> str:
    """A media type without its parameters."""
    return media.partition(";")[0]


def _first(name: str, offered: Mapping[str, str]) -> Mapping[str, str]:
    return {name: offered[name], **offered}


def _one_of(offered: Mapping[str, str]) -> str:
    return f"choose one of {', '.join(offered)}"
