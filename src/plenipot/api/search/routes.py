"""``/search``: things by name, number, acronym or title."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool

from plenipot.api.paging import page_links
from plenipot.api.search import Hit, Results
from plenipot.api.search.live_index import LiveIndex
from plenipot.api.view import read_language, read_view
from plenipot.http.live_release import LiveRelease
from plenipot.http.negotiation import HTML, accepted, choose_answer
from plenipot.http.problems.problem import Problem
from plenipot.http.responses import CORS, respond
from plenipot.model.class_names import called, several
from plenipot.model.classes import SEARCHED
from plenipot.model.terms import link
from plenipot.model.vocabulary import BASE, PLEN

router = APIRouter()
MAX = 100
FEW = 5
"""Hits of a kind on a page of all kinds."""
_MEDIA = {"html": HTML, "json": "application/json"}


@router.api_route("/search", methods=["GET", "HEAD"], include_in_schema=False)
async def search(
    request: Request,
    q: str = "",
    kind: str = "",
    lang: str = "",
    limit: str = "",
    offset: str = "",
    verbatim: str = "",
) -> Response:
    """The things that fit ``q``: a page for browsers, JSON for programs; ``verbatim=true`` corrects nothing."""
    if len(q) > 200:
        raise Problem(400, "Search too long", "A search may have 200 characters.")
    if kind and kind not in SEARCHED:
        raise Problem(400, "Unknown kind", f"kind={kind[:50]!r}: choose one of {', '.join(SEARCHED)}.")
    lang = read_language(lang)
    if verbatim not in ("", "true", "false"):
        raise Problem(400, "Wrong parameter", f"verbatim={verbatim[:50]!r} must be true or false.")
    asked = choose_answer(accepted(request), (), _MEDIA)
    size, start = _number("limit", limit or "20", 1, MAX), _number("offset", offset or "0", 0, 10_000)
    # Without a choice the first page shows some of every kind that fits, the kind of the best one first.
    grouped = asked == "html" and not kind and not start and not limit
    most = MAX if grouped else size + 1
    results = await find(request.app, q, kind or None, lang, most, start, verbatim=verbatim == "true")
    hits = results.hits
    given = {"q": q, "kind": kind, "lang": lang, "limit": str(size), "offset": str(start)}
    if verbatim:
        given["verbatim"] = verbatim
    headers = {**CORS, "Vary": "Accept", "Cache-Control": "public, max-age=3600"}
    if not grouped and (links := page_links(given, size, start, len(hits) > size)):
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
        "instead": _instead(q, kind, results),
        "kind": kind,
        "several": several(kind) if kind else "",
        "lang": lang,
        "kinds": sorted(((name, several(name)) for name in SEARCHED), key=lambda each: each[1].casefold()),
        "groups": groups(hits, FEW) if grouped else groups(shown, size, kind),
        "first": start + 1,
        "more": None if grouped or len(hits) <= size else "?" + urlencode({**given, "offset": start + size}),
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


def _number(name: str, text: str, least: int, most: int) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 7 and least <= int(text) <= most):
        raise Problem(400, "Wrong parameter", f"{name}={text[:50]!r} must be a number from {least} to {most}.")
    return int(text)
