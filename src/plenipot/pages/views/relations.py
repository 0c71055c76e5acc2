"""``/relations``: the connections of a thing, and the paths between two things."""

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
from plenipot.pages.views.query_choice import read_choice

router = APIRouter()
FIRST = 8
"""Limit of connections per relation on the page of all relations."""
PAGE = 100
"""Connections per page of a single relation."""
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
    """The query parameters of the page; empty strings where none was given."""

    thing: str
    other: str
    relation: Relation | None
    kind: str
    since: str
    until: str
    page: int

    def parameters(self, view: View) -> dict[str, str]:
        """Return the parameters of the saved question of connections."""
        choices = {
            "kind": f"ontology/{self.kind}" if self.kind else "",
            "from": self.since,
            "to": self.until,
            "as_of": view.as_of,
        }
        values = {name: value for name, value in choices.items() if value}
        return {**(self.relation.values if self.relation else {}), **values}

    def address(self, **changes: str) -> str:
        """Return the address of this page with some parameters changed; links add the language and day."""
        choices = {
            "thing": relative(self.thing),
            "other": relative(self.other),
            "relation": self.relation.key if self.relation else "",
            "kind": self.kind,
            "from": self.since,
            "to": self.until,
            **changes,
        }
        return "/relations?" + urlencode({name: value for name, value in choices.items() if value})


@dataclass(frozen=True)
class RelationGroup:
    """The connections of one relation on the page, and their total."""

    relation: Relation
    connections: tuple[Connection, ...]
    total: int


async def read_relations_query(request: Request) -> RelationsQuery:
    """Read and check the query parameters of a request.

    Raises:
        Problem: 400 for a malformed identifier, relation, kind, day or page; 404 for an identifier of nothing.
    """
    params = request.query_params
    relation = Relation.parse(params["relation"][:200]) if params.get("relation") else None
    if params.get("relation") and relation is None:
        raise _wrong(f"relation={params['relation'][:60]!r} is no relation that is followed here.")
    kind, page = read_choice(request, "kind", BY_NAME), read_parameter(request, "page", Integer(1, 9999), 1)
    things = [IdentifierParameter(name, params[name]) for name in ("thing", "other") if params.get(name)]
    if [thing.name for thing in things] == ["other"]:
        raise _wrong("other is the second of two things: give thing too.")
    for thing in things:
        if not any(iri.startswith(BASE) for iri in spellings(thing.text, host=request.url.netloc)):
            printed = f"{thing.name}={thing.text[:100]!r}"
            raise _wrong(f"{printed} must be an identifier of this graph, such as state/che.")
    iris = await resolve_identifiers(request, things)
    since, until = (read_parameter(request, name, Date()) for name in ("from", "to"))
    return RelationsQuery(
        iris.get("thing", ""), iris.get("other", ""), relation, kind, str(since or ""), str(until or ""), page
    )


def _wrong(detail: str) -> Problem:
    return Problem(400, "Wrong parameter", detail)


@router.api_route("/relations", methods=["GET", "HEAD"], include_in_schema=False)
async def relations(request: Request) -> Response:
    """Render the paths between two things, the connections of one thing, or the start page."""
    view, query = read_view(request), await read_relations_query(request)
    if query.other:
        return await _paths_page(request, view, query)
    if query.thing:
        return await _thing_page(request, view, query)
    context: dict[str, Any] = {"beginnings": BEGINNINGS, "pairs": PAIRS, **await _search_context(request, view)}
    return _page(request, "relations_start.html", context)


async def _search_context(request: Request, view: View) -> dict[str, Any]:
    text = read_parameter(request, "q", Text(200), "").strip()
    results = await run_search(request.app, text, None, view.lang, 20, 0) if text else Results([])
    hits = [(hit, relative(hit.iri)) for hit in results.hits]
    return {"q": text, "hits": hits, "corrected": results.corrected}


def _page(request: Request, template: str, context: Mapping[str, Any]) -> Response:
    page: Response = request.app.state.templates.TemplateResponse(request, template, dict(context))
    return respond(bytes(page.body), HTML)


async def _connections(app: FastAPI, view: View, query: RelationsQuery) -> ConnectionPage:
    if query.relation:
        return await read_connections(
            app, query.thing, query.parameters(view), rows=PAGE, offset=PAGE * (query.page - 1)
        )
    return await read_connections(app, query.thing, query.parameters(view))


async def _thing_page(request: Request, view: View, query: RelationsQuery) -> Response:
    result = await _connections(request.app, view, query)
    groups = _groups(result, PAGE if query.relation else FIRST)
    connections = [connection for group in groups for connection in group.connections]
    names, kinds = await _labels_and_kinds(request.app, view, query, connections)
    if not result.total and names[query.thing].text == compact(query.thing):
        detail = f"Nothing in this release has the identifier {compact(query.thing)[:200]!r}. Search for it."
        raise Problem(404, "Unknown identifier", detail)
    query_string = urlencode({"thing": compact(query.thing), **query.parameters(view)})
    context = {
        "query": query,
        "title": names[query.thing],
        "thing": compact(query.thing),
        "kind": kind_words(kinds.get(query.thing)),
        "groups": groups,
        "total": result.total,
        "names": names,
        "kinds": {iri: kind_words(kind) for iri, kind in kinds.items()},
        "words": {name: kind.brief for name, kind in BY_NAME.items()},
        "pages": -(-result.total // PAGE) if query.relation else 1,
        "download": f"/query/{QUESTION}.{{}}?{query_string}",
        "workbench": f"/workbench?question={QUESTION}&{query_string}",
        **await _search_context(request, view),
    }
    return _page(request, "relations.html", context)


def _groups(result: ConnectionPage, limit: int) -> list[RelationGroup]:
    rows: dict[Relation, list[Connection]] = {}
    for connection in result.connections:
        rows.setdefault(connection.relation, []).append(connection)
    groups = [
        RelationGroup(relation, tuple(rows.get(relation, ())[:limit]), total)
        for relation, total in result.counts.items()
    ]
    return sorted(groups, key=lambda group: (group.relation.words.lower(), group.relation.key))


async def _labels_and_kinds(
    app: FastAPI, view: View, query: RelationsQuery, connections: Sequence[Connection]
) -> tuple[dict[str, Cell], dict[str, str]]:
    things = {query.thing, *(connection.other for connection in connections)}
    names = await read_names(
        app, {*things, *(connection.node for connection in connections if connection.node)}, view.lang
    )
    name_nodes(names, connections)
    for connection in connections:
        names.setdefault(
            connection.other, Cell(compact(connection.other), connection.other if "://" in connection.other else None)
        )
    return names, await read_kinds(app, things)


async def _paths_page(request: Request, view: View, query: RelationsQuery) -> Response:
    paths = await _paths(request, query)
    steps = [step for path in paths.paths for step in path.steps]
    ends = {query.thing, query.other}
    to_label = {*ends, *paths.left_out, *(step.other for step in steps), *(step.node for step in steps if step.node)}
    names = await read_names(request.app, to_label, view.lang)
    name_nodes(names, steps)
    context = {
        "query": query,
        "paths": paths,
        "names": names,
        "one": names[query.thing],
        "two": names[query.other],
        "longest": MAX_STEPS,
        "reversed": "/relations?" + urlencode({"thing": compact(query.other), "other": compact(query.thing)}),
    }
    return _page(request, "relations_paths.html", context)


async def _paths(request: Request, query: RelationsQuery) -> Paths:
    if query.thing == query.other:
        raise _wrong("thing and other are the same thing: name two.")
    return await find_paths(request.app, query.thing, query.other)


@router.api_route("/relations.json", methods=["GET", "HEAD"], include_in_schema=False)
async def relations_json(request: Request) -> Response:
    """Return the graph of the picture as JSON: things, and connections with their relation in words."""
    view, query = read_view(request), await read_relations_query(request)
    if not query.thing:
        raise _wrong("Name a thing, such as thing=state/che.")
    if query.other:
        paths = await _paths(request, query)
        connections, total = [step for path in paths.paths for step in path.steps], len(paths.paths)
    else:
        result = await _connections(request.app, view, query)
        connections, total = list(result.connections), result.total
    names, kinds = await _labels_and_kinds(request.app, view, query, connections)
    ends = {query.thing, query.other} - {""}
    things = sorted({*ends, *(each.thing for each in connections), *(each.other for each in connections)})
    body = {
        "thing": compact(query.thing),
        "total": total,
        "things": [
            {
                "id": compact(iri),
                "name": names[iri].text if iri in names else compact(iri),
                "lang": names[iri].lang if iri in names else None,
                "kind": kind_words(kinds.get(iri)),
            }
            for iri in things
        ],
        "connections": [_json(connection, names, view) for connection in connections],
    }
    return respond(json.dumps(body, ensure_ascii=False).encode(), "application/json")


def _json(connection: Connection, names: Mapping[str, Cell], view: View) -> dict[str, Any]:
    return {
        "from": compact(connection.thing),
        "to": compact(connection.other),
        "words": connection.relation.words,
        "key": connection.relation.key,
        "node": compact(connection.node) if connection.node else None,
        "nodeName": names[connection.node].text if connection.node else None,
        "first": connection.first,
        "last": connection.last,
        "when": connection.when,
        "why": view.link(connection.why),
    }
