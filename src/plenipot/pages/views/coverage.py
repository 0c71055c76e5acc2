"""``/coverage``: what is complete, what is missing, where sources disagree; and the pages of claims, gaps and sets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fastapi import APIRouter, FastAPI, Request, Response

from plenipot.api.things.labels import read_kinds
from plenipot.api.view import read_view
from plenipot.http.negotiation import HTML
from plenipot.http.responses import respond
from plenipot.model.classes import BY_NAME
from plenipot.pages.sections import Filled, FilledRow, Section, fill
from plenipot.pages.views.query_choice import chosen

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
"""The parts of the graph as a reader knows them, in the order of the page."""

_SECTIONS = (
    Section("sets", "Sets", "how-complete-is-each-set", node="set", most=500),
    Section("gaps", "Gaps", "what-was-tried-for-a-gap", node="gap", most=500),
    Section("claims", "Where sources disagree", "where-sources-disagree", node="claim", most=1000),
)
FEW = 4
"""Disagreements about a kind of thing on the whole page; all of them are on the page of the kind."""
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
"""Ready questions on single matters."""


@dataclass(frozen=True)
class Area:
    """What there is of a part of the graph, and what is missing."""

    key: str
    title: str
    complete: tuple[FilledRow, ...]
    open: tuple[FilledRow, ...]
    gaps: tuple[FilledRow, ...]


@dataclass(frozen=True)
class Disagreement:
    """The values that sources give for one thing: those that are followed first."""

    followed: tuple[FilledRow, ...]
    others: tuple[FilledRow, ...]

    @property
    def any(self) -> FilledRow:
        """A row, for what all have in common."""
        return (*self.followed, *self.others)[0]

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why, each once."""
        rows = (*self.followed, *self.others)
        return tuple(dict.fromkeys(row.text("reason") for row in rows if row.text("reason")))


@router.api_route("/coverage", methods=["GET", "HEAD"], include_in_schema=False)
async def coverage(request: Request) -> Response:
    """The page; ``about`` chooses a kind of thing about which sources disagree."""
    view = read_view(request)
    about = chosen(request, "about", (*BY_NAME, OTHER))
    filled = await fill(request.app, _SECTIONS, None, view)
    disagreements = await _by_kind(request.app, filled["claims"])
    shown = {kind: found for kind, found in disagreements.items() if about in ("", kind)}
    context = {
        "areas": _areas(filled["sets"].rows, filled["gaps"].rows),
        "filled": filled,
        "disagreements": shown,
        "kinds": {**{name: each.brief_plural for name, each in BY_NAME.items()}, OTHER: "other things"},
        "counts": {kind: len(found) for kind, found in disagreements.items()},
        "about": about,
        "few": len(max(disagreements.values(), key=len, default=())) if about else FEW,
        "questions": [request.app.state.questions[name] for name in QUESTIONS],
    }
    page: Response = request.app.state.templates.TemplateResponse(request, "coverage.html", context)
    return respond(bytes(page.body), HTML)


def _areas(sets: Iterable[FilledRow], gaps: Iterable[FilledRow]) -> list[Area]:
    by_area: dict[str, list[FilledRow]] = {}
    for row in sets:
        by_area.setdefault(row.text("area"), []).append(row)
    missing: dict[str, list[FilledRow]] = {}
    for row in gaps:
        missing.setdefault(row.text("subject"), []).append(row)
    order = [*AREAS, *sorted({*by_area, *missing} - set(AREAS))]
    return [
        Area(
            key,
            AREAS.get(key, key),
            tuple(row for row in by_area.get(key, ()) if row.text("complete") == "true"),
            tuple(row for row in by_area.get(key, ()) if row.text("complete") != "true"),
            tuple(row for row in missing.get(key, ()) if row.text("result") != "found"),
        )
        for key in order
        if key in by_area or key in missing
    ]


async def _by_kind(app: FastAPI, claims: Filled) -> dict[str, list[Disagreement]]:
    """The disagreements by the kind of thing that they are about; one query."""
    rows: dict[tuple[str, str], list[FilledRow]] = {}
    for row in claims.rows:
        rows.setdefault((row.cells["subject"].iri or "", row.text("attribute")), []).append(row)
    kinds = await read_kinds(app, {subject for subject, _ in rows})
    found: dict[str, list[Disagreement]] = {}
    for (subject, _), same in rows.items():
        followed = tuple(row for row in same if row.text("followed") == "true")
        others = tuple(row for row in same if row.text("followed") != "true")
        found.setdefault(kinds.get(subject, OTHER), []).append(Disagreement(followed, others))
    return {kind: found[kind] for kind in (*BY_NAME, OTHER) if kind in found}
