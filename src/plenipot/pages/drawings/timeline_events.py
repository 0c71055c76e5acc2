"""Events of the timeline by kind, read from the rows of saved questions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from plenipot.model.terms import Cell
from plenipot.pages.sections import FilledRow, FilledSection, Section

FIRST_YEAR, LAST_YEAR = 1865, 2029


@dataclass(frozen=True)
class TimelineEvent:
    """An event: a point in time, or a bar if it has an end."""

    start: float
    """Year with a fraction."""
    end: float | None
    """End of a bar; a period that continues ends with the axis. None for a point."""
    when: str
    cell: Cell
    short: str
    """The label in the picture."""
    words: str
    """Details beside the name in the list."""
    why: str | None

    @property
    def last(self) -> float:
        """The end of a bar, or the time of a point."""
        return self.start if self.end is None else self.end


@dataclass(frozen=True)
class EventKind:
    """A kind of event, which has a lane of its own: its questions, and the function that reads their rows."""

    name: str
    title: str
    one: str
    """Singular title."""
    sections: Sequence[Section]
    read: Callable[[Mapping[str, FilledSection]], Iterable[TimelineEvent]]


def moment(text: str, at_end: bool = False) -> float | None:
    """Convert a date of any precision to a year with a fraction; return None if it is no date.

    ``at_end`` converts a year without month to its end.

    >>> moment("1865-07"), moment("1947"), moment("1947", at_end=True), moment("")
    (1865.5, 1947.0, 1948.0, None)
    """
    match = re.fullmatch(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?.*", text)
    if not match:
        return None
    year, month, day = int(match[1]), match[2], match[3]
    if month is None:
        return year + float(at_end)
    return round(year + (int(month) - 1) / 12 + ((int(day) - 1) / 365 if day else 0), 3)


def place_and_year(name: str) -> str:
    """Return the place and year at the end of a name; an empty string if there are none.

    >>> place_and_year("International Telegraph Convention (Paris, 1865)"), place_and_year("Radio Regulations")
    ('Paris 1865', '')
    """
    match = re.search(r"\(([^,()]+), (\d{4}(?:-\d{4})?)\)$", name)
    return f"{match[1]} {match[2]}" if match else ""


def period(row: FilledRow) -> str:
    """Write the start and end of a row in words."""
    start, end = row.text("start"), row.text("end")
    return start if not end or end == start else f"{start} to {end}" if start else f"until {end}"


CONFERENCES = Section("conferences", "Conferences", "conferences-since-1865", node="conference", max_rows=500)
TREATIES = Section("treaties", "Treaties", "treaties-since-1865", node="treaty", max_rows=200)
BODIES = Section("bodies", "Bodies", "bodies-founded-and-succeeded", node="body", max_rows=200)
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


def _conferences(*kinds: str) -> Callable[[Mapping[str, FilledSection]], Iterable[TimelineEvent]]:
    def read(parts: Mapping[str, FilledSection]) -> Iterable[TimelineEvent]:
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
    """Return the code of a conference, such as ``PP-22``, or else its place and year."""
    code = (cell.iri or "").rpartition("/")[2].upper()
    return code if re.match(r"[A-Z]+-\d\d$", code) else place_and_year(cell.text) or code


def _treaties(parts: Mapping[str, FilledSection]) -> Iterable[TimelineEvent]:
    for row in parts["treaties"].rows:
        start, treaty = moment(row.text("date")), row.cells["treaty"]
        if start is None:
            continue
        entry, successor = row.text("entryIntoForce"), row.text("replacedBy")
        details = [f"in force from {entry}" if entry else "", f"replaced by {successor}" if successor else ""]
        short = _treaty(treaty.text, row.cells.get("kind"))
        yield TimelineEvent(start, None, row.text("date"), treaty, short, ", ".join(filter(None, details)), row.why)


def _treaty(name: str, kind: Cell | None) -> str:
    """Return a short label of a treaty: its place and year, or the treaty that it amends.

    >>> _treaty("Instrument amending the Constitution of the Union (Geneva, 1992), PP-94", None)
    'Amends the Constitution'
    """
    name = name.replace(" of the International Telecommunication Union", "")
    for pattern, short in _TREATIES:
        if match := re.match(pattern, name):
            return match.expand(short)
    return place_and_year(name) or (kind.text.capitalize() if kind else name)


_TREATIES = (
    (r"Instrument amending the (\w+).*", r"Amends the \1"),
    (r"((?:Radio|Telegraph|Telephone) Regulations).*", r"\1"),
    (r"International Telecommunication Regulations \((\w+), (\d+)\)", r"ITRs \1 \2"),
    (r"(Constitution|Convention)$", r"\1"),
    (r"Compulsory Settlement of Disputes.*", "Optional protocol"),
)
"""Patterns of names that need a label other than place and year, with the label."""


def _bodies(parts: Mapping[str, FilledSection]) -> Iterable[TimelineEvent]:
    for row in parts["bodies"].rows:
        start, end = moment(row.text("start")), moment(row.text("end"), at_end=False)
        body, successor = row.cells["body"], row.text("successor")
        if start is None and end is None:
            continue
        words = f"followed by {successor}" if successor else ""
        when = period(row) if end is not None else f"since {row.text('start')}"
        drawn_start = start if start is not None else (end or 0) - 1
        yield TimelineEvent(
            drawn_start, end or LAST_YEAR + 1, when, body, row.text("short") or body.text, words, row.why
        )


def _heads(parts: Mapping[str, FilledSection]) -> Iterable[TimelineEvent]:
    for name, office in (("directors", "Director of the International Bureau"), ("chiefs", "Secretary-General")):
        for row in parts[name].rows:
            start, end = moment(row.text("start")), moment(row.text("end"), at_end=True)
            if start is None and end is None:
                continue
            drawn_start = start if start is not None else (end or 0) - 1
            last = end if end is not None else drawn_start + 1
            elected, person = row.text("electedAt"), row.cells["person"]
            details = [office, row.text("capacity"), f"elected at {elected}" if elected else ""]
            words = ", ".join(filter(None, details))
            yield TimelineEvent(drawn_start, last, _tenure(row), person, person.text.split()[-1], words, row.why)


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
"""Kinds of events by name, in the order of the lanes."""
