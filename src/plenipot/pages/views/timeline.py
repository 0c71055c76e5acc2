"""``/timeline``: conferences, treaties, heads, bodies and numbers of the Union since 1865."""

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
from plenipot.pages.views.query_choice import page_response, read_choice

router = APIRouter()

NUMBERS = "numbers"
MEMBERS = Section(
    "members",
    "Number of Member States",
    "number-of-member-states-over-time",
    node="count",
    max_rows=200,
)
SIZES = Section("sizes", "Size of the Council", "council-seats-over-time", node="size")
DECADES = [str(year) for year in range(FIRST_YEAR // 10 * 10, LAST_YEAR, 10)]


@dataclass(frozen=True)
class Decade:
    """The events of ten years in chronological order, each with the name of its kind."""

    first: int
    entries: Sequence[tuple[str, TimelineEvent]]


@router.api_route("/timeline", methods=["GET", "HEAD"], include_in_schema=False)
async def timeline(request: Request) -> Response:
    """Render the page; ``kind`` and ``decade`` filter the events."""
    view = read_view(request)
    kind = read_choice(request, "kind", (*KINDS, NUMBERS))
    decade = read_choice(request, "decade", DECADES)
    kinds = [event_kind for event_kind in KINDS.values() if kind in ("", event_kind.name)]
    with_numbers = kind in ("", NUMBERS)
    event_sections = {section.name: section for event_kind in kinds for section in event_kind.sections}
    sections = [*event_sections.values(), *((MEMBERS, SIZES) if with_numbers else ())]
    # The chosen day only marks a point on the axis: the queries must not filter by it.
    parts = await fill(request.app, sections, None, replace(view, as_of=""))
    scale = years(int(decade), int(decade) + 10) if decade else years()
    events = {
        event_kind.name: [event for event in event_kind.read(parts) if reaches_into(event, scale)]
        for event_kind in kinds
    }
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
    return page_response(page, cacheable=True)


def _lanes(
    kinds: Sequence[EventKind], events: Mapping[str, Sequence[TimelineEvent]], scale: YearScale, top: float
) -> list[Lane]:
    lanes: list[Lane] = []
    for kind in kinds:
        if events[kind.name]:
            lanes.append(lane(kind.name, kind.title, events[kind.name], scale, top))
            top += lanes[-1].height
    return lanes


def _by_decade(
    kinds: Sequence[EventKind], events: Mapping[str, Sequence[TimelineEvent]], scale: YearScale
) -> list[Decade]:
    """Group the events that begin in the years of the scale by decade."""
    entries = [(kind.one, event) for kind in kinds for event in events[kind.name] if event.start >= scale.first]
    entries.sort(key=lambda entry: (entry[1].start, entry[1].cell.text))
    by_decade: dict[int, list[tuple[str, TimelineEvent]]] = {}
    for title, event in entries:
        by_decade.setdefault(int(event.start) // 10 * 10, []).append((title, event))
    return [Decade(first, tuple(events)) for first, events in by_decade.items()]
