"""Content negotiation: the format of a response, by ``format=`` or by the Accept header (RFC 9110, section 12.5.1)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from starlette.requests import Request
from starlette.types import Scope

from plenipot.http.problems.problem import Problem

HTML = "text/html; charset=utf-8"
# The first type of each table is the default.
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
"""The documents of a thing: suffix of the address to media type."""
# Aliases of these media types: unregistered names, names from before a registration, and N3, a superset of Turtle.
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
# Short names in ``format=``; SPARQLWrapper sends xml, rdf+xml, json-ld and n3 for graphs.
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


# Media types of data: a client that weighs one of them as high as HTML gets data.
_DATA_TYPES = (*RESULT_TYPES.values(), *GRAPH_TYPES.values(), "application/json", "application/problem+json")

# Members of the header end at commas, parameters at semicolons, outside of quotes. An unclosed quote takes all that
# follows: without backtracking, matching takes linear time.
_QUOTED = r'"[^"\\]*+(?>(?:\\.[^"\\]*+)*)(?:"|\\?+\Z)'
_MEMBER = re.compile(rf"(?>(?:[^,\"]++|{_QUOTED})+)", re.DOTALL)
_PIECE = re.compile(rf"(?>(?:[^;\"]++|{_QUOTED})+)", re.DOTALL)
_RANGE = re.compile(r"(?:\*|[!#$%&'*+.^_`|~0-9a-z-]+/(?:[!#$%&'+.^_`|~0-9a-z-]+|\*))")
_MAX_HEADER = 2000
"""Characters of an Accept header that are parsed; no client needs more."""
# Some clients write more than the three digits of the standard, or no leading zero.
_WEIGHT = re.compile(r"[0-9]+(?:\.[0-9]*)?|\.[0-9]+")


@dataclass(frozen=True)
class Range:
    """A media range of an Accept header."""

    media: str
    """In lower case, without parameters: ``text/csv``, ``text/*`` or ``*/*``."""
    parameters: int
    """The number of its parameters besides ``q``."""
    quality: float


def accept_header(request: Request) -> str | None:
    """The Accept header of a request; several lines are joined by commas (RFC 9110, section 5.3)."""
    return accept_header_of(request.scope)


def accept_header_of(scope: Scope) -> str | None:
    """The Accept header of an ASGI scope; several lines are joined by commas."""
    return ", ".join(value.decode("latin-1") for name, value in scope["headers"] if name == b"accept") or None


def types_of(form: str) -> Mapping[str, str]:
    """The formats for the answer to a query form: name to media type."""
    return GRAPH_TYPES if form in ("CONSTRUCT", "DESCRIBE") else RESULT_TYPES


def choose(form: str, accept: str | None, *requested: str | None) -> tuple[str, str]:
    """Choose the format of the answer to a query: its name and its media type.

    Args:
        form: the query form, such as ``SELECT``.
        accept: the Accept header.
        requested: the values of ``format=``, which is no parameter of the SPARQL protocol. The first value that fits
            the query form counts. If all values are formats of other query forms, the Accept header counts.

    Raises:
        Problem: 400 for an unknown ``format=``, 406 if Accept matches no format.

    >>> choose("SELECT", "text/csv;q=0.5, application/json")
    ('json', 'application/sparql-results+json')
    >>> choose("CONSTRUCT", "*/*")
    ('turtle', 'text/turtle; charset=utf-8')
    >>> choose("DESCRIBE", None, "rdf+xml"), choose("SELECT", "text/csv", "rdf+xml", "")
    (('rdf', 'application/rdf+xml'), ('csv', 'text/csv; charset=utf-8'))
    """
    values = requested_formats(requested)
    if sum(map(len, (accept or "", *values))) > _MAX_CACHED:
        return _choose(form, accept, *values)
    return _choose_cached(form, accept, *values)


def _choose(form: str, accept: str | None, *values: str) -> tuple[str, str]:
    offered = types_of(form)
    graph = offered is GRAPH_TYPES
    names, aliases = (_GRAPH_NAMES, _GRAPH_ALIASES) if graph else (_NAMES, _ALIASES)
    name = first_offered(values, offered, names, aliases)
    if name is None and values:
        others = (RESULT_TYPES, _NAMES, _ALIASES) if graph else (GRAPH_TYPES, _GRAPH_NAMES, _GRAPH_ALIASES)
        if first_offered(values, *others) is None:
            raise unknown_format(values, offered)
    name = name or best_match(accept, offered, aliases)
    if name is None:
        raise not_acceptable(f"An answer to {form}", offered)
    return name, offered[name]


_MAX_CACHED = 500
"""Characters of the header and values whose choice is cached; most clients send shorter ones, and always the same."""
_choose_cached = lru_cache(maxsize=1000)(_choose)


def choose_document(accept: str | None, offered: Mapping[str, str]) -> str:
    """Choose the document of a thing by the Accept header: its suffix. Turtle is the default.

    Raises:
        Problem: 406 if Accept matches no document.

    >>> suffixes = {"html": "text/html", "ttl": "text/turtle", "csv": "text/csv"}
    >>> [choose_document(accept, suffixes) for accept in ("*/*", "text/html,*/*;q=0.8", "text/csv", None)]
    ['ttl', 'html', 'csv', 'ttl']
    """
    suffix = best_match(accept, _first("ttl", offered), _GRAPH_ALIASES)
    if suffix is None:
        raise not_acceptable("A thing", offered)
    return suffix


def choose_answer(accept: str | None, requested: Sequence[str | None], offered: Mapping[str, str]) -> str:
    """Choose the format of the answer to a question or a search: its name. JSON is the default.

    The first value of ``format=`` that is offered counts.

    Raises:
        Problem: 400 if ``format=`` names no offered format, 406 if Accept matches none.

    >>> offered = {"html": HTML, **RESULT_TYPES}
    >>> [choose_answer(accept, (), offered) for accept in (None, "text/html,*/*;q=0.8", "text/*;q=0.2, text/csv")]
    ['json', 'html', 'csv']
    """
    if values := requested_formats(requested):
        name = first_offered(values, offered, _NAMES, _ALIASES)
        if name is None:
            raise unknown_format(values, offered)
        return name
    name = best_match(accept, _first("json", offered), _ALIASES)
    if name is None:
        raise not_acceptable("An answer", offered)
    return name


def prefers_html(accept: str | None) -> bool:
    """Whether a client prefers HTML to data, as browsers do.

    >>> prefers_html("text/html,application/xhtml+xml,*/*;q=0.8"), prefers_html("*/*"), prefers_html(None)
    (True, False, False)
    >>> prefers_html("text/html;q=0.5, application/json")
    False
    """
    ranges = parse_accept(accept)
    return quality(HTML, ranges) > max(quality(media, ranges, {**_ALIASES, **_GRAPH_ALIASES}) for media in _DATA_TYPES)


def not_acceptable(what: str, offered: Mapping[str, str]) -> Problem:
    """The problem (406) for an Accept header that matches no format; it lists the offered ones."""
    names = ", ".join(essence(media) for media in offered.values())
    return Problem(406, "No acceptable format", f"{what} can be had as {names}.", headers={"Vary": "Accept"})


def best_match(accept: str | None, offered: Mapping[str, str], aliases: Mapping[str, str]) -> str | None:
    """The name of the offered format with the highest weight, the first of equals; None if all have weight 0."""
    ranges = parse_accept(accept)
    weights = {name: quality(media, ranges, aliases) for name, media in offered.items()}
    name = max(weights, key=lambda candidate: weights[candidate])  # the first of equals
    return name if weights[name] > 0 else None


def requested_formats(requested: Sequence[str | None]) -> list[str]:
    """Split the values of ``format=`` at commas, which SPARQLWrapper sends, and drop empty ones.

    >>> requested_formats(["json-ld", "application/ld+json,application/x-json+ld", "", None])
    ['json-ld', 'application/ld+json', 'application/x-json+ld']
    """
    return [value.strip() for values in requested for value in (values or "").split(",") if value.strip()]


def first_offered(
    requested: Sequence[str], offered: Mapping[str, str], names: Mapping[str, str], aliases: Mapping[str, str]
) -> str | None:
    """The first requested format that is offered, by its name, its media type or an alias of either."""
    return next((name for value in requested if (name := _lookup(value, offered, names, aliases))), None)


def _lookup(
    requested: str, offered: Mapping[str, str], names: Mapping[str, str], aliases: Mapping[str, str]
) -> str | None:
    # An unescaped plus in a query string decodes to a space.
    name = essence(requested).strip().lower().replace(" ", "+")
    name = names.get(name, name)
    if name in offered:
        return name
    name = aliases.get(name, name)
    return next((key for key, media in offered.items() if essence(media) == name), None)


def unknown_format(requested: Sequence[str], offered: Mapping[str, str]) -> Problem:
    """The problem (400) for a ``format=`` that names no format."""
    return Problem(400, "Unknown format", f"format={requested[0][:50]!r}: {_one_of(offered)}.")


def parse_accept(header: str | None) -> tuple[Range, ...]:
    """Parse the media ranges of an Accept header; malformed ranges are ignored.

    A header without a valid range accepts everything, as does a request without the header.

    >>> [(range.media, range.quality) for range in parse_accept('text/turtle, a/b;p="x,y;z";q=.5, rubbish, */*;q=0.1')]
    [('text/turtle', 1.0), ('a/b', 0.5), ('*/*', 0.1)]
    >>> parse_accept("text/csv;q=high, nothing")
    (Range(media='*/*', parameters=0, quality=1.0),)
    """
    ranges = (_range(member) for member in _MEMBER.findall((header or "")[:_MAX_HEADER]))
    return tuple(range for range in ranges if range) or (Range("*/*", 0, 1.0),)


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
            return None  # all responses are UTF-8
        elif name:
            others += 1
    return Range("*/*" if media == "*" else media, others, weight)


def quality(media: str, ranges: Sequence[Range], aliases: Mapping[str, str] = _ALIASES) -> float:
    """The weight of a media type, from 0 to 1: by its own name, else by an alias, else by a wildcard.

    A range with a parameter, such as ``profile``, matches too, but a range with fewer parameters takes precedence.

    >>> quality("text/csv; charset=utf-8", parse_accept("text/*;q=0.3, text/csv;header=absent;q=0.1, text/csv;q=0.7"))
    0.7
    """
    exact = essence(media)
    others = tuple(name for name, target in aliases.items() if target == exact)
    for names in ((exact,), others, (exact.partition("/")[0] + "/*",), ("*/*",)):
        matches = [range for range in ranges if range.media in names]
        if matches:
            least = min(range.parameters for range in matches)
            return max(range.quality for range in matches if range.parameters == least)
    return 0.0


def essence(media: str) -> str:
    """The essence of a media type: type and subtype without parameters (WHATWG MIME Sniffing, section 3.1)."""
    return media.partition(";")[0]


def _first(name: str, offered: Mapping[str, str]) -> Mapping[str, str]:
    return {name: offered[name], **offered}


def _one_of(offered: Mapping[str, str]) -> str:
    return f"choose one of {', '.join(offered)}"
