"""The Member States on a map of the world."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from fastapi import APIRouter, Request, Response

from plenipot.api.view import read_view
from plenipot.pages.drawings.map_layers import LAYERS, Layer, Shown, Tone
from plenipot.pages.drawings.world_map import world
from plenipot.pages.sections import Filled, FilledRow, Section, fill
from plenipot.pages.views.query_choice import alphabetical, answer, chosen

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
    """A Member State on the map."""

    row: FilledRow
    shown: Shown
    path: str | None
    """Its outline, if the map has it."""
    point: tuple[float, float] | None
    """Where it stands otherwise."""


@router.api_route("/map", methods=["GET", "HEAD"], include_in_schema=False)
async def show(request: Request) -> Response:
    """The page."""
    view = read_view(request)
    layer = LAYERS[chosen(request, "layer", LAYERS, "region")]
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
            "tones": _by_tone(layer, places),
            "others": _others(places),
        },
    )
    return answer(request, page, lasting=bool(view.as_of) or not layer.today)


def _dated(section: Section, day: str) -> Section:
    """A seat is held on a day, also where none is chosen."""
    return replace(section, values={"as_of": day}) if day and section.name in ("seats", "term") else section


def _places(layer: Layer, parts: Mapping[str, Filled], day: str) -> list[MapPlace]:
    classify = layer.classify(parts, day)
    rows = sorted(parts["members"].rows, key=lambda row: alphabetical(row.text("state")))
    return [_place(row, classify(row)) for row in rows]


def _place(row: FilledRow, shown: Shown) -> MapPlace:
    path = world().paths.get(row.text("code").zfill(3))
    latitude, longitude = row.text("latitude"), row.text("longitude")
    point = world().point(float(latitude), float(longitude)) if not path and latitude and longitude else None
    return MapPlace(row, shown, path, point)


def _by_tone(layer: Layer, places: Sequence[MapPlace]) -> dict[Tone, list[MapPlace]]:
    found = {tone: [place for place in places if place.shown.tone == tone] for tone in layer.tones}
    return {tone: there for tone, there in found.items() if there}


def _others(places: Sequence[MapPlace]) -> list[str]:
    """Land that is no Member State of its own, or was none on the day."""
    ours = {place.row.text("code").zfill(3) for place in places}
    return [*(path for code, path in world().paths.items() if code not in ours), *world().uncoded]
