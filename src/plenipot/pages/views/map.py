"""``/map``: the Member States on a map of the world."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from fastapi import APIRouter, Request, Response

from plenipot.api.view import read_view
from plenipot.pages.drawings.map_layers import LAYERS, Classification, Layer, MapClass
from plenipot.pages.drawings.world_map import world
from plenipot.pages.sections import FilledRow, FilledSection, Section, fill
from plenipot.pages.views.query_choice import alphabetical_key, page_response, read_choice

router = APIRouter()

FORMER = Section(
    "former",
    "Members on this day that are no more",
    "former-states-and-their-successors",
    columns={
        "state": "State",
        "change": "what happened",
        "first": "first year in the data",
        "last": "last year",
        "successors": "followed by",
    },
    names={"state": "name"},
    node="state",
    note="They have no outline on a map of today.",
    empty="None, as far as the data tell.",
)


@dataclass(frozen=True)
class MapPlace:
    """A Member State on the map: an outline, else a point."""

    row: FilledRow
    classification: Classification
    path: str | None
    """SVG path of the outline, if the map has one."""
    point: tuple[float, float] | None
    """x and y in units of the map, for a State without an outline."""


@router.api_route("/map", methods=["GET", "HEAD"], include_in_schema=False)
async def map_page(request: Request) -> Response:
    """Render the page; ``layer`` chooses what the map shows."""
    view = read_view(request)
    layer = LAYERS[read_choice(request, "layer", LAYERS, "region")]
    day = view.as_of or (date.today().isoformat() if layer.today else "")
    sections = [_dated(section, day) for section in (*layer.sections, *((FORMER,) if view.as_of else ()))]
    parts = await fill(request.app, sections, None, view)
    places = _places(layer, parts, day)
    page: Response = request.app.state.templates.TemplateResponse(
        request,
        "map.html",
        {
            "layer": layer,
            "layers": LAYERS,
            "day": day,
            "parts": parts,
            "world": world(),
            "places": places,
            "classes": _by_class(layer, places),
            "others": _other_outlines(places),
        },
    )
    return page_response(page, cacheable=bool(view.as_of) or not layer.today)


def _dated(section: Section, day: str) -> Section:
    """Add the day to the sections about Council seats, which need one."""
    return replace(section, values={"as_of": day}) if day and section.name in ("seats", "term") else section


def _places(layer: Layer, parts: Mapping[str, FilledSection], day: str) -> list[MapPlace]:
    classify = layer.classify(parts, day)
    rows = sorted(parts["members"].rows, key=lambda row: alphabetical_key(row.text("state")))
    return [_place(row, classify(row)) for row in rows]


def _place(row: FilledRow, classification: Classification) -> MapPlace:
    path = world().paths.get(row.text("code").zfill(3))
    latitude, longitude = row.text("latitude"), row.text("longitude")
    point = world().point(float(latitude), float(longitude)) if not path and latitude and longitude else None
    return MapPlace(row, classification, path, point)


def _by_class(layer: Layer, places: Sequence[MapPlace]) -> dict[MapClass, list[MapPlace]]:
    """Group the States by class, in the order of the legend, without empty classes."""
    by_class = {each: [place for place in places if place.classification.map_class == each] for each in layer.classes}
    return {each: members for each, members in by_class.items() if members}


def _other_outlines(places: Sequence[MapPlace]) -> list[str]:
    """Return the outlines of land that is not a Member State (on the chosen day)."""
    codes = {place.row.text("code").zfill(3) for place in places}
    return [*(path for code, path in world().paths.items() if code not in codes), *world().uncoded]
