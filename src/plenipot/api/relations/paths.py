"""The shortest ways from one thing to another, searched from both ends with a fixed number of queries."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from fastapi import FastAPI

from plenipot.api.relations.connections import Connection, Relation
from plenipot.api.relations.phrases import DIRECT, JOINS, iri
from plenipot.api.things.statements import select
from plenipot.model.terms import Term
from plenipot.model.vocabulary import BASE, PLEN

LONGEST = 4
"""Steps of a path."""
SHOWN = 12
"""Paths that are shown."""
FEW = 3
"""With fewer paths of two steps, those of three are shown too."""
WIDTH = 120
"""Things next to an end from which the search goes on."""
ROWS = 20_000
"""Connections that one query of the search gives."""

HUBS: Sequence[str] = tuple(
    BASE + each
    for each in (
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
"""Things that are next to so much that a way through them says little: a path goes through them only at its middle,
and only if there is no other one."""
HUB_CLASSES = ("StateGroup", "AdministrativeRegion", "MembershipCategory", "PrintedAddressee", "Claim", "KnownGap")
"""Classes whose things are such hubs too."""
_LONG = ("editionOf", "responsibleGroup", "concernsEdition", "concernsWork")
"""Relations that lead to thousands of publications: they are followed from an end, not from what is next to it."""

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
    """Connections, each beginning where the one before ends; ``others`` is how many more join the same things."""

    steps: tuple[Connection, ...]
    others: tuple[int, ...]

    @property
    def through_hub(self) -> bool:
        """Whether it was only taken because no better one was found."""
        return any(step.other in HUBS for step in self.steps[:-1])


@dataclass(frozen=True)
class Paths:
    """The paths that were found, and what the search did not look at."""

    found: tuple[Path, ...]
    left_out: tuple[str, ...]
    """Hubs next to one of the ends."""
    cut: bool
    """Whether an end had more neighbours, or more connections, than are followed."""
    more: bool
    """Whether more paths were found than are shown."""


class _Steps:
    """Connections by the things that they join."""

    def __init__(self, connections: Iterable[Connection] = ()) -> None:
        self.by_pair: dict[tuple[str, str], list[Connection]] = {}
        self.next: dict[str, set[str]] = {}
        self.add(connections)

    def add(self, connections: Iterable[Connection]) -> None:
        for each in connections:
            self.by_pair.setdefault((each.thing, each.other), []).append(each)
            self.next.setdefault(each.thing, set()).add(each.other)

    def between(self, one: str, two: str) -> list[Connection]:
        """The connections of two things, from the first one."""
        return self.by_pair.get((one, two)) or [_turned(each) for each in self.by_pair.get((two, one), ())]

    def of(self, thing: str) -> set[str]:
        return self.next.get(thing, set())


def _turned(each: Connection) -> Connection:
    relation = each.relation
    if relation.side == "through":
        turned = Relation("through", relation.role, relation.name)
    else:
        turned = Relation("from" if relation.side == "to" else "to", relation.name)
    return Connection(each.other, turned, each.thing, each.node)


async def find_paths(app: FastAPI, one: str, two: str) -> Paths:
    """The shortest paths between two things, up to ``LONGEST`` steps; five queries, or two for things that are near."""
    near_one, near_two = await asyncio.gather(_read(app, [one], ends=True), _read(app, [two], ends=True))
    steps = _Steps([*near_one, *near_two])
    around_one, around_two = steps.of(one) - {two}, steps.of(two) - {one}
    if two in steps.of(one) or one in steps.of(two):
        shared = [[one, middle, two] for middle in around_one & around_two]
        return _paths(steps, [[one, two]], sorted(shared), (), near_one, near_two)
    middles = around_one & around_two
    rest_one, rest_two = _in_order(near_one, around_one), _in_order(near_two, around_two)
    hubs = await _hubs(app, middles | {*rest_one[: 2 * WIDTH], *rest_two[: 2 * WIDTH]})
    rest_one, rest_two = ([each for each in rest if each not in hubs] for rest in (rest_one, rest_two))
    cut = len(rest_one) > WIDTH or len(rest_two) > WIDTH
    left_out = tuple(sorted(hubs))
    near = [[one, middle, two] for middle in sorted(middles - hubs)]
    if len(near) >= FEW:
        return _paths(steps, near, [], left_out, near_one, near_two)
    front_one, front_two = rest_one[:WIDTH], rest_two[:WIDTH]
    beyond_one, beyond_two = await asyncio.gather(_read(app, front_one), _read(app, front_two))
    steps.add([*beyond_one, *beyond_two])
    reach_one, reach_two = _Steps(beyond_one), _Steps(beyond_two)
    three = {(a, b) for a in front_one for b in reach_one.of(a) & (around_two - hubs)}
    three |= {(a, b) for b in front_two for a in reach_two.of(b) & (around_one - hubs)}
    # The fewer ways lead through a thing, the more it says that this one does.
    weight = {each: len(steps.of(each)) for each in (*front_one, *front_two)}
    ordered = sorted(three, key=lambda pair: (weight.get(pair[0], 0), pair))
    ways = near + [[one, a, b, two] for a, b in ordered if a != b and not middles & {a, b}]
    if not ways:
        ways = _of_four(one, two, front_one, front_two, reach_one, reach_two, weight)
    by_hub = [[one, middle, two] for middle in sorted(middles & hubs)]
    more = by_hub if ways else []
    return _paths(steps, ways or by_hub, more, left_out, near_one, near_two, cut, beyond_one, beyond_two)


def _in_order(near: Iterable[Connection], around: Collection[str]) -> list[str]:
    """What is next to an end, its publications last."""
    publications = {each.other for each in near if each.relation.name in _LONG and each.relation.side == "from"}
    return sorted(around, key=lambda each: (each in publications, each))


def _of_four(
    one: str,
    two: str,
    front_one: Sequence[str],
    front_two: Sequence[str],
    reach_one: _Steps,
    reach_two: _Steps,
    weight: dict[str, int],
) -> list[list[str]]:
    back: dict[str, list[str]] = {}
    for b in front_two:
        for x in reach_two.of(b):
            back.setdefault(x, []).append(b)
    found = [
        [one, a, x, b, two]
        for a in front_one
        for x in reach_one.of(a)
        if x not in (one, two) and x not in HUBS
        for b in back.get(x, ())
        if len({one, a, x, b, two}) == 5
    ]
    return sorted(found, key=lambda way: (weight[way[1]] + weight[way[3]] + len(back[way[2]]), way))


def _paths(
    steps: _Steps,
    ways: Sequence[list[str]],
    more_ways: Sequence[list[str]],
    left_out: tuple[str, ...],
    near_one: Sequence[Connection],
    near_two: Sequence[Connection],
    cut: bool = False,
    *beyond: Sequence[Connection],
) -> Paths:
    chosen = [*ways, *more_ways]
    paths = []
    for way in chosen[:SHOWN]:
        joined = [steps.between(a, b) for a, b in pairwise(way)]
        paths.append(Path(tuple(each[0] for each in joined), tuple(len(each) - 1 for each in joined)))
    full = any(len(each) >= ROWS for each in (near_one, near_two, *beyond))
    return Paths(tuple(paths), left_out, cut or full, len(chosen) > SHOWN)


async def _read(app: FastAPI, things: Collection[str], ends: bool = False) -> list[Connection]:
    if not things:
        return []
    back = [name for name in DIRECT if ends or name not in _LONG]
    pairs = [pair for one, two, _, _ in JOINS for pair in ((one, two), (two, one))]
    query = _STEPS.format(
        things=_refs(things),
        out=_refs(map(iri, DIRECT)),
        back=_refs(map(iri, back)),
        joins=" ".join(f"(<{iri(one)}> <{iri(two)}>)" for one, two in pairs),
        rows=ROWS,
    )
    rows = await select(app.state.engine, app.state.settings, query)
    return [
        Connection(
            row["thing"].value,
            Relation(row["direction"].value, _local(row["property"]), _local(row.get("role"))),
            row["other"].value,
            row["node"].value if "node" in row else None,
        )
        for row in rows
        if row["other"].kind == "uri"
    ]


async def _hubs(app: FastAPI, things: Collection[str]) -> set[str]:
    query = _HUB_QUERY.format(things=_refs(sorted(things)), classes=_refs(PLEN[each] for each in HUB_CLASSES))
    found = {row["thing"].value for row in await select(app.state.engine, app.state.settings, query)}
    return found | (set(HUBS) & set(things))


def _refs(iris: Iterable[str]) -> str:
    return " ".join(f"<{each}>" for each in iris if not set(each) & set('<>"{}|^`\\ '))


def _local(term: Term | None) -> str:
    return term.value.rpartition("/")[2].rpartition("#")[2] if term else ""
