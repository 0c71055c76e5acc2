"""Which format an answer has: by ``format=``, or by the Accept header (RFC 9110, section 12.5.1)."""

from __future__ import annotations

from collections.abc import Mapping

from plenipot.service.problems import Problem

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
_ALIASES = {
    "application/json": "application/sparql-results+json",
    "application/xml": "application/sparql-results+xml",
    "text/xml": "application/sparql-results+xml",
}
_GRAPH_ALIASES = {
    "application/json": "application/ld+json",
    "application/xml": "application/rdf+xml",
    "text/plain": "application/n-triples",
    "application/x-turtle": "text/turtle",
}
# What clients write in ``format=``; SPARQLWrapper sends xml, rdf+xml, json-ld and n3 for graphs.
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


def types_of(form: str) -> Mapping[str, str]:
    """The formats that a query form can be answered in."""
    return GRAPH_TYPES if form in ("CONSTRUCT", "DESCRIBE") else RESULT_TYPES


def choose(form: str, accept: str | None, asked: str | None) -> tuple[str, str]:
    """Name and media type of the format of an answer.

    Raises:
        Problem: 400 for an unknown ``format=``, 406 for an Accept header that nothing fits.

    >>> choose("SELECT", "text/csv;q=0.5, application/json", None)
    ('json', 'application/sparql-results+json')
    >>> choose("CONSTRUCT", "*/*", None)
    ('turtle', 'text/turtle; charset=utf-8')
    >>> choose("DESCRIBE", None, "rdf+xml")
    ('rdf', 'application/rdf+xml')
    """
    offered = types_of(form)
    if asked:
        name = _named(asked, offered)
        if name is None:
            names = ", ".join(offered)
            detail = f"format={asked[:100]!r} does not fit {form}; choose one of {names}."
            raise Problem(400, "Unknown format", detail)
        return name, offered[name]
    aliases = _GRAPH_ALIASES if offered is GRAPH_TYPES else _ALIASES
    ranges = parse_accept(accept or "*/*")
    best = max(
        ((quality(media, ranges, aliases), -place, name) for place, (name, media) in enumerate(offered.items())),
    )
    if best[0] <= 0:
        names = ", ".join(media.partition(";")[0] for media in offered.values())
        raise Problem(
            406, "No acceptable format", f"An answer to {form} can be had as {names}.", headers={"Vary": "Accept"}
        )
    return best[2], offered[best[2]]


def _named(asked: str, offered: Mapping[str, str]) -> str | None:
    """The format that ``format=`` means: its name, another usual name, or its media type."""
    # In an address a plus that was not escaped arrives as a space.
    name = asked.lower().replace(" ", "+")
    name = (_GRAPH_NAMES if offered is GRAPH_TYPES else _NAMES).get(name, name)
    if name in offered:
        return name
    return next((each for each, media in offered.items() if media.partition(";")[0] == name), None)


def choose_document(accept: str | None, offered: Mapping[str, str]) -> str:
    """The suffix of the document of a thing that a client prefers; Turtle for one that accepts anything.

    Raises:
        Problem: 406 if none fits.

    >>> suffixes = {"html": "text/html", "ttl": "text/turtle", "csv": "text/csv"}
    >>> [choose_document(accept, suffixes) for accept in ("*/*", "text/html,*/*;q=0.8", "text/csv", None)]
    ['ttl', 'html', 'csv', 'ttl']
    """
    ranges = parse_accept(accept or "*/*")
    places = ("ttl", *(suffix for suffix in offered if suffix != "ttl"))
    best, _, suffix = max(
        (quality(offered[suffix], ranges, _GRAPH_ALIASES), -place, suffix) for place, suffix in enumerate(places)
    )
    if best <= 0:
        names = ", ".join(media.partition(";")[0] for media in offered.values())
        raise Problem(406, "No acceptable format", f"A thing can be had as {names}.", headers={"Vary": "Accept"})
    return suffix


def prefers_html(accept: str | None) -> bool:
    """Whether a page is wanted rather than data: what browsers say.

    >>> prefers_html("text/html,application/xhtml+xml,*/*;q=0.8"), prefers_html("*/*"), prefers_html(None)
    (True, False, False)
    """
    ranges = parse_accept(accept or "")
    best = max((ranges.get(media.partition(";")[0], 0.0) for media in GRAPH_TYPES.values()), default=0.0)
    return ranges.get("text/html", 0.0) > best


def parse_accept(header: str) -> dict[str, float]:
    """Media ranges with their quality; what cannot be read counts as not accepted.

    >>> parse_accept("text/turtle, */*;q=0.1")
    {'text/turtle': 1.0, '*/*': 0.1}
    """
    ranges: dict[str, float] = {}
    for part in header.split(","):
        media, *parameters = (piece.strip().lower() for piece in part.split(";"))
        quality = 1.0
        for parameter in parameters:
            if parameter.startswith("q="):
                try:
                    quality = min(max(float(parameter[2:]), 0.0), 1.0)
                except ValueError:
                    quality = 0.0
        if media:
            ranges[media] = quality
    return ranges


def quality(media: str, ranges: Mapping[str, float], aliases: Mapping[str, str] = _ALIASES) -> float:
    """How much a client wants a media type, from 0 to 1."""
    exact = media.partition(";")[0]
    named = [ranges[name] for name in (exact, *(a for a, b in aliases.items() if b == exact)) if name in ranges]
    if named:
        return max(named)
    for wildcard in (exact.partition("/")[0] + "/*", "*/*"):
        if wildcard in ranges:
            return ranges[wildcard]
    return 0.0
