"""``/coverage``: which sets are complete, known gaps, and disagreements between sources."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fastapi import APIRouter, FastAPI, Request, Response

from plenipot.api.things.labels import read_kinds
from plenipot.api.view import read_view
from plenipot.http.negotiation import HTML
from plenipot.http.responses import respond
from plenipot.model.classes import BY_NAME
from plenipot.pages.sections import FilledRow, FilledSection, Section, fill
from plenipot.pages.views.query_choice import read_choice

router = APIRouter()

AREAS: Mapping[str, str] = {
    "members": "Member States and regional organizations",
    "conferences": "Conferences and Council sessions",
    "elections": "Elections, the Council and offices",
    "resolutions": "Resolutions and decisions of the plenipotentiaries",
    "sectors": "Texts of the Sectors, the Council and the World Summit",
    "signatures": "Signatures and declarations",
    "policy": "Positions and the debate on Internet policy",
    "structure": "Bodies, mandates and provisions",
    "topics": "Topics",
    "recommendations": "Recommendations and other publications",
    "akn": "Marked-up texts",
    "links": "Links to other data",
}
"""Titles of the areas by table family, in the order of the page."""

_SECTIONS = (
    Section("sets", "Sets", "how-complete-is-each-set", node="set", max_rows=500),
    Section("gaps", "Gaps", "what-was-tried-for-a-gap", node="gap", max_rows=500),
    Section("claims", "Where sources disagree", "where-sources-disagree", node="claim", max_rows=1000),
)
FEW = 4
"""Limit of disagreements per kind of thing on the unfiltered page."""
OTHER = "other"
QUESTIONS = (
    "facts-on-a-single-non-official-source",
    "conferences-whose-dates-disagree",
    "disputed-dates-of-admission",
    "sector-texts-whose-sources-conflict",
    "figures-of-a-conference-that-disagree",
    "contradicted-claims-of-the-background-paper",
    "facts-with-independent-sources",
    "derived-council-seats",
    "how-complete-is-each-council-term",
    "conferences-without-a-known-chair",
    "resolutions-in-force-without-a-title",
    "resolutions-known-only-from-a-list",
    "things-without-any-link",
)
"""Names of further saved questions that the page links to."""


@dataclass(frozen=True)
class Area:
    """The complete and incomplete sets of an area, and its gaps."""

    key: str
    title: str
    complete: tuple[FilledRow, ...]
    open: tuple[FilledRow, ...]
    gaps: tuple[FilledRow, ...]


@dataclass(frozen=True)
class Disagreement:
    """The claims about one attribute of a thing; the tables follow some of them."""

    followed: tuple[FilledRow, ...]
    others: tuple[FilledRow, ...]

    @property
    def any(self) -> FilledRow:
        """Any row, to read the columns that have the same value in all rows."""
        return (*self.followed, *self.others)[0]

    @property
    def reasons(self) -> tuple[str, ...]:
        """The distinct reasons."""
        rows = (*self.followed, *self.others)
        return tuple(dict.fromkeys(row.text("reason") for row in rows if row.text("reason")))


@router.api_route("/coverage", methods=["GET", "HEAD"], include_in_schema=False)
async def coverage(request: Request) -> Response:
    """Render the page; ``about`` filters the disagreements by kind of thing."""
    view = read_view(request)
    about = read_choice(request, "about", (*BY_NAME, OTHER))
    filled = await fill(request.app, _SECTIONS, None, view)
    disagreements = await _by_kind(request.app, filled["claims"])
    shown = {kind: members for kind, members in disagreements.items() if about in ("", kind)}
    context = {
        "areas": _areas(filled["sets"].rows, filled["gaps"].rows),
        "filled": filled,
        "disagreements": shown,
        "kinds": {**{name: kind.brief_plural for name, kind in BY_NAME.items()}, OTHER: "other things"},
        "counts": {kind: len(members) for kind, members in disagreements.items()},
        "about": about,
        "few": len(max(disagreements.values(), key=len, default=())) if about else FEW,
        "questions": [request.app.state.questions[name] for name in QUESTIONS],
    }
    page: Response = request.app.state.templates.TemplateResponse(request, "coverage.html", context)
    return respond(bytes(page.body), HTML)


def _areas(sets: Iterable[FilledRow], gaps: Iterable[FilledRow]) -> list[Area]:
    sets_by_area: dict[str, list[FilledRow]] = {}
    for row in sets:
        sets_by_area.setdefault(row.text("area"), []).append(row)
    gaps_by_area: dict[str, list[FilledRow]] = {}
    for row in gaps:
        gaps_by_area.setdefault(row.text("subject"), []).append(row)
    order = [*AREAS, *sorted({*sets_by_area, *gaps_by_area} - set(AREAS))]
    return [
        Area(
            key,
            AREAS.get(key, key),
            tuple(row for row in sets_by_area.get(key, ()) if row.text("complete") == "true"),
            tuple(row for row in sets_by_area.get(key, ()) if row.text("complete") != "true"),
            tuple(row for row in gaps_by_area.get(key, ()) if row.text("result") != "found"),
        )
        for key in order
        if key in sets_by_area or key in gaps_by_area
    ]


async def _by_kind(app: FastAPI, claims: FilledSection) -> dict[str, list[Disagreement]]:
    """Group the claims by the kind of their subject; runs one query for the kinds."""
    rows: dict[tuple[str, str], list[FilledRow]] = {}
    for row in claims.rows:
        rows.setdefault((row.cells["subject"].iri or "", row.text("attribute")), []).append(row)
    kinds = await read_kinds(app, {subject for subject, _ in rows})
    by_kind: dict[str, list[Disagreement]] = {}
    for (subject, _), claim_rows in rows.items():
        followed = tuple(row for row in claim_rows if row.text("followed") == "true")
        others = tuple(row for row in claim_rows if row.text("followed") != "true")
        by_kind.setdefault(kinds.get(subject, OTHER), []).append(Disagreement(followed, others))
    return {kind: by_kind[kind] for kind in (*BY_NAME, OTHER) if kind in by_kind}
