"""Citations of ITU texts in running text, as canonical ids: a small typed grammar.

    citation   = [body] kind group { separator group } [suffix body]
    group      = number { separator number } [mark]            the mark holds for all numbers of its group
    number     = [ "No." ] ( "ITU-R" digits [ "-" digits ] | digits | digits "/" digits | letter "." digits )
    provision  = ( "No." | "Nos." ) list [ "in" article ] "of" treaty | article { separator article } "of" treaty

Whose text a number is (the body) follows from, in this order: the number's own form, a city and year in the
mark, a body named before or behind, and at last the same number cited with a body earlier in the same text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from plenipot.akn.calendar import Ambiguous, Calendar
from plenipot.akn.marks import Mark, match_mark
from plenipot.akn.named import find_named
from plenipot.akn.provisions import find_provisions

KINDS = {"resolution": "resolution", "decision": "decision", "recommendation": "recommendation", "opinion": "opinion"}
_KIND = re.compile(
    r"\b(?P<kind>Resolution|Decision|Recommendation|Opinion|RESOLUTION|DECISION|RECOMMENDATION|OPINION)"
    r"(?P<plural>[sS])?\s+(?=(?:No\.?\s*|ITU[- ][RTD]\s)?(?:[A-Z]\.|COM|PLEN|GT-PLEN)?\d)"
)
_NUMBER = re.compile(
    r"(?:No\.?\s*)?(?:ITU[- ](?P<sector>[RTD])\s)?"
    r"(?P<number>(?:COM|PLEN|GT-PLEN)\d*/\d+|\d{1,4}/\d{1,4}[A-Z]?|[A-Z]\.\d+(?:\.\d+)?|\d+[A-Z]?(?:-\d+)?)(?![\w/])"
)
# Resolutions of the General Assembly may carry date and subject: "71/243 of 21 December 2016, on ..., and 72/279".
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
# Councils number through (Resolution 1 of 1947 to beyond 1400); no other body that is cited has reached 1000.
_COUNCIL_NUMBER = 1000


@dataclass(frozen=True)
class Citation:
    """One cited thing; ``target`` is empty where nothing tells whose text it is, ``basis`` is what tells it."""

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
    """All citations of a text in the order in which they stand; in ``start`` a run of white space is one character."""
    # Where each run is one space, the expressions below read nothing again and again.
    text = " ".join(text.split())
    found = [*_instruments(text, calendar)]
    found += [Citation(p.printed, p.target, "provision", p.start) for p in find_provisions(text)]
    found += [Citation(text[start:end], target, "name", start) for start, end, target in find_named(text)]
    return sorted(found, key=lambda citation: citation.start)


def settle(citations: Iterable[Citation]) -> list[Citation]:
    """Give bare numbers the work that the same number stands for elsewhere in the same text, where that is one."""
    known = list(citations)
    works: dict[tuple[str, str, str], set[Citation]] = {}
    for citation in known:
        if citation.target and citation.number:
            number = citation.target.rpartition("/")[2]
            works.setdefault((citation.kind, number, ""), set()).add(replace(citation, version=""))
            works.setdefault((citation.kind, number, citation.mark), set()).add(citation)
    return [
        _settled(citation, works.get((citation.kind, citation.number, citation.mark), set()))
        if not citation.target and citation.number
        else citation
        for citation in known
    ]


def _settled(citation: Citation, same: set[Citation]) -> Citation:
    if len({other.target for other in same}) != 1:
        return citation
    other = next(iter(same))
    version = other.version if citation.mark else ""
    return replace(citation, target=other.target, version=version, basis="same number in the same text")


def _instruments(text: str, calendar: Calendar) -> Iterator[Citation]:
    for match in _KIND.finditer(text):
        kind = KINDS[match["kind"].lower()]
        numbers, end = _numbers(text, match.end(), plural=bool(match["plural"]))
        ahead = text[max(0, match.start() - 80) : match.start()]
        session = _AT_SESSION.search(ahead)
        before = "council" if session else _body_of(_PREFIX.search(ahead))
        behind = _body_of(_SUFFIX.match(text, end))
        if (after := _SESSION.match(text, end)) and "council" in {before, behind, "council" if after["at"] else ""}:
            before, session = "council", after
        year = next((value for value in session.groups() if value), "") if session else ""
        for number in numbers:
            yield _citation(kind, number, before, behind, year, calendar)


def _numbers(text: str, position: int, plural: bool) -> tuple[list[_Number], int]:
    """The numbers from the position on, each with the mark of its group; and where the list ends."""
    done: list[_Number] = []
    group: list[_Number] = []
    while match := _NUMBER.match(text, position):
        group.append(_Number(match["sector"] or "", match["number"], match.start()))
        position = match.end()
        space = re.compile(r"\s*").match(text, position)
        assert space is not None
        if marked := match_mark(text, space.end()):
            mark, position = marked
            done += [replace(number, mark=mark) for number in group]
            group = []
        separator = _SEPARATOR.match(text, position)
        if not plural or separator is None or not _NUMBER.match(text, separator.end()):
            break
        position = separator.end()
    return done + group, position


def _body_of(match: re.Match[str] | None) -> str:
    if match is None:
        return ""
    return next(body for n, (_, body) in enumerate(_BODIES) if match[f"b{n}"])


def _citation(kind: str, number: _Number, before: str, behind: str, year: str, calendar: Calendar) -> Citation:
    mark = number.mark
    shown = f"ITU-{number.sector} {number.number}" if number.sector else number.number
    printed = f"{kind.capitalize()} {shown}" + (f" {mark.printed}" if mark else "")
    body, basis = _body(kind, number, before, behind, calendar)
    target = _target(kind, body, number.number) if body else ""
    return Citation(
        printed=printed,
        target=target,
        basis=basis,
        start=number.start,
        version=_version(body, mark, year, calendar),
        mark=mark.label if mark else "",
        kind=kind,
        number=shown,
    )


def _version(body: str, mark: Mark | None, year: str, calendar: Calendar) -> str:
    """The last part of the version id; empty where a text has no versions or none is named."""
    if body == "council":
        return mark.slug if mark else year
    if mark is None or body.startswith("wtpf") or body in {"", "itu-t", "unga"}:
        return ""
    return calendar.conference(mark.conference) if mark.conference else mark.slug


def _body(kind: str, number: _Number, before: str, behind: str, calendar: Calendar) -> tuple[str, str]:
    """The body whose text it is and how that is known; two empty strings where it is not."""
    mark = number.mark
    if number.sector:
        return f"itu-{number.sector.lower()}", "form of the number"
    if kind == "recommendation" and re.match(r"[A-Z]\.", number.number):
        return "itu-t", "form of the number"
    if mark and mark.conference:
        return "wrc", "mark"
    named = before or behind
    if mark and mark.city:
        # WCIT-12 and WTSA-12 met in the same city in the same year: only the text tells them apart.
        own = "wtpf" if kind == "opinion" else named if named == "wcit" else ""
        bodies = frozenset({own}) if own else _MARKED
        try:
            meeting = calendar.find(mark.city, mark.year, bodies)
        except Ambiguous:
            meeting = None
        if meeting is not None:
            return (meeting.id if own else meeting.body), "mark"
    if named:
        return named, "body named in the text"
    if kind == "resolution" and re.fullmatch(r"\d{2}/\d+[A-Z]?", number.number):
        return "unga", "form of the number"
    if kind in {"resolution", "decision"} and number.number.isdigit() and int(number.number) >= _COUNCIL_NUMBER:
        return "council", "form of the number"
    return "", ""


def _target(kind: str, body: str, number: str) -> str:
    if body == "itu-r":
        number = number.partition("-")[0]  # the digit behind the hyphen counts the revisions
    if body.startswith("wcit"):
        number = f"plen-{number}"  # Resolution PLEN/1 is cited as Resolution 1
    # A Recommendation of a Sector keeps the points of its number.
    other = r"[^a-z0-9.]+" if kind == "recommendation" and body.startswith("itu-") else r"[^a-z0-9]+"
    return f"{kind}/{body}/{re.sub(other, '-', number.lower()).strip('-')}"
