"""``/``, the home page: search, links to the main pages, the current plenipotentiary, and counts of the graph."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from plenipot.api.view import read_view
from plenipot.http.negotiation import HTML
from plenipot.http.responses import respond
from plenipot.model.vocabulary import BASE
from plenipot.pages.sections import Section, fill

router = APIRouter()

CONFERENCE = "conference/pp-26"
"""The plenipotentiary conference that the page is about."""
LEADS_TO: Mapping[str, str] = {
    "Member States": "/map",
    "conferences, assemblies and sessions": "/timeline",
    "resolutions and decisions of the Plenipotentiary in force": "/query/texts-in-force-of-a-body.html",
    "versions of resolutions, decisions and opinions": "/query/complete-revision-chains.html",
    "seats on the Council": "/council",
    "candidatures in elections": "/query/who-stood-against-whom.html",
    "people": "/query/people-who-held-more-than-one-office.html",
    "bodies": "/body/itu",
    "signatures of treaties": "/query/who-signed-a-treaty.html",
    "proposals and positions": "/query/outcomes-of-proposals-by-region.html",
    "provisions of the Constitution and the Convention": "/query/most-referenced-provisions.html",
    "Recommendations of the Sectors": "/query/study-groups-by-works-in-force.html",
    "claims on which sources differ": "/query/where-sources-disagree.html",
    "sources": "/query/sources-by-kind.html",
}
"""Link targets of the counts, by the label in the result of the question."""
SECTIONS: Sequence[Section] = (
    Section("holdings", "What the graph holds", "what-the-graph-holds", columns={"what": "what", "number": "number"}),
    Section("conference", "", "when-and-where-a-conference-meets", "conference", node="conference"),
    Section(
        "candidates",
        "Candidates, as far as known",
        "candidates-for-pp-26",
        "conference",
        columns={"electionFor": "for", "candidate": "candidate", "state": "State", "remark": "remark"},
    ),
    Section(
        "resolutions",
        "Internet resolutions that it may revise",
        "resolutions-on-a-topic-before-a-plenipotentiary",
        columns={"instrument": "text", "title": "title", "version": "last known version"},
        node="version",
        max_rows=8,
    ),
    Section("proposals", "Proposals to it", "proposals-to-a-conference-by-region", "conference", max_rows=1),
    Section(
        "preparations",
        "Meetings that prepared it",
        "preparatory-meetings-for-a-plenipotentiary",
        "conference",
        columns={"meeting": "meeting", "start": "from", "city": "place", "organizerName": "held by"},
        names={"meeting": "name"},
        node="meeting",
    ),
    Section(
        "gaps",
        "What is not known",
        "what-is-known-to-be-missing-about-a-conference",
        "conference",
        columns={"gap": "what", "on": "looked for on", "result": "with the result"},
        names={"gap": "missing"},
    ),
)


@router.api_route("/", methods=["GET", "HEAD"], include_in_schema=False)
async def start(request: Request) -> Response:
    """Render the home page; redirect a request with ``query`` to the workbench, which once had this address."""
    if "query" in request.query_params:
        return RedirectResponse("/workbench?" + urlencode(list(request.query_params.multi_items())), 303)
    view = read_view(request)
    sections = await fill(request.app, SECTIONS, BASE + CONFERENCE, view)
    context: dict[str, Any] = {
        "sections": sections,
        "leads_to": LEADS_TO,
        "questions": len(request.app.state.questions),
    }
    for row in sections["conference"].rows[:1]:
        if (first := row.text("firstDay")) and (last := row.text("lastDay")):
            context |= {"days": days(first, last), "countdown": countdown(first, last, date.today())}
    page: Response = request.app.state.templates.TemplateResponse(request, "start.html", context)
    return respond(bytes(page.body), HTML)


def days(first: str, last: str) -> str:
    """Write the days of a conference (ISO dates) in words.

    >>> days("2026-11-09", "2026-11-27"), days("2018-10-29", "2018-11-16")
    ('9 to 27 November 2026', '29 October to 16 November 2018')
    """
    begin, end = date.fromisoformat(first), date.fromisoformat(last)
    month = "" if (begin.year, begin.month) == (end.year, end.month) else f" {begin:%B}"
    year = "" if begin.year == end.year else f" {begin.year}"
    return f"{begin.day}{month}{year} to {end.day} {end:%B} {end.year}"


def countdown(first: str, last: str, today: date) -> str:
    """Say in words whether a conference is ahead, running or over on a day.

    >>> countdown("2026-11-09", "2026-11-27", date(2026, 11, 25))
    'now: day 17 of 19'
    >>> countdown("2026-11-09", "2026-11-27", date(2026, 11, 8))
    'begins tomorrow'
    >>> countdown("2026-11-09", "2026-11-27", date(2026, 12, 1))
    'over'
    >>> countdown("2026-11-09", "2026-11-27", date(2026, 10, 1))
    'begins in 39 days'
    """
    begin, end = date.fromisoformat(first), date.fromisoformat(last)
    if today > end:
        return "over"
    if today >= begin:
        return f"now: day {(today - begin).days + 1} of {(end - begin).days + 1}"
    days_left = (begin - today).days
    return "begins tomorrow" if days_left == 1 else f"begins in {days_left} days"
