"""Read the connections of a thing with a saved question, and describe them in words."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from fastapi import FastAPI

from plenipot.api.paging import paginate
from plenipot.api.relations.phrases import is_relation, node_phrase, property_iri, relation_phrase
from plenipot.api.sparql.protocol import run
from plenipot.api.things.statements import select
from plenipot.api.things.why_address import why, why_statement
from plenipot.engine.interface import TABLE_FORMAT
from plenipot.engine.interface import Request as QueryRequest
from plenipot.model.compact import relative
from plenipot.model.questions import Question
from plenipot.model.terms import Cell

QUESTION = "what-a-thing-is-connected-with"
MAX_CONNECTIONS = 1000
"""Maximum number of connections that are read at once."""
_COUNTS = """SELECT ?direction ?property ?role (COUNT(*) AS ?n) WHERE {{ {{
{} }} }} GROUP BY ?direction ?property ?role"""


@dataclass(frozen=True)
class Relation:
    """A relation from the perspective of a thing, which is its subject, its object, or one end of a node."""

    side: str
    """``to``: the thing is the subject; ``from``: it is the object; ``through``: a node refers to both ends."""
    name: str
    """The local name of the property; for ``through``, that from the node to the thing."""
    role: str = ""
    """For ``through``, the local name of the property from the node to the other end."""

    @property
    def key(self) -> str:
        """The relation as the value of a URL parameter.

        >>> Relation("through", "seatHolder", "inTerm").key
        'through:seatHolder:inTerm'
        """
        return ":".join(filter(None, (self.side, self.name, self.role)))

    @property
    def words(self) -> str:
        """The relation in words."""
        return relation_phrase(self.side, self.name, self.role)

    @property
    def values(self) -> dict[str, str]:
        """The values of the question's parameters that select this relation."""
        values = {"side": self.side, "relation": property_iri(self.name)}
        return {**values, "joining": property_iri(self.role)} if self.role else values

    @staticmethod
    def parse(key: str) -> Relation | None:
        """Parse a key; None if there is no such relation.

        >>> Relation.parse("from:adoptedAt"), Relation.parse("from:nonsense")
        (Relation(side='from', name='adoptedAt', role=''), None)
        """
        parts = key.split(":")
        return Relation(*parts) if 2 <= len(parts) <= 3 and is_relation(*parts) else None


@dataclass(frozen=True)
class Connection:
    """A connection of a thing with another one; things are IRIs."""

    thing: str
    relation: Relation
    other: str
    node: str | None = None
    """The node that refers to both things, if the relation is ``through`` one."""
    first: str = ""
    """The first day, if known."""
    last: str = ""
    """The last day, if known."""

    @property
    def when(self) -> str:
        """The period in words.

        >>> Connection("", Relation("to", "partOf"), "", first="1965-01-01", last="1973-12-31").when
        '1965 to 1973'
        """
        return period_phrase(self.first, self.last)

    @property
    def why(self) -> str:
        """The URL of the page that explains the connection."""
        if self.node:
            return why(self.node) or ""
        subject, value = (self.thing, self.other) if self.relation.side == "to" else (self.other, self.thing)
        return why_statement(subject, property_iri(self.relation.name), value)


@dataclass(frozen=True)
class ConnectionPage:
    """A page of the connections of a thing, the total number, the number per relation, and the query."""

    connections: tuple[Connection, ...]
    total: int
    counts: Mapping[Relation, int]
    query: str


def period_phrase(first: str, last: str) -> str:
    """Describe the period between two days; full years are shown as years.

    >>> period_phrase("2018-10-29", "2018-11-16"), period_phrase("2019-01-01", "2019-12-31")
    ('2018-10-29 to 2018-11-16', '2019')
    >>> period_phrase("1992-12-22", ""), period_phrase("", "")
    ('since 1992-12-22', '')
    """
    if first.endswith("-01-01") and (not last or last.endswith("-12-31")):
        first, last = first[:4], last[:4]
    if not last:
        return f"since {first}" if first else ""
    return first if first == last else f"{first} to {last}" if first else f"until {last}"


async def read_connections(
    app: FastAPI, thing: str, values: Mapping[str, str], rows: int = MAX_CONNECTIONS, offset: int = 0
) -> ConnectionPage:
    """Read the connections of a thing with two queries: one for the page, one for the counts.

    Args:
        app: the application.
        thing: an IRI.
        values: values of other parameters of the question, by name.
        rows: maximum number of connections.
        offset: connections to skip.

    Raises:
        BadValue: a value does not have the type of its parameter.
    """
    state = app.state
    question: Question = state.questions[QUESTION]
    text = question.bind({"thing": relative(thing), **values})
    prefixes, _, rest = text.partition("SELECT")
    count_query = _COUNTS.format("SELECT" + rest.rpartition("ORDER BY")[0])
    query = QueryRequest(paginate(text, rows, offset) if offset else text, TABLE_FORMAT, rows=rows)
    results = json.loads(await run(state.engine, query, state.settings))
    counts = {
        _relation(row["direction"].value, row["property"].value, row["role"].value if "role" in row else ""): int(
            row["n"].value
        )
        for row in await select(state.engine, state.settings, prefixes + count_query)
        if "direction" in row
    }
    connections = tuple(_connection(thing, dict(zip(results["vars"], row, strict=True))) for row in results["rows"])
    return ConnectionPage(connections[:rows], sum(counts.values()), counts, text)


def _connection(thing: str, row: Mapping[str, Mapping[str, str] | None]) -> Connection:
    def text(name: str) -> str:
        term = row.get(name)
        return term.get("iri") or term.get("text", "") if term else ""

    relation = _relation(text("direction"), text("property"), text("role"))
    return Connection(thing, relation, text("other"), text("node") or None, text("firstDay"), text("lastDay"))


def _relation(side: str, name: str, role: str) -> Relation:
    return Relation(side, *(iri.rpartition("/")[2].rpartition("#")[2] for iri in (name, role)))


def name_nodes(names: dict[str, Cell], connections: Iterable[Connection]) -> None:
    """Replace, in ``names``, labels of nodes that consist of identifiers."""
    for connection in connections:
        if connection.node and connection.node in names:
            cell = names[connection.node]
            text = node_phrase(cell.text, connection.relation.name, connection.relation.role)
            names[connection.node] = replace(cell, text=text)
