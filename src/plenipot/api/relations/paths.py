"""Find the shortest paths between two things: a bidirectional search with a fixed number of queries."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from fastapi import FastAPI

from plenipot.api.relations.connections import Connection, Relation
from plenipot.api.relations.phrases import DIRECT, JOINS, property_iri
from plenipot.api.things.statements import select
from plenipot.model.terms import Term
from plenipot.model.vocabulary import BASE, PLEN

MAX_STEPS = 4
"""Maximum number of steps of a path."""
MAX_PATHS = 12
"""Maximum number of paths in the result."""
ENOUGH_PATHS = 3
"""The search continues with paths of three steps if fewer paths of two steps exist."""
MAX_FRONTIER = 120
"""Maximum number of neighbours of an end that the search expands."""
MAX_ROWS = 20_000
"""Maximum number of connections that a query returns."""

HUBS: Sequence[str] = tuple(
    BASE + path
    for path in (
        "body/itu",
        "body/itu-t",
        "body/itu-r",
        "body/itu-d",
        "body/pp",
        "body/general-secretariat",
        "office/secretary-general",
        "treaty/cs-1992",
        "treaty/cv-1992",
    )
)
"""Things with so many connections that a path through them tells little. A path has a hub only as its middle, and only
if there is no path without a hub."""
HUB_CLASSES = ("StateGroup", "AdministrativeRegion", "MembershipCategory", "PrintedAddressee", "Claim", "KnownGap")
"""Classes whose members are hubs, too."""
_PUBLICATION_RELATIONS = ("editionOf", "responsibleGroup", "concernsEdition", "concernsWork")
"""Relations with thousands of publications: the search follows them from the ends only, not from their neighbours."""

_STEPS = """SELECT DISTINCT ?thing ?direction ?property ?role ?other ?node WHERE {{
  {{ VALUES ?thing {{ {things} }} VALUES ?property {{ {out} }} ?thing ?property ?other . BIND ("to" AS ?direction) }}
  UNION
  {{ VALUES ?thing {{ {things} }} VALUES ?property {{ {back} }} ?other ?property ?thing . BIND ("from" AS ?direction) }}
  UNION
  {{
    {{ SELECT ?thing ?property ?node WHERE {{ VALUES ?thing {{ {things} }} ?node ?property ?thing }} }}
    VALUES (?property ?role) {{ {joins} }}
    ?node ?role ?other . BIND ("through" AS ?direction)
  }}
  FILTER (?other != ?thing)
}} LIMIT {rows}"""
_HUB_QUERY = "SELECT ?thing WHERE {{ VALUES ?thing {{ {things} }} VALUES ?class {{ {classes} }} ?thing a ?class }}"


@dataclass(frozen=True)
class Path:
    """A path: each connection starts at the end of the previous one."""

    steps: tuple[Connection, ...]
    others: tuple[int, ...]
    """For each step, the number of other connections between the same things."""

    @property
    def through_hub(self) -> bool:
        """Whether the path has a hub of ``HUBS`` in its middle."""
        return any(step.other in HUBS for step in self.steps[:-1])


@dataclass(frozen=True)
class Paths:
    """The result of a search."""

    paths: tuple[Path, ...]
    left_out: tuple[str, ...]
    """Hubs among the neighbours of the ends, which the search did not expand."""
    cut: bool
    """Whether a limit cut the search: ``MAX_FRONTIER`` or ``MAX_ROWS``."""
    more: bool
    """Whether there are more than ``MAX_PATHS`` paths."""


class _Graph:
    """The connections that the search has read, indexed by the two things and by the first one."""

    def __init__(self, connections: Iterable[Connection] = ()) -> None:
        self._by_pair: dict[tuple[str, str], list[Connection]] = {}
        self._neighbours: dict[str, set[str]] = {}
        self.add(connections)

    def add(self, connections: Iterable[Connection]) -> None:
        for connection in connections:
            self._by_pair.setdefault((connection.thing, connection.other), []).append(connection)
            self._neighbours.setdefault(connection.thing, set()).add(connection.other)

    def between(self, one: str, two: str) -> list[Connection]:
        """The connections between two things, from the perspective of the first one."""
        return self._by_pair.get((one, two)) or [_reverse(back) for back in self._by_pair.get((two, one), ())]

    def neighbours(self, thing: str) -> set[str]:
        return self._neighbours.get(thing, set())


def _reverse(connection: Connection) -> Connection:
    """The connection from the perspective of the other thing."""
    relation = connection.relation
    if relation.side == "through":
        reverse = Relation("through", relation.role, relation.name)
    else:
        reverse = Relation("from" if relation.side == "to" else "to", relation.name)
    return Connection(connection.other, reverse, connection.thing, connection.node)


async def find_paths(app: FastAPI, one: str, two: str) -> Paths:
    """Find the shortest paths between two IRIs, up to ``MAX_STEPS`` steps.

    The search runs two queries if the things are neighbours, and at most five queries otherwise.
    """
    near_one, near_two = await asyncio.gather(_read(app, [one], ends=True), _read(app, [two], ends=True))
    graph = _Graph([*near_one, *near_two])
    around_one, around_two = graph.neighbours(one) - {two}, graph.neighbours(two) - {one}
    if two in graph.neighbours(one) or one in graph.neighbours(two):
        shared = [[one, middle, two] for middle in around_one & around_two]
        return _paths(graph, [[one, two]], sorted(shared), (), near_one, near_two)
    middles = around_one & around_two
    rest_one, rest_two = _publications_last(near_one, around_one), _publications_last(near_two, around_two)
    hubs = await _hubs(app, middles | {*rest_one[: 2 * MAX_FRONTIER], *rest_two[: 2 * MAX_FRONTIER]})
    rest_one, rest_two = ([thing for thing in rest if thing not in hubs] for rest in (rest_one, rest_two))
    cut = len(rest_one) > MAX_FRONTIER or len(rest_two) > MAX_FRONTIER
    left_out = tuple(sorted(hubs))
    two_steps = [[one, middle, two] for middle in sorted(middles - hubs)]
    if len(two_steps) >= ENOUGH_PATHS:
        return _paths(graph, two_steps, [], left_out, near_one, near_two)
    front_one, front_two = rest_one[:MAX_FRONTIER], rest_two[:MAX_FRONTIER]
    beyond_one, beyond_two = await asyncio.gather(_read(app, front_one), _read(app, front_two))
    graph.add([*beyond_one, *beyond_two])
    graph_one, graph_two = _Graph(beyond_one), _Graph(beyond_two)
    three_steps = {(a, b) for a in front_one for b in graph_one.neighbours(a) & (around_two - hubs)}
    three_steps |= {(a, b) for b in front_two for a in graph_two.neighbours(b) & (around_one - hubs)}
    # Prefer things with few connections: a path through them is more specific.
    degree = {thing: len(graph.neighbours(thing)) for thing in (*front_one, *front_two)}
    ordered = sorted(three_steps, key=lambda pair: (degree.get(pair[0], 0), pair))
    routes = two_steps + [[one, a, b, two] for a, b in ordered if a != b and not middles & {a, b}]
    if not routes:
        routes = _four_steps(one, two, front_one, front_two, graph_one, graph_two, degree)
    through_hubs = [[one, middle, two] for middle in sorted(middles & hubs)]
    more = through_hubs if routes else []
    return _paths(graph, routes or through_hubs, more, left_out, near_one, near_two, cut, beyond_one, beyond_two)


def _publications_last(connections: Iterable[Connection], neighbours: Collection[str]) -> list[str]:
    """Sort the neighbours of an end, with its publications last."""
    publications = {
        connection.other
        for connection in connections
        if connection.relation.name in _PUBLICATION_RELATIONS and connection.relation.side == "from"
    }
    return sorted(neighbours, key=lambda thing: (thing in publications, thing))


def _four_steps(
    one: str,
    two: str,
    front_one: Sequence[str],
    front_two: Sequence[str],
    graph_one: _Graph,
    graph_two: _Graph,
    degree: dict[str, int],
) -> list[list[str]]:
    """The paths of four steps whose middle is a neighbour of both frontiers."""
    back: dict[str, list[str]] = {}
    for b in front_two:
        for x in graph_two.neighbours(b):
            back.setdefault(x, []).append(b)
    routes = [
        [one, a, x, b, two]
        for a in front_one
        for x in graph_one.neighbours(a)
        if x not in (one, two) and x not in HUBS
        for b in back.get(x, ())
        if len({one, a, x, b, two}) == 5
    ]
    return sorted(routes, key=lambda route: (degree[route[1]] + degree[route[3]] + len(back[route[2]]), route))


def _paths(
    graph: _Graph,
    routes: Sequence[list[str]],
    more_routes: Sequence[list[str]],
    left_out: tuple[str, ...],
    near_one: Sequence[Connection],
    near_two: Sequence[Connection],
    cut: bool = False,
    *beyond: Sequence[Connection],
) -> Paths:
    """Make the result from routes, which are lists of things, and the connections of the graph."""
    all_routes = [*routes, *more_routes]
    paths = []
    for route in all_routes[:MAX_PATHS]:
        steps = [graph.between(a, b) for a, b in pairwise(route)]
        paths.append(Path(tuple(step[0] for step in steps), tuple(len(step) - 1 for step in steps)))
    full = any(len(connections) >= MAX_ROWS for connections in (near_one, near_two, *beyond))
    return Paths(tuple(paths), left_out, cut or full, len(all_routes) > MAX_PATHS)


async def _read(app: FastAPI, things: Collection[str], ends: bool = False) -> list[Connection]:
    """Read the connections of things; ``ends`` tells that they are the ends of the path."""
    if not things:
        return []
    back = [name for name in DIRECT if ends or name not in _PUBLICATION_RELATIONS]
    pairs = [pair for one, two, _, _ in JOINS for pair in ((one, two), (two, one))]
    query = _STEPS.format(
        things=_refs(things),
        out=_refs(map(property_iri, DIRECT)),
        back=_refs(map(property_iri, back)),
        joins=" ".join(f"(<{property_iri(one)}> <{property_iri(two)}>)" for one, two in pairs),
        rows=MAX_ROWS,
    )
    rows = await select(app.state.engine, app.state.settings, query)
    return [
        Connection(
            row["thing"].value,
            Relation(row["direction"].value, _local_name(row["property"]), _local_name(row.get("role"))),
            row["other"].value,
            row["node"].value if "node" in row else None,
        )
        for row in rows
        if row["other"].kind == "uri"
    ]


async def _hubs(app: FastAPI, things: Collection[str]) -> set[str]:
    query = _HUB_QUERY.format(things=_refs(sorted(things)), classes=_refs(PLEN[name] for name in HUB_CLASSES))
    hubs = {row["thing"].value for row in await select(app.state.engine, app.state.settings, query)}
    return hubs | (set(HUBS) & set(things))


def _refs(iris: Iterable[str]) -> str:
    return " ".join(f"<{iri}>" for iri in iris if not set(iri) & set('<>"{}|^`\\ '))


def _local_name(term: Term | None) -> str:
    return term.value.rpartition("/")[2].rpartition("#")[2] if term else ""
