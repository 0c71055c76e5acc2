"""``/council``: the seats of States by term, the number of seats over time, sessions and working groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from fastapi import APIRouter, Request, Response

from plenipot.api.view import read_view
from plenipot.pages.drawings.council_seats import SORTS, gaps, matrix, read_terms
from plenipot.pages.drawings.council_size import chart
from plenipot.pages.sections import FilledRow, FilledSection, Section, fill
from plenipot.pages.views.query_choice import alphabetical_key, page_response, read_choice

router = APIRouter()

REGIONS = {
    "a": "Americas",
    "b": "Western Europe",
    "c": "Eastern Europe and Northern Asia",
    "d": "Africa",
    "e": "Asia and Australasia",
}
"""Names of the administrative regions by letter."""

SEATS = Section(
    "matrix",
    "States and terms since 1947",
    "who-sat-on-the-council",
    node="seat",
    empty="No State of this region is known to have sat.",
    max_rows=2000,
)
NOW = Section("now", "Who sits", "who-sat-on-the-council", node="seat", empty="-")
TERMS = Section("terms", "Terms", "how-complete-is-each-council-term", node="term")
SIZES = Section(
    "seats",
    "Seats over time",
    "council-seats-over-time",
    shape="sizes",
    node="size",
    note="How many States the plenipotentiary conference elects, with the seats of each administrative region "
    "where a source prints them.",
)
SESSIONS = Section(
    "sessions",
    "Sessions and chairs",
    "council-sessions-and-chairs",
    columns={
        "session": "session",
        "start": "from",
        "end": "to",
        "city": "place",
        "chair": "chair",
        "actingChairs": "acting chair",
        "viceChairs": "vice-chair",
    },
    names={"session": "name", "chair": "chairs"},
    node="session",
    note="Sessions that a source read here names; where no chair stands, none was found.",
)
GROUPS = Section(
    "groups",
    "Working groups",
    "groups-of-the-council",
    shape="groups",
    columns={"group": "group", "short": "short", "start": "since", "establishedBy": "set up by", "successor": "became"},
    node="group",
)


@router.api_route("/council", methods=["GET", "HEAD"], include_in_schema=False)
async def council(request: Request) -> Response:
    """Render the page; ``sort`` orders the matrix, ``region`` filters it."""
    view = read_view(request)
    sort = read_choice(request, "sort", SORTS, "name")
    region = read_choice(request, "region", REGIONS)
    day = view.as_of or date.today().isoformat()
    region_value = {"region": f"region/{region}"} if region else {}
    sections: Sequence[Section] = (
        replace(NOW, values={**region_value, "as_of": day}),
        replace(SEATS, values=region_value),
        TERMS,
        SIZES,
        SESSIONS,
        GROUPS,
    )
    # The chosen day only highlights a term: the queries must not filter by it.
    parts = await fill(request.app, sections, None, replace(view, as_of=""))
    terms = read_terms(parts["terms"], day)
    page: Response = request.app.state.templates.TemplateResponse(
        request,
        "council.html",
        {
            "parts": parts,
            "day": day,
            "sort": sort,
            "sorts": SORTS,
            "region": region,
            "regions": REGIONS,
            "regions_named": [(letter, f"{letter.upper()} {name}") for letter, name in REGIONS.items()],
            "terms": terms,
            "current_terms": [term for term in terms if term.is_current],
            "gaps": gaps(terms),
            "lines": matrix(parts["matrix"], sort),
            "sitting": _by_region(parts["now"]),
            "chart": chart(parts["seats"]),
        },
    )
    return page_response(page, cacheable=bool(view.as_of))


def _by_region(filled: FilledSection) -> dict[str, list[FilledRow]]:
    by_letter: dict[str, list[FilledRow]] = {}
    for row in sorted(filled.rows, key=lambda row: (row.text("seatRegion"), alphabetical_key(row.text("state")))):
        cell = row.cells.get("seatRegion")
        by_letter.setdefault(cell.iri[-1] if cell and cell.iri else "", []).append(row)
    return dict(sorted(by_letter.items()))
