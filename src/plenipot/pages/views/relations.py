"""``/relations``: what a thing is connected with, and the paths between two things."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, FastAPI, Request, Response

from plenipot.api.relations.connections import (
    QUESTION,
    Connection,
    ConnectionPage,
    Relation,
    name_nodes,
    read_connections,
)
from plenipot.api.relations.paths import MAX_STEPS, Paths, find_paths
from plenipot.api.search import Results
from plenipot.api.search.routes import run_search
from plenipot.api.things.identifiers import IdentifierParameter, resolve_identifiers, spellings
from plenipot.api.things.labels import kind_words, read_kinds, read_names
from plenipot.api.view import View, read_view
from plenipot.http.negotiation import HTML
from plenipot.http.problems.problem import Problem
from plenipot.http.requests.types import Date, Integer, Text, read_parameter
from plenipot.http.responses import respond
from plenipot.model.classes import BY_NAME
from plenipot.model.compact import compact, relative
from plenipot.model.terms import Cell
from plenipot.model.vocabulary import BASE
from plenipot.pages.views.query_choice import chosen

router = APIRouter()
FIRST = 8
"""Connections of a relation that stand on the first page of a thing."""
PAGE = 100
"""Connections of a relation that stand on a page of their own."""
BEGINNINGS: Mapping[str, str] = {
    "resolution/pp/102": "Resolution 102 on the Internet, adopted in 1998 and revised by every plenipotentiary since",
    "topic/ipv6": "IPv6 as a topic: which texts touch it",
    "state/ken": "Kenya: seats, people, proposals, signatures",
    "conference/pp-18": "PP-18 in Dubai: what it adopted, whom it elected, who spoke",
    "person/doreen-bogdan-martin": "Doreen Bogdan-Martin, Secretary-General",
    "body/cwg-internet": "The Council working group on Internet public policy",
}
PAIRS: Sequence[tuple[str, str, str]] = (
    ("state/usa", "resolution/pp/102", "From the United States to Resolution 102"),
    ("person/doreen-bogdan-martin", "topic/ipv6", "From the Secretary-General to IPv6"),
    ("body/itu-t/sg17", "resolution/wtsa/52", "From Study Group 17 to WTSA Resolution 52 on spam"),
)


@dataclass(frozen=True)
class RelationsQuery:
    """What a reader asked for."""

    thing: str
    other: str
    relation: Relation | None
    kind: str
    since: str
    until: str
    page: int

    def parameters(self, view: View) -> dict[str, str]:
        """The parameters of the saved question."""
        chosen = {
            "kind": f"ontology/{self.kind}" if self.kind else "",
            "from": self.since,
            "to": self.until,
            "as_of": view.as_of,
        }
        values = {name: value for name, value in chosen.items() if value}
        return {**(self.relation.values if self.relation else {}), **values}

    def address(self, **changed: str) -> str:
        """This page with other choices, without those that every link carries."""
        chosen = {
            "thing": relative(self.thing),
            "other": relative(self.other),
            "relation": self.relation.key if self.relation else "",
            "kind": self.kind,
            "from": self.since,
            "to": self.until,
            **changed,
        }
        return "/relations?" + urlencode({name: value for name, value in chosen.items() if value})


@dataclass(frozen=True)
class RelationGroup:
    """The connections of one relation that stand on the page."""

    relation: Relation
    connections: tuple[Connection, ...]
    total: int


async def read_asked(request: Request) -> RelationsQuery:
    """The choices of a request.

    Raises:
        Problem: 400 for what is no identifier of ours, no relation, no kind, no day or no page; 404 for an unknown one.
    """
    given = request.query_params
    relation = Relation.parse(given["relation"][:200]) if given.get("relation") else None
    if given.get("relation") and relation is None:
        raise _wrong(f"relation={given['relation'][:60]!r} is no relation that is followed here.")
    kind, page = chosen(request, "kind", BY_NAME), read_parameter(request, "page", Integer(1, 9999), 1)
    named = [IdentifierParameter(name, given[name]) for name in ("thing", "other") if given.get(name)]
    if [each.name for each in named] == ["other"]:
        raise _wrong("other is the second of two things: give thing too.")
    for each in named:
        if not any(iri.startswith(BASE) for iri in spellings(each.text, host=request.url.netloc)):
            said = f"{each.name}={each.text[:100]!r}"
            raise _wrong(f"{said} must be an identifier of this graph, such as state/che.")
    meant = await resolve_identifiers(request, named)
    since, until = (read_parameter(request, name, Date()) for name in ("from", "to"))
    return RelationsQuery(
        meant.get("thing", ""), meant.get("other", ""), relation, kind, str(since or ""), str(until or ""), page
    )


def _wrong(detail: str) -> Problem:
    return Problem(400, "Wrong parameter", detail)


@router.api_route("/relations", methods=["GET", "HEAD"], include_in_schema=False)
async def relations(request: Request) -> Response:
    """The page."""
    view, asked = read_view(request), await read_asked(request)
    if asked.other:
        return await _paths_page(request, view, asked)
    if asked.thing:
        return await _thing_page(request, view, asked)
    context: dict[str, Any] = {"beginnings": BEGINNINGS, "pairs": PAIRS, **await _searched(request, view)}
    return _page(request, "relations_start.html", context)


async def _searched(request: Request, view: View) -> dict[str, Any]:
    text = read_parameter(request, "q", Text(200), "").strip()
    results = await run_search(request.app, text, None, view.lang, 20, 0) if text else Results([])
    hits = [(hit, relative(hit.iri)) for hit in results.hits]
    return {"q": text, "hits": hits, "corrected": results.corrected}


def _page(request: Request, template: str, context: Mapping[str, Any]) -> Response:
    page: Response = request.app.state.templates.TemplateResponse(request, template, dict(context))
    return respond(bytes(page.body), HTML)


async def _connections(app: FastAPI, view: View, asked: RelationsQuery) -> ConnectionPage:
    if asked.relation:
        return await read_connections(
            app, asked.thing, asked.parameters(view), rows=PAGE, offset=PAGE * (asked.page - 1)
        )
    return await read_connections(app, asked.thing, asked.parameters(view))


async def _thing_page(request: Request, view: View, asked: RelationsQuery) -> Response:
    found = await _connections(request.app, view, asked)
    groups = _groups(found, PAGE if asked.relation else FIRST)
    shown = [each for group in groups for each in group.connections]
    names, kinds = await _looked_up(request.app, view, asked, shown)
    if not found.total and names[asked.thing].text == compact(asked.thing):
        detail = f"Nothing in this release has the identifier {compact(asked.thing)[:200]!r}. Search for it."
        raise Problem(404, "Unknown identifier", detail)
    given = urlencode({"thing": compact(asked.thing), **asked.parameters(view)})
    context = {
        "asked": asked,
        "title": names[asked.thing],
        "thing": compact(asked.thing),
        "kind": kind_words(kinds.get(asked.thing)),
        "groups": groups,
        "total": found.total,
        "names": names,
        "kinds": {iri: kind_words(kind) for iri, kind in kinds.items()},
        "words": {name: each.brief for name, each in BY_NAME.items()},
        "pages": -(-found.total // PAGE) if asked.relation else 1,
        "download": f"/query/{QUESTION}.{{}}?{given}",
        "workbench": f"/workbench?question={QUESTION}&{given}",
        **await _searched(request, view),
    }
    return _page(request, "relations.html", context)


def _groups(found: ConnectionPage, most: int) -> list[RelationGroup]:
    rows: dict[Relation, list[Connection]] = {}
    for each in found.connections:
        rows.setdefault(each.relation, []).append(each)
    made = [
        RelationGroup(relation, tuple(rows.get(relation, ())[:most]), total) for relation, total in found.counts.items()
    ]
    return sorted(made, key=lambda group: (group.relation.words.lower(), group.relation.key))


async def _looked_up(
    app: FastAPI, view: View, asked: RelationsQuery, connections: Sequence[Connection]
) -> tuple[dict[str, Cell], dict[str, str]]:
    things = {asked.thing, *(each.other for each in connections)}
    names = await read_names(app, {*things, *(each.node for each in connections if each.node)}, view.lang)
    name_nodes(names, connections)
    for each in connections:
        names.setdefault(each.other, Cell(compact(each.other), each.other if "://" in each.other else None))
    return names, await read_kinds(app, things)


async def _paths_page(request: Request, view: View, asked: RelationsQuery) -> Response:
    paths = await _paths(request, asked)
    steps = [step for path in paths.paths for step in path.steps]
    ends = {asked.thing, asked.other}
    wanted = {*ends, *paths.left_out, *(step.other for step in steps), *(step.node for step in steps if step.node)}
    names = await read_names(request.app, wanted, view.lang)
    name_nodes(names, steps)
    context = {
        "asked": asked,
        "paths": paths,
        "names": names,
        "one": names[asked.thing],
        "two": names[asked.other],
        "longest": MAX_STEPS,
        "turned": "/relations?" + urlencode({"thing": compact(asked.other), "other": compact(asked.thing)}),
    }
    return _page(request, "relations_paths.html", context)


async def _paths(request: Request, asked: RelationsQuery) -> Paths:
    if asked.thing == asked.other:
        raise _wrong("thing and other are the same thing: name two.")
    return await find_paths(request.app, asked.thing, asked.other)


@router.api_route("/relations.json", methods=["GET", "HEAD"], include_in_schema=False)
async def relations_json(request: Request) -> Response:
    """What the picture shows: things, and connections in words."""
    view, asked = read_view(request), await read_asked(request)
    if not asked.thing:
        raise _wrong("Name a thing, such as thing=state/che.")
    if asked.other:
        paths = await _paths(request, asked)
        connections, total = [step for path in paths.paths for step in path.steps], len(paths.paths)
    else:
        found = await _connections(request.app, view, asked)
        connections, total = list(found.connections), found.total
    names, kinds = await _looked_up(request.app, view, asked, connections)
    ends = {asked.thing, asked.other} - {""}
    things = sorted({*ends, *(each.thing for each in connections), *(each.other for each in connections)})
    body = {
        "thing": compact(asked.thing),
        "total": total,
        "things": [
            {
                "id": compact(each),
                "name": names[each].text if each in names else compact(each),
                "lang": names[each].lang if each in names else None,
                "kind": kind_words(kinds.get(each)),
            }
            for each in things
        ],
        "connections": [_json(each, names, view) for each in connections],
    }
    return respond(json.dumps(body, ensure_ascii=False).encode(), "application/json")


def _json(each: Connection, names: Mapping[str, Cell], view: View) -> dict[str, Any]:
    return {
        "from": compact(each.thing),
        "to": compact(each.other),
        "words": each.relation.words,
        "key": each.relation.key,
        "node": compact(each.node) if each.node else None,
        "nodeName": names[each.node].text if each.node else None,
        "first": each.first,
        "last": each.last,
        "when": each.when,
        "why": view.link(each.why),
    }
