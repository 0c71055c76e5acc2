"""What a thing is connected with: rows of the saved question, in words, with names and kinds."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from fastapi import FastAPI

from plenipot.api.paging import sliced
from plenipot.api.relations.phrases import in_words, iri, is_known, node_in_words
from plenipot.api.sparql.protocol import run
from plenipot.api.things.statements import select
from plenipot.api.things.why_address import why, why_statement
from plenipot.engine.interface import TABLE_FORMAT
from plenipot.engine.interface import Request as QueryRequest
from plenipot.model.compact import relative
from plenipot.model.questions import Question
from plenipot.model.terms import Cell

QUESTION = "what-a-thing-is-connected-with"
MOST = 1000
"""Connections of a thing that are read at a time."""
_COUNTS = """SELECT ?direction ?property ?role (COUNT(*) AS ?n) WHERE {{ {{
{} }} }} GROUP BY ?direction ?property ?role"""


@dataclass(frozen=True)
class Relation:
    """A relation as seen from a thing: ``to``, ``from`` or ``through`` a node that joins the two."""

    side: str
    name: str
    role: str = ""

    @property
    def key(self) -> str:
        """As it stands in an address.

        >>> Relation("through", "seatHolder", "inTerm").key
        'through:seatHolder:inTerm'
        """
        return ":".join(filter(None, (self.side, self.name, self.role)))

    @property
    def words(self) -> str:
        """As a reader sees it."""
        return in_words(self.side, self.name, self.role)

    @property
    def values(self) -> dict[str, str]:
        """The parameters of the question that choose it."""
        chosen = {"side": self.side, "relation": iri(self.name)}
        return {**chosen, "joining": iri(self.role)} if self.role else chosen

    @staticmethod
    def read(key: str) -> Relation | None:
        """The relation of a key; None if there is none.

        >>> Relation.read("from:adoptedAt"), Relation.read("from:nonsense")
        (Relation(side='from', name='adoptedAt', role=''), None)
        """
        parts = key.split(":")
        return Relation(*parts) if 2 <= len(parts) <= 3 and is_known(*parts) else None


@dataclass(frozen=True)
class Connection:
    """That a thing is connected with another one."""

    thing: str
    relation: Relation
    other: str
    node: str | None = None
    first: str = ""
    last: str = ""

    @property
    def when(self) -> str:
        """The time in words.

        >>> Connection("", Relation("to", "partOf"), "", first="1965-01-01", last="1973-12-31").when
        '1965 to 1973'
        """
        return when(self.first, self.last)

    @property
    def why(self) -> str:
        """The address of the reasons to believe it."""
        if self.node:
            return why(self.node) or ""
        ends = (self.thing, self.other) if self.relation.side == "to" else (self.other, self.thing)
        return why_statement(ends[0], iri(self.relation.name), ends[1])


@dataclass(frozen=True)
class FoundConnections:
    """The connections of a thing that were read, how many there are, and how many of each relation."""

    connections: tuple[Connection, ...]
    total: int
    counts: Mapping[Relation, int]
    query: str


def when(first: str, last: str) -> str:
    """Two days in words; whole years as years.

    >>> when("2018-10-29", "2018-11-16"), when("2019-01-01", "2019-12-31"), when("1992-12-22", ""), when("", "")
    ('2018-10-29 to 2018-11-16', '2019', 'since 1992-12-22', '')
    """
    if first.endswith("-01-01") and (not last or last.endswith("-12-31")):
        first, last = first[:4], last[:4]
    if not last:
        return f"since {first}" if first else ""
    return first if first == last else f"{first} to {last}" if first else f"until {last}"


async def read_connections(
    app: FastAPI, thing: str, values: Mapping[str, str], rows: int = MOST, offset: int = 0
) -> FoundConnections:
    """The connections of a thing; two queries.

    Raises:
        BadValue: a value does not fit its parameter.
    """
    state = app.state
    question: Question = state.questions[QUESTION]
    text = question.bind({"thing": relative(thing), **values})
    prefixes, _, rest = text.partition("SELECT")
    counted = _COUNTS.format("SELECT" + rest.rpartition("ORDER BY")[0])
    asked = QueryRequest(sliced(text, rows, offset) if offset else text, TABLE_FORMAT, rows=rows)
    answer = json.loads(await run(state.engine, asked, state.settings))
    counts = {
        _relation(row["direction"].value, row["property"].value, row["role"].value if "role" in row else ""): int(
            row["n"].value
        )
        for row in await select(state.engine, state.settings, prefixes + counted)
        if "direction" in row
    }
    found = tuple(_connection(thing, dict(zip(answer["vars"], row, strict=True))) for row in answer["rows"])
    return FoundConnections(found[:rows], sum(counts.values()), counts, text)


def _connection(thing: str, row: Mapping[str, Mapping[str, str] | None]) -> Connection:
    def text(name: str) -> str:
        term = row.get(name)
        return term.get("iri") or term.get("text", "") if term else ""

    relation = _relation(text("direction"), text("property"), text("role"))
    return Connection(thing, relation, text("other"), text("node") or None, text("firstDay"), text("lastDay"))


def _relation(side: str, name: str, role: str) -> Relation:
    return Relation(side, *(each.rpartition("/")[2].rpartition("#")[2] for each in (name, role)))


def name_nodes(names: dict[str, Cell], connections: Iterable[Connection]) -> None:
    """Replaces the names of nodes that are made of identifiers."""
    for each in connections:
        if each.node and each.node in names:
            found = names[each.node]
            text = node_in_words(found.text, each.relation.name, each.relation.role)
            names[each.node] = replace(found, text=text)
