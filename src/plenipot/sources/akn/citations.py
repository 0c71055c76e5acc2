"""Find citations of ITU texts in running text, with a small grammar; targets are paths of the graph.

    citation   = [body] kind group { separator group } [suffix body]
    group      = number { separator number } [mark]            the mark applies to all numbers of its group
    number     = [ "No." ] ( "ITU-R" digits [ "-" digits ] | digits | digits "/" digits | letter "." digits )
    provision  = ( "No." | "Nos." ) list [ "in" article ] "of" treaty | article { separator article } "of" treaty

The body of a number follows from, in this order: the form of the number, the city and year of the mark, a body named
before or after the citation, and the same number cited with a body elsewhere in the same text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from plenipot.sources.akn.calendar import Ambiguous, Calendar
from plenipot.sources.akn.marks import Mark, match_mark
from plenipot.sources.akn.named_texts import find_named_texts
from plenipot.sources.akn.provisions import find_provisions

KINDS = {"resolution": "resolution", "decision": "decision", "recommendation": "recommendation", "opinion": "opinion"}
_KIND = re.compile(
    r"\b(?P<kind>Resolution|Decision|Recommendation|Opinion|RESOLUTION|DECISION|RECOMMENDATION|OPINION)"
    r"(?P<plural>[sS])?\s+(?=(?:No\.?\s*|ITU[- ][RTD]\s)?(?:[A-Z]\.|COM|PLEN|GT-PLEN)?\d)"
)
_NUMBER = re.compile(
    r"(?:No\.?\s*)?(?:ITU[- ](?P<sector>[RTD])\s)?"
    r"(?P<number>(?:COM|PLEN|GT-PLEN)\d*/\d+|\d{1,4}/\d{1,4}[A-Z]?|[A-Z]\.\d+(?:\.\d+)?|\d+[A-Z]?(?:-\d+)?)(?![\w/])"
)
# Resolutions of the General Assembly may have date and subject: "71/243 of 21 December 2016, on ..., and 72/279".
_SEPARATOR = re.compile(
    r",?\s+(?:and|or|as well as)\s+|,\s+"
    r"|\s+of\s+\d{1,2}\s\w+\s\d{4},\s+on\s[^;]{1,300}?\s+and\s+(?=\d\d/\d+\s)"
)
_BODIES: tuple[tuple[str, str], ...] = (
    (r"Human Rights Council", "human-rights-council"),
    (r"United Nations General Assembly|UN General Assembly|UNGA", "unga"),
    (r"Economic and Social Council|ECOSOC", "ecosoc"),
    (r"World Telecommunication Standardization Assembly|WTSA", "wtsa"),
    (r"World Telecommunication Development Conference|WTDC", "wtdc"),
    (r"World Radiocommunication Conference|WRC", "wrc"),
    (r"World Conference on International Telecommunications|WCIT", "wcit"),
    (r"Radiocommunication Assembly|RA\b", "itu-r"),
    (r"World Health Assembly|WHA", "wha"),
    (r"Plenipotentiary Conference|this conference|this Conference", "pp"),
    (r"(?:ITU\s+)?Council", "council"),
)
_BODY = "|".join(f"(?P<b{n}>{pattern})" for n, (pattern, _) in enumerate(_BODIES))
_SUFFIX = re.compile(rf",?\s+(?:of|adopted by|by)\s+(?:the\s+)?(?:ITU\s+|UN\s+)?(?:{_BODY})")
_PREFIX = re.compile(rf"(?:{_BODY})(?:\s*\([A-Z]+\))?\s+$")
# The Council names its sessions by year: "Resolution 1305, adopted at its 2009 session", "of the Council (2017)".
_SESSION = re.compile(
    r",?\s+(?:(?:as\s+)?adopted\s+|of\s+)?(?:by\s+)?(?:the\s+)?(?:ITU\s+)?(?:Council\s+)?"
    r"(?:at\s+its\s+(?P<at>\d{4})\s+session|\((?P<of>\d{4})\))"
)
_AT_SESSION = re.compile(r"at\s+its\s+(?P<at>\d{4})\s+session,?\s+$")
_MARKED = frozenset({"pp", "wtsa", "wtdc", "itu-r"})
# The Council numbers its resolutions continuously since 1947, beyond 1400; no other cited body has reached 1000.
_COUNCIL_NUMBER = 1000


@dataclass(frozen=True)
class Citation:
    """A citation; ``target`` is empty if the body is not known, and ``basis`` says how it is known."""

    printed: str
    target: str
    basis: str
    start: int
    version: str = ""
    mark: str = ""
    kind: str = ""
    number: str = ""


@dataclass(frozen=True)
class _Number:
    sector: str
    number: str
    start: int
    mark: Mark | None = None


def find_citations(text: str, calendar: Calendar) -> list[Citation]:
    """Return the citations of a text in their order; ``start`` is an offset in the text with collapsed white space."""
    # Collapse white space, so that the regular expressions do not backtrack over it.
    text = " ".join(text.split())
    citations = [*_instruments(text, calendar)]
    citations += [Citation(p.printed, p.target, "provision", p.start) for p in find_provisions(text)]
    citations += [Citation(text[start:end], target, "name", start) for start, end, target in find_named_texts(text)]
    return sorted(citations, key=lambda citation: citation.start)


def resolve_bare_numbers(citations: Iterable[Citation]) -> list[Citation]:
    """Give a number without a known body the target that the same number has elsewhere in the text, if it is unique."""
    all_citations = list(citations)
    works: dict[tuple[str, str, str], set[Citation]] = {}
    for citation in all_citations:
        if citation.target and citation.number:
            number = citation.target.rpartition("/")[2]
            works.setdefault((citation.kind, number, ""), set()).add(replace(citation, version=""))
            works.setdefault((citation.kind, number, citation.mark), set()).add(citation)
    return [
        _resolved(citation, works.get((citation.kind, citation.number, citation.mark), set()))
        if not citation.target and citation.number
        else citation
        for citation in all_citations
    ]


def _resolved(citation: Citation, candidates: set[Citation]) -> Citation:
    if len({candidate.target for candidate in candidates}) != 1:
        return citation
    candidate = next(iter(candidates))
    version = candidate.version if citation.mark else ""
    return replace(citation, target=candidate.target, version=version, basis="same number in the same text")


def _instruments(text: str, calendar: Calendar) -> Iterator[Citation]:
    for match in _KIND.finditer(text):
        kind = KINDS[match["kind"].lower()]
        numbers, end = _numbers(text, match.end(), plural=bool(match["plural"]))
        text_before = text[max(0, match.start() - 80) : match.start()]
        session = _AT_SESSION.search(text_before)
        body_before = "council" if session else _body_of(_PREFIX.search(text_before))
        body_after = _body_of(_SUFFIX.match(text, end))
        if (session_after := _SESSION.match(text, end)) and "council" in {
            body_before,
            body_after,
            "council" if session_after["at"] else "",
        }:
            body_before, session = "council", session_after
        year = next((value for value in session.groups() if value), "") if session else ""
        for number in numbers:
            yield _citation(kind, number, body_before, body_after, year, calendar)


def _numbers(text: str, position: int, plural: bool) -> tuple[list[_Number], int]:
    """Parse the list of numbers at a position; return them with the marks of their groups, and the end of the list."""
    marked_numbers: list[_Number] = []
    group: list[_Number] = []
    while match := _NUMBER.match(text, position):
        group.append(_Number(match["sector"] or "", match["number"], match.start()))
        position = match.end()
        space = re.compile(r"\s*").match(text, position)
        assert space is not None
        if marked := match_mark(text, space.end()):
            mark, position = marked
            marked_numbers += [replace(number, mark=mark) for number in group]
            group = []
        separator = _SEPARATOR.match(text, position)
        if not plural or separator is None or not _NUMBER.match(text, separator.end()):
            break
        position = separator.end()
    return marked_numbers + group, position


def _body_of(match: re.Match[str] | None) -> str:
    if match is None:
        return ""
    return next(body for n, (_, body) in enumerate(_BODIES) if match[f"b{n}"])


def _citation(kind: str, number: _Number, body_before: str, body_after: str, year: str, calendar: Calendar) -> Citation:
    mark = number.mark
    number_text = f"ITU-{number.sector} {number.number}" if number.sector else number.number
    printed = f"{kind.capitalize()} {number_text}" + (f" {mark.printed}" if mark else "")
    body, basis = _body(kind, number, body_before, body_after, calendar)
    target = _target(kind, body, number.number) if body else ""
    return Citation(
        printed=printed,
        target=target,
        basis=basis,
        start=number.start,
        version=_version(body, mark, year, calendar),
        mark=mark.label if mark else "",
        kind=kind,
        number=number_text,
    )


def _version(body: str, mark: Mark | None, year: str, calendar: Calendar) -> str:
    """Return the last segment of the version path; empty if the text has no versions, or the citation names none."""
    if body == "council":
        return mark.slug if mark else year
    if mark is None or body.startswith("wtpf") or body in {"", "itu-t", "unga"}:
        return ""
    return calendar.conference(mark.conference) if mark.conference else mark.slug


def _body(kind: str, number: _Number, body_before: str, body_after: str, calendar: Calendar) -> tuple[str, str]:
    """Return the body of a number, and how it is known; two empty strings if it is not known."""
    mark = number.mark
    if number.sector:
        return f"itu-{number.sector.lower()}", "form of the number"
    if kind == "recommendation" and re.match(r"[A-Z]\.", number.number):
        return "itu-t", "form of the number"
    if mark and mark.conference:
        return "wrc", "mark"
    named_body = body_before or body_after
    if mark and mark.city:
        # WCIT-12 and WTSA-12 had the same city and year: only a body in the text distinguishes them.
        expected_body = "wtpf" if kind == "opinion" else named_body if named_body == "wcit" else ""
        bodies = frozenset({expected_body}) if expected_body else _MARKED
        try:
            meeting = calendar.find(mark.city, mark.year, bodies)
        except Ambiguous:
            meeting = None
        if meeting is not None:
            return (meeting.id if expected_body else meeting.body), "mark"
    if named_body:
        return named_body, "body named in the text"
    if kind == "resolution" and re.fullmatch(r"\d{2}/\d+[A-Z]?", number.number):
        return "unga", "form of the number"
    if kind in {"resolution", "decision"} and number.number.isdigit() and int(number.number) >= _COUNCIL_NUMBER:
        return "council", "form of the number"
    return "", ""


def _target(kind: str, body: str, number: str) -> str:
    if body == "itu-r":
        number = number.partition("-")[0]  # the digit after the hyphen is the number of the revision
    if body.startswith("wcit"):
        number = f"plen-{number}"  # Resolution PLEN/1 is cited as Resolution 1
    # Numbers of Recommendations keep their points.
    other = r"[^a-z0-9.]+" if kind == "recommendation" and body.startswith("itu-") else r"[^a-z0-9]+"
    return f"{kind}/{body}/{re.sub(other, '-', number.lower()).strip('-')}"
