"""The Union since 1865: conferences, treaties, heads, bodies and numbers on one line of time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from fastapi import APIRouter, Request, Response

from plenipot.api.view import read_view
from plenipot.pages.drawings.timeline_events import FIRST_YEAR, KINDS, LAST_YEAR, EventKind, TimelineEvent, moment
from plenipot.pages.drawings.timeline_lanes import (
    CURVE,
    WIDTH,
    Lane,
    council_steps,
    lane,
    member_curves,
    reaches_into,
    years,
)
from plenipot.pages.drawings.year_scale import YearScale
from plenipot.pages.sections import Section, fill
from plenipot.pages.views.query_choice import answer, chosen

router = APIRouter()

NUMBERS = "numbers"
MEMBERS = Section(
    "members",
    "Number of Member States",
    "number-of-member-states-over-time",
    node="count",
    most=200,
)
SIZES = Section("sizes", "Size of the Council", "council-seats-over-time", node="size")
DECADES = [str(year) for year in range(FIRST_YEAR // 10 * 10, LAST_YEAR, 10)]


@dataclass(frozen=True)
class Decade:
    """What happened in ten years, in order."""

    first: int
    entries: Sequence[tuple[str, TimelineEvent]]


@router.api_route("/timeline", methods=["GET", "HEAD"], include_in_schema=False)
async def timeline(request: Request) -> Response:
    """The page."""
    view = read_view(request)
    kind = chosen(request, "kind", (*KINDS, NUMBERS))
    decade = chosen(request, "decade", DECADES)
    kinds = [each for each in KINDS.values() if kind in ("", each.name)]
    with_numbers = kind in ("", NUMBERS)
    asked = {section.name: section for each in kinds for section in each.sections}
    sections = [*asked.values(), *((MEMBERS, SIZES) if with_numbers else ())]
    # The day is a mark on the line; what came before and after it stays.
    parts = await fill(request.app, sections, None, replace(view, as_of=""))
    scale = years(int(decade), int(decade) + 10) if decade else years()
    events = {each.name: [event for event in each.read(parts) if reaches_into(event, scale)] for each in kinds}
    lanes = _lanes(kinds, events, scale, CURVE + 20 if with_numbers else 30)
    page: Response = request.app.state.templates.TemplateResponse(
        request,
        "timeline.html",
        {
            "parts": parts,
            "kind": kind,
            "kinds": KINDS,
            "numbers": NUMBERS,
            "decade": decade,
            "decades": DECADES,
            "scale": scale,
            "lanes": lanes,
            "height": lanes[-1].y + lanes[-1].height if lanes else CURVE + 20,
            "width": WIDTH,
            "base": CURVE,
            "curves": member_curves(parts["members"], scale) if with_numbers else [],
            "steps": council_steps(parts["sizes"], scale) if with_numbers else [],
            "day": scale.within(moment(view.as_of)),
            "list": _by_decade(kinds, events, scale),
        },
    )
    return answer(request, page, lasting=True)


def _lanes(
    kinds: Sequence[EventKind], events: Mapping[str, Sequence[TimelineEvent]], scale: YearScale, top: float
) -> list[Lane]:
    found: list[Lane] = []
    for each in kinds:
        if events[each.name]:
            found.append(lane(each.name, each.title, events[each.name], scale, top))
            top += found[-1].height
    return found


def _by_decade(
    kinds: Sequence[EventKind], events: Mapping[str, Sequence[TimelineEvent]], scale: YearScale
) -> list[Decade]:
    """What begins in the years that are looked at."""
    entries = [(each.one, event) for each in kinds for event in events[each.name] if event.start >= scale.first]
    entries.sort(key=lambda entry: (entry[1].start, entry[1].cell.text))
    found: dict[int, list[tuple[str, TimelineEvent]]] = {}
    for title, event in entries:
        found.setdefault(int(event.start) // 10 * 10, []).append((title, event))
    return [Decade(first, tuple(there)) for first, there in found.items()]
