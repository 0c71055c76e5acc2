"""Versions of a text, editions of a publication and the chain of a treaty on a time axis."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from plenipot.api.view import View
from plenipot.pages.drawings.event_line import Event, EventLine, line
from plenipot.pages.drawings.provision_rows import ThingRows, rows_by_thing
from plenipot.pages.sections import FilledRow, FilledSection

ABROGATED = "abrogated"


@dataclass(frozen=True)
class History:
    """The versions of a text on a time axis, and its state on the chosen day."""

    line: EventLine | None
    rows: tuple[FilledRow, ...]
    current: FilledRow | None
    """The version in force on the chosen day; without a day, the last known version."""
    ended: FilledRow | None
    """The row of the abrogation, if the text was abrogated by the chosen day."""
    older: bool
    """Whether the first known version revises a version that is not known."""


def versions(filled: FilledSection, view: View, iri: str) -> History:
    """Lay out the actions of conferences on a text."""
    day = _day(view.as_of)
    dated = [(row_day, row) for row in filled.rows if (row_day := _day(row.text("lastDay")))]
    past = [row for row_day, row in dated if day is None or row_day <= day]
    last = past[-1] if past else None
    ended = last if last and last.text("action") == ABROGATED else None
    current = None if ended else last
    events = [
        Event(row_day, _label(row, row_day), row.text("action"), _version_state(row, current, iri))
        for row_day, row in dated
    ]
    older = bool(dated) and dated[0][1].text("action") == "revised"
    return History(line(events, day), filled.rows, current, ended, older)


@dataclass(frozen=True)
class Editions:
    """The editions of a publication on a time axis, and the last one that was published by the chosen day."""

    line: EventLine | None
    current: FilledRow | None


def editions(filled: FilledSection, view: View, iri: str) -> Editions:
    """Lay out the editions; the data only say which one is in force today, not on a past day."""
    day = _day(view.as_of)
    dated = [(row_day, row) for row in filled.rows if (row_day := _day(row.text("published")))]
    past = [row for row_day, row in dated if day and row_day <= day]
    current = past[-1] if past else None

    def state(row: FilledRow) -> str:
        is_current = row is current if day else row.text("inForce") == "true"
        return "current" if is_current else "past"

    # Labels are years only, because a publication can have many editions.
    return Editions(line([Event(row_day, str(row_day.year), state=state(row)) for row_day, row in dated], day), current)


@dataclass(frozen=True)
class Chain:
    """The treaties of a chain, on a time axis and as a list."""

    line: EventLine | None
    treaties: tuple[ThingRows, ...]
    current: ThingRows | None
    """The treaty in force on the chosen day."""


def treaties(filled: FilledSection, view: View, iri: str) -> Chain:
    """Lay out a chain of treaties; a treaty with several successors or conferences has several result rows."""
    chain = rows_by_thing(filled.rows, "link")
    day = _day(view.as_of)
    in_force = [treaty for treaty in chain if day and (start := _start_of_force(treaty.first)) and start <= day]
    current = in_force[-1] if in_force else None
    events = [
        Event(
            adopted,
            _adoption(treaty.first),
            "this one" if _is_here(treaty.first) else "",
            _treaty_state(treaty, current),
        )
        for treaty in chain
        if (adopted := _day(treaty.first.text("firstDay")))
    ]
    return Chain(line(events, day), chain, current)


def _start_of_force(row: FilledRow) -> date | None:
    return _day(row.text("entry")) or _day(row.text("firstDay"))


def _adoption(row: FilledRow) -> str:
    """Return the place and year of adoption, from the name of the treaty or of the conference."""
    return _place(row.text("link"), "") or _place(row.text("conference"), row.text("date"))


def _is_here(row: FilledRow) -> bool:
    return row.text("place") == "itself"


def _treaty_state(treaty: ThingRows, current: ThingRows | None) -> str:
    if treaty is current:
        return "current"
    return "here" if _is_here(treaty.first) else "past"


def _day(text: str) -> date | None:
    """Parse a date; a year means its last day, a month its day 28. Return None for any other text.

    >>> _day("2013-01-01"), _day("2013"), _day("")
    (datetime.date(2013, 1, 1), datetime.date(2013, 12, 31), None)
    """
    if re.fullmatch("[0-9]{4}", text):
        text += "-12-31"
    elif re.fullmatch("[0-9]{4}-[0-9]{2}", text):
        text += "-28"
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _label(row: FilledRow, day: date) -> str:
    """Return a label for an action: the version mark, or the place of the conference, with the year.

    >>> from plenipot.model.terms import Cell
    >>> _label(FilledRow({"mark": Cell("Rev. Dubai, 2018")}, None), date(2018, 11, 16))
    'Dubai, 2018'
    """
    mark = row.text("mark").removeprefix("Rev. ")
    if not mark:
        return _place(row.text("conference"), str(day.year))
    return mark if str(day.year) in mark else f"{mark}, {day.year}"


def _place(name: str, otherwise: str) -> str:
    """Return the place and year in the last brackets of a name, else ``otherwise``.

    >>> _place("International Telecommunication Convention (Nairobi, 1982)", ""), _place("Optional Protocol", "1992")
    ('Nairobi, 1982', '1992')
    """
    matches = re.findall(r"\(([^()]*\d{4})\)", name)
    return matches[-1] if matches else otherwise


def _version_state(row: FilledRow, current: FilledRow | None, iri: str) -> str:
    if row is current:
        return "current"
    if row.text("action") == ABROGATED:
        return "ended"
    version = row.cells.get("version")
    return "here" if version and version.iri == iri else "past"
