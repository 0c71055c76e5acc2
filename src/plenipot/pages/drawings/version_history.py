"""The versions of a text, the editions of a publication and the chain of a treaty as lines of time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from plenipot.api.view import View
from plenipot.pages.drawings.event_line import Event, EventLine, line
from plenipot.pages.drawings.provision_rows import Together, together
from plenipot.pages.sections import Filled, FilledRow

ABROGATED = "abrogated"


@dataclass(frozen=True)
class History:
    """A line, and what is said of the day that is looked at."""

    line: EventLine | None
    rows: tuple[FilledRow, ...]
    current: FilledRow | None
    """The version in force on the day, or the last one that is known."""
    ended: FilledRow | None
    """The abrogation, if it was by that day."""
    older: bool
    """Whether the first version that is known revised one that is not."""


def versions(filled: Filled, view: View, iri: str) -> History:
    """What conferences did to a text."""
    day = _day(view.as_of)
    dated = [(found, row) for row in filled.rows if (found := _day(row.text("lastDay")))]
    past = [row for found, row in dated if day is None or found <= day]
    last = past[-1] if past else None
    ended = last if last and last.text("action") == ABROGATED else None
    current = None if ended else last
    events = [Event(found, _label(row, found), row.text("action"), _state(row, current, iri)) for found, row in dated]
    older = bool(dated) and dated[0][1].text("action") == "revised"
    return History(line(events, day), filled.rows, current, ended, older)


@dataclass(frozen=True)
class Editions:
    """The editions of a publication as a line, and the last one that was published by the day that is looked at."""

    line: EventLine | None
    current: FilledRow | None


def editions(filled: Filled, view: View, iri: str) -> Editions:
    """The editions of a publication; whether one was in force on a day in the past is not recorded."""
    day = _day(view.as_of)
    dated = [(found, row) for row in filled.rows if (found := _day(row.text("published")))]
    past = [row for found, row in dated if day and found <= day]
    current = past[-1] if past else None

    def state(row: FilledRow) -> str:
        marked = row is current if day else row.text("inForce") == "true"
        return "current" if marked else "past"

    # A catalogue can hold many editions: then the years are enough.
    return Editions(line([Event(found, str(found.year), state=state(row)) for found, row in dated], day), current)


@dataclass(frozen=True)
class Chain:
    """The treaties of a chain, each once, as a line and one by one."""

    line: EventLine | None
    treaties: tuple[Together, ...]
    current: Together | None
    """The last one that was in force on the day that is looked at."""


def treaties(filled: Filled, view: View, iri: str) -> Chain:
    """The treaties of a chain; one that two others replaced, or two conferences adopted, has several rows."""
    chain = together(filled.rows, "link")
    day = _day(view.as_of)
    begun = [each for each in chain if day and (found := _in_force(each.first)) and found <= day]
    current = begun[-1] if begun else None
    events = [
        Event(found, _adopted(each.first), "this one" if _is_here(each.first) else "", _treaty(each, current))
        for each in chain
        if (found := _day(each.first.text("firstDay")))
    ]
    return Chain(line(events, day), chain, current)


def _in_force(row: FilledRow) -> date | None:
    return _day(row.text("entry")) or _day(row.text("firstDay"))


def _adopted(row: FilledRow) -> str:
    """Where and when a treaty was adopted, by its own name or that of the conference."""
    return _place(row.text("link"), "") or _place(row.text("conference"), row.text("date"))


def _is_here(row: FilledRow) -> bool:
    return row.text("place") == "itself"


def _treaty(treaty: Together, current: Together | None) -> str:
    if treaty is current:
        return "current"
    return "here" if _is_here(treaty.first) else "past"


def _day(text: str) -> date | None:
    """A day, or the last one of a year or month that can be meant.

    >>> _day("2013-01-01"), _day("2013"), _day("")
    (datetime.date(2013, 1, 1), datetime.date(2013, 12, 31), None)
    """
    if re.fullmatch(r"\d{4}", text):
        return date(int(text), 12, 31)
    if re.fullmatch(r"\d{4}-\d\d", text):
        return date.fromisoformat(f"{text}-28")
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _label(row: FilledRow, day: date) -> str:
    """A short name of what happened.

    >>> from plenipot.model.terms import Cell
    >>> _label(FilledRow({"mark": Cell("Rev. Dubai, 2018")}, None), date(2018, 11, 16))
    'Dubai, 2018'
    """
    mark = row.text("mark").removeprefix("Rev. ")
    if not mark:
        return _place(row.text("conference"), str(day.year))
    return mark if str(day.year) in mark else f"{mark}, {day.year}"


def _place(name: str, otherwise: str) -> str:
    """The place and year in the brackets of a name.

    >>> _place("International Telecommunication Convention (Nairobi, 1982)", ""), _place("Optional Protocol", "1992")
    ('Nairobi, 1982', '1992')
    """
    found = re.findall(r"\(([^()]*\d{4})\)", name)
    return found[-1] if found else otherwise


def _state(row: FilledRow, current: FilledRow | None, iri: str) -> str:
    if row is current:
        return "current"
    if row.text("action") == ABROGATED:
        return "ended"
    version = row.cells.get("version")
    return "here" if version and version.iri == iri else "past"
