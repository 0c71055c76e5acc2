"""What the timeline of the Union shows: lanes of bars and points, each made from a saved question."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from plenipot.model.terms import Cell
from plenipot.pages.sections import Filled, FilledRow, Section

FIRST_YEAR, LAST_YEAR = 1865, 2029


@dataclass(frozen=True)
class TimelineEvent:
    """Something with a time: a point, or a bar with an end."""

    start: float
    """Years with a fraction."""
    end: float | None
    """Of a bar; one that goes on ends with the timeline."""
    when: str
    cell: Cell
    short: str
    """What stands in the picture."""
    words: str
    """What is said besides the name."""
    why: str | None

    @property
    def last(self) -> float:
        """The end, or the point itself."""
        return self.start if self.end is None else self.end


@dataclass(frozen=True)
class EventKind:
    """A lane: which questions it is made from, and how their rows become events."""

    name: str
    title: str
    one: str
    """What one of its events is called."""
    sections: Sequence[Section]
    read: Callable[[Mapping[str, Filled]], Iterable[TimelineEvent]]


def moment(text: str, at_end: bool = False) -> float | None:
    """A date of any precision as years with a fraction; a year alone begins with its first day.

    >>> moment("1865-07"), moment("1947"), moment("1947", at_end=True), moment("")
    (1865.5, 1947.0, 1948.0, None)
    """
    found = re.fullmatch(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?.*", text)
    if not found:
        return None
    year, month, day = int(found[1]), found[2], found[3]
    if month is None:
        return year + float(at_end)
    return round(year + (int(month) - 1) / 12 + ((int(day) - 1) / 365 if day else 0), 3)


def place_and_year(name: str) -> str:
    """A short name: the place and the year that most names end with.

    >>> place_and_year("International Telegraph Convention (Paris, 1865)"), place_and_year("Radio Regulations")
    ('Paris 1865', '')
    """
    found = re.search(r"\(([^,()]+), (\d{4}(?:-\d{4})?)\)$", name)
    return f"{found[1]} {found[2]}" if found else ""


def period(row: FilledRow) -> str:
    """The time of a row in words."""
    start, end = row.text("start"), row.text("end")
    return start if not end or end == start else f"{start} to {end}" if start else f"until {end}"


CONFERENCES = Section("conferences", "Conferences", "conferences-since-1865", node="conference", most=500)
TREATIES = Section("treaties", "Treaties", "treaties-since-1865", node="treaty", most=200)
BODIES = Section("bodies", "Bodies", "bodies-founded-and-succeeded", node="body", most=200)
CHIEFS = Section(
    "chiefs",
    "Secretaries-General",
    "secretaries-general-and-how-they-were-elected",
    values={"office": "office/secretary-general"},
    names={"person": "name"},
    node="tenure",
)
DIRECTORS = Section(
    "directors",
    "Directors of the International Bureau",
    "secretaries-general-and-how-they-were-elected",
    values={"office": "office/director-international-bureau"},
    names={"person": "name"},
    node="tenure",
)


def _conferences(*kinds: str) -> Callable[[Mapping[str, Filled]], Iterable[TimelineEvent]]:
    def read(parts: Mapping[str, Filled]) -> Iterable[TimelineEvent]:
        seen = set()
        for row in parts["conferences"].rows:
            conference, kind = row.cells["conference"], (row.cells["kind"].iri or "").rpartition("/")[2]
            start = moment(row.text("start"))
            if kind not in kinds or start is None or conference.iri in seen:
                continue
            seen.add(conference.iri)
            announced = ", announced" if row.text("announcedOnly") == "true" else ""
            yield TimelineEvent(
                start, None, period(row), conference, _short(conference), row.text("city") + announced, row.why
            )

    return read


def _short(cell: Cell) -> str:
    """The code by which a conference is known, or its place and year."""
    code = (cell.iri or "").rpartition("/")[2].upper()
    return code if re.match(r"[A-Z]+-\d\d$", code) else place_and_year(cell.text) or code


def _treaties(parts: Mapping[str, Filled]) -> Iterable[TimelineEvent]:
    for row in parts["treaties"].rows:
        start, treaty = moment(row.text("date")), row.cells["treaty"]
        if start is None:
            continue
        entry, next_one = row.text("entryIntoForce"), row.text("replacedBy")
        said = [f"in force from {entry}" if entry else "", f"replaced by {next_one}" if next_one else ""]
        short = _treaty(treaty.text, row.cells.get("kind"))
        yield TimelineEvent(start, None, row.text("date"), treaty, short, ", ".join(filter(None, said)), row.why)


def _treaty(name: str, kind: Cell | None) -> str:
    """The place and year of a treaty; of an instrument that amends another, which one.

    >>> _treaty("Instrument amending the Constitution of the Union (Geneva, 1992), PP-94", None)
    'Amends the Constitution'
    """
    name = name.replace(" of the International Telecommunication Union", "")
    for pattern, short in _TREATIES:
        if found := re.match(pattern, name):
            return found.expand(short)
    return place_and_year(name) or (kind.text.capitalize() if kind else name)


_TREATIES = (
    (r"Instrument amending the (\w+).*", r"Amends the \1"),
    (r"((?:Radio|Telegraph|Telephone) Regulations).*", r"\1"),
    (r"International Telecommunication Regulations \((\w+), (\d+)\)", r"ITRs \1 \2"),
    (r"(Constitution|Convention)$", r"\1"),
    (r"Compulsory Settlement of Disputes.*", "Optional protocol"),
)
"""Names that are shortened otherwise than to a place and a year."""


def _bodies(parts: Mapping[str, Filled]) -> Iterable[TimelineEvent]:
    for row in parts["bodies"].rows:
        start, end = moment(row.text("start")), moment(row.text("end"), at_end=False)
        body, next_one = row.cells["body"], row.text("successor")
        if start is None and end is None:
            continue
        words = f"followed by {next_one}" if next_one else ""
        when = period(row) if end is not None else f"since {row.text('start')}"
        known = start if start is not None else (end or 0) - 1
        yield TimelineEvent(known, end or LAST_YEAR + 1, when, body, row.text("short") or body.text, words, row.why)


def _heads(parts: Mapping[str, Filled]) -> Iterable[TimelineEvent]:
    for name, office in (("directors", "Director of the International Bureau"), ("chiefs", "Secretary-General")):
        for row in parts[name].rows:
            start, end = moment(row.text("start")), moment(row.text("end"), at_end=True)
            if start is None and end is None:
                continue
            known = start if start is not None else (end or 0) - 1
            last = end if end is not None else known + 1
            elected, person = row.text("electedAt"), row.cells["person"]
            said = [office, row.text("capacity"), f"elected at {elected}" if elected else ""]
            words = ", ".join(filter(None, said))
            yield TimelineEvent(known, last, _tenure(row), person, person.text.split()[-1], words, row.why)


def _tenure(row: FilledRow) -> str:
    start, end = row.text("start") or "beginning not known", row.text("end") or "end not known"
    return f"{start} to {end}"


KINDS = {
    kind.name: kind
    for kind in (
        EventKind("treaties", "Treaties", "Treaty", (TREATIES,), _treaties),
        EventKind(
            "plenipotentiaries",
            "Plenipotentiary conferences",
            "Plenipotentiary conference",
            (CONFERENCES,),
            _conferences(
                "PlenipotentiaryConference", "TelegraphPlenipotentiaryConference", "AdditionalPlenipotentiaryConference"
            ),
        ),
        EventKind(
            "heads",
            "Directors of the International Bureau and Secretaries-General",
            "In office",
            (DIRECTORS, CHIEFS),
            _heads,
        ),
        EventKind("bodies", "Bodies founded and succeeded", "Body", (BODIES,), _bodies),
        EventKind(
            "world",
            "Conferences on telegraph, telephone and policy",
            "Conference on telegraph, telephone or policy",
            (CONFERENCES,),
            _conferences(
                "TelegraphConference",
                "AdministrativeTelegraphConference",
                "WorldAdministrativeTelegraphAndTelephoneConference",
                "WorldConferenceOnInternationalTelecommunications",
                "WorldTelecommunicationPolicyForum",
                "WorldSummitOnTheInformationSociety",
            ),
        ),
        EventKind(
            "radio",
            "Radio conferences",
            "Radio conference",
            (CONFERENCES,),
            _conferences(
                "RadiotelegraphConference",
                "PreliminaryRadiotelegraphConference",
                "RadioConference",
                "AdministrativeRadioConference",
                "WorldAdministrativeRadioConference",
                "RegionalAdministrativeRadioConference",
                "WorldRadiocommunicationConference",
                "RegionalRadiocommunicationConference",
            ),
        ),
        EventKind(
            "assemblies",
            "Assemblies and development conferences",
            "Assembly or development conference",
            (CONFERENCES,),
            _conferences(
                "CcitPlenaryAssembly",
                "CcifPlenaryAssembly",
                "CcirPlenaryAssembly",
                "CcittPlenaryAssembly",
                "ConsultativeCommitteePlenaryAssembly",
                "WorldTelecommunicationStandardizationConference",
                "WorldTelecommunicationStandardizationAssembly",
                "RadiocommunicationAssembly",
                "WorldTelecommunicationDevelopmentConference",
            ),
        ),
    )
}
"""The lanes in the order of the page."""
