"""``/search``: things by name, number, acronym or title."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import FastAPI, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse
from pydantic import Field
from typing_extensions import TypedDict

from plenipot.api.paging import page_links
from plenipot.api.search import Hit, Results
from plenipot.api.search.live_index import LiveIndex
from plenipot.api.view import Language, read_view
from plenipot.http.described import responses, text_content
from plenipot.http.live_release import LiveRelease
from plenipot.http.negotiation import HTML, accept_header, choose_answer
from plenipot.http.problems.problem import Problem
from plenipot.http.requests.routing import ReadRouter
from plenipot.http.requests.types import Boolean, Choice, Integer, Text
from plenipot.http.responses import CORS, respond
from plenipot.model.class_names import called, several
from plenipot.model.classes import SEARCHED
from plenipot.model.terms import link
from plenipot.model.vocabulary import BASE, PLEN

router = ReadRouter()
MAX = 100
_SIZE = 20
FEW = 5
"""Hits of a kind on a page of all kinds."""
_MEDIA = {"html": HTML, "json": "application/json"}


class HitModel(TypedDict):
    """A thing that fits a search."""

    id: Annotated[str, Field(json_schema_extra={"format": "iri"})]
    path: str
    label: str
    lang: str | None
    title: str | None
    type: Annotated[str, Field(json_schema_extra={"format": "iri"})]
    kind: Annotated[str, Field(description="What it is, in words.")]


class Hits(TypedDict):
    """The things that fit a search, the best first."""

    query: str
    corrected: Annotated[
        str | None, Field(description="What was searched for instead, since nothing has the words of the query.")
    ]
    suggestion: Annotated[
        str | None,
        Field(description="What would be found instead; the query was taken as it is, and nothing found."),
    ]
    results: list[HitModel]


Words = Annotated[
    str,
    Text(200),
    Query(
        description="What people write: a name, number, acronym or title; the last word may be unfinished.",
        examples=["res 102"],
    ),
]
Kind = Annotated[str | None, Choice(SEARCHED), Query(description="Only things of this class.", examples=["Instrument"])]
Limit = Annotated[int | None, Integer(1, MAX), Query(description="At most so many; 20 by default.", examples=[10])]
Offset = Annotated[int, Integer(0, 10_000), Query(description="Leave out so many.", examples=[0])]
Verbatim = Annotated[bool, Boolean(), Query(description="Correct no misspelt word.", examples=[False])]


@router.read(
    "/search",
    operation_id="search",
    summary="Search for things by name, number, acronym or title",
    tags=["search"],
    response_model=Hits,
    response_class=JSONResponse,
    responses=responses(400, 406, content=text_content([HTML]), description="The things, the best first.", links=True),
)
async def search(
    request: Request,
    q: Words = "",
    kind: Kind = None,
    lang: Language = "en",
    limit: Limit = None,
    offset: Offset = 0,
    verbatim: Verbatim = False,
) -> Response:
    """The things that fit ``q``: a page for browsers, JSON for programs; ``verbatim=true`` corrects nothing."""
    asked = choose_answer(accept_header(request), (), _MEDIA)
    size = limit or _SIZE
    # Without a choice the first page shows some of every kind that fits, the kind of the best one first.
    grouped = asked == "html" and not kind and not offset and limit is None
    most = MAX if grouped else size + 1
    results = await find(request.app, q, kind, lang, most, offset, verbatim=verbatim)
    hits = results.hits
    given = {"q": q, "kind": kind or "", "lang": lang, "limit": str(size), "offset": str(offset)}
    if "verbatim" in request.query_params:
        given["verbatim"] = request.query_params["verbatim"]
    headers = {**CORS, "Vary": "Accept", "Cache-Control": "public, max-age=3600"}
    if not grouped and (links := page_links(given, size, offset, len(hits) > size)):
        headers["Link"] = ", ".join(links)
    shown = hits[:size]
    if asked == "json":
        said = {"query": q, "corrected": results.corrected, "suggestion": results.suggestion}
        body = json.dumps({**said, "results": [_json(hit) for hit in shown]}, ensure_ascii=False).encode()
        return respond(request, body, "application/json", headers)
    read_view(request)
    context = {
        "q": q,
        "corrected": results.corrected,
        "suggestion": results.suggestion,
        "instead": _instead(q, kind or "", results),
        "kind": kind or "",
        "several": several(kind) if kind else "",
        "lang": lang,
        "kinds": sorted(((name, several(name)) for name in SEARCHED), key=lambda each: each[1].casefold()),
        "groups": groups(hits, FEW) if grouped else groups(shown, size, kind or ""),
        "first": offset + 1,
        "more": None if grouped or len(hits) <= size else "?" + urlencode({**given, "offset": offset + size}),
    }
    page: Response = request.app.state.templates.TemplateResponse(request, "search.html", context, headers=headers)
    return page


@dataclass(frozen=True)
class ShownHit:
    """A hit as the page shows it."""

    label: str
    lang: str | None
    href: str | None
    called: str
    """What it is, if that is more than its kind."""
    title: str | None


@dataclass(frozen=True)
class HitGroup:
    """The hits of a kind."""

    kind: str
    name: str
    hits: tuple[ShownHit, ...]
    more: bool


def groups(hits: Sequence[Hit], most: int, kind: str = "") -> list[HitGroup]:
    """Hits by kind, in the order of the best one of each; all under one heading if only one kind was asked for."""
    kinds: dict[str, list[Hit]] = {}
    for hit in hits:
        kinds.setdefault(kind or hit.kind, []).append(hit)
    return [
        HitGroup(name, several(name), tuple(_found(hit) for hit in each[:most]), len(each) > most)
        for name, each in kinds.items()
    ]


def _found(hit: Hit) -> ShownHit:
    name = called(hit.kind, hit.iri)
    # The heading of the group says what every one of them is.
    return ShownHit(hit.label, hit.lang, link(hit.iri), "" if name == called(hit.kind) else name, hit.title)


async def find(
    app: FastAPI, text: str, kind: str | None, lang: str, limit: int, offset: int, *, verbatim: bool = False
) -> Results:
    """Search, as soon as the index is there.

    Raises:
        Problem: 503 if there is none.
    """
    live: LiveRelease = app.state.live_release
    search = live.part(LiveIndex)
    await search.ready.wait()
    index = search.index
    if index is None:
        raise Problem(503, "No search", "The search index could not be made. The endpoint /sparql answers.")
    return await run_in_threadpool(index.search, text, kind, lang, limit, offset, verbatim=verbatim)


def _instead(text: str, kind: str, results: Results) -> str:
    """The other search: what was typed, without corrections, or what is suggested."""
    asked = {"q": results.suggestion} if results.suggestion else {"q": text, "verbatim": "true"}
    return "/search?" + urlencode({**asked, **({"kind": kind} if kind else {})})


def _json(hit: Hit) -> dict[str, object]:
    return {
        "id": hit.iri,
        "path": "/" + hit.iri.removeprefix(BASE),
        "label": hit.label,
        "lang": hit.lang,
        "title": hit.title,
        "type": str(PLEN[hit.kind]),
        "kind": called(hit.kind, hit.iri),
    }
