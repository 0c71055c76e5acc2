"""The route ``/search``: search for things by name, number, acronym or title."""

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
from plenipot.http.live_release import LiveRelease
from plenipot.http.negotiation import HTML, accept_header, choose_answer
from plenipot.http.openapi_responses import responses, text_content
from plenipot.http.problems.problem import Problem
from plenipot.http.requests.routing import ReadRouter
from plenipot.http.requests.types import Boolean, Choice, Integer, Text
from plenipot.http.responses import CORS, respond
from plenipot.model.class_names import plural_name, singular_name
from plenipot.model.classes import SEARCHED
from plenipot.model.terms import link
from plenipot.model.vocabulary import BASE, PLEN

router = ReadRouter()
MAX = 100
_DEFAULT_LIMIT = 20
HITS_PER_GROUP = 5
"""Hits per class on a page with all classes."""
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
    """Search for things that match ``q``: a page for browsers, JSON for programs; ``verbatim=true``: no correction."""
    format = choose_answer(accept_header(request), (), _MEDIA)
    size = limit or _DEFAULT_LIMIT
    # Without parameters, the page shows some hits of every class, the class of the best hit first.
    grouped = format == "html" and not kind and not offset and limit is None
    results = await run_search(request.app, q, kind, lang, MAX if grouped else size + 1, offset, verbatim=verbatim)
    hits = results.hits
    params = {"q": q, "kind": kind or "", "lang": lang, "limit": str(size), "offset": str(offset)}
    if "verbatim" in request.query_params:
        params["verbatim"] = request.query_params["verbatim"]
    headers = {**CORS, "Vary": "Accept", "Cache-Control": "public, max-age=3600"}
    if not grouped and (links := page_links(params, size, offset, len(hits) > size)):
        headers["Link"] = ", ".join(links)
    page_hits = hits[:size]
    if format == "json":
        query_members = {"query": q, "corrected": results.corrected, "suggestion": results.suggestion}
        body = json.dumps({**query_members, "results": [_json(hit) for hit in page_hits]}, ensure_ascii=False).encode()
        return respond(body, "application/json", headers)
    read_view(request)
    context = {
        "q": q,
        "corrected": results.corrected,
        "suggestion": results.suggestion,
        "instead": _other_search(q, kind or "", results),
        "kind": kind or "",
        "plural": plural_name(kind) if kind else "",
        "lang": lang,
        "kinds": sorted(((name, plural_name(name)) for name in SEARCHED), key=lambda option: option[1].casefold()),
        "groups": groups(hits, HITS_PER_GROUP) if grouped else groups(page_hits, size, kind or ""),
        "first": offset + 1,
        "more": None if grouped or len(hits) <= size else "?" + urlencode({**params, "offset": offset + size}),
    }
    page: Response = request.app.state.templates.TemplateResponse(request, "search.html", context, headers=headers)
    return page


@dataclass(frozen=True)
class ShownHit:
    """A hit on the page."""

    label: str
    lang: str | None
    href: str | None
    kind_name: str
    """The type of a text; empty if the heading of the group says it already."""
    title: str | None


@dataclass(frozen=True)
class HitGroup:
    """The hits of a class."""

    kind: str
    name: str
    hits: tuple[ShownHit, ...]
    more: bool


def groups(hits: Sequence[Hit], limit: int, kind: str = "") -> list[HitGroup]:
    """Group hits by class, in the order of their best hits.

    Args:
        hits: the hits, the best first.
        limit: maximum number of hits per group.
        kind: the class of the search, which then is the only group.
    """
    kinds: dict[str, list[Hit]] = {}
    for hit in hits:
        kinds.setdefault(kind or hit.kind, []).append(hit)
    return [
        HitGroup(name, plural_name(name), tuple(_shown_hit(hit) for hit in members[:limit]), len(members) > limit)
        for name, members in kinds.items()
    ]


def _shown_hit(hit: Hit) -> ShownHit:
    name = singular_name(hit.kind, hit.iri)
    return ShownHit(hit.label, hit.lang, link(hit.iri), "" if name == singular_name(hit.kind) else name, hit.title)


async def run_search(
    app: FastAPI, text: str, kind: str | None, lang: str, limit: int, offset: int, *, verbatim: bool = False
) -> Results:
    """Wait for the index, and search in a thread; see :meth:`plenipot.api.search.Index.search` for the arguments.

    Raises:
        Problem: 503 if the index could not be built.
    """
    live: LiveRelease = app.state.live_release
    live_index = live.part(LiveIndex)
    await live_index.ready.wait()
    index = live_index.index
    if index is None:
        raise Problem(503, "No search", "The search index could not be made. The endpoint /sparql answers.")
    return await run_in_threadpool(index.search, text, kind, lang, limit, offset, verbatim=verbatim)


def _other_search(text: str, kind: str, results: Results) -> str:
    """The URL of the suggested search, or of the same search without correction."""
    params = {"q": results.suggestion} if results.suggestion else {"q": text, "verbatim": "true"}
    return "/search?" + urlencode({**params, **({"kind": kind} if kind else {})})


def _json(hit: Hit) -> dict[str, object]:
    return {
        "id": hit.iri,
        "path": "/" + hit.iri.removeprefix(BASE),
        "label": hit.label,
        "lang": hit.lang,
        "title": hit.title,
        "type": str(PLEN[hit.kind]),
        "kind": singular_name(hit.kind, hit.iri),
    }
