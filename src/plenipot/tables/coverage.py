"""Sets of things that the graph should hold: how many there are in the world, and how to count those present."""

from __future__ import annotations

import pyoxigraph as ox
from pydantic import field_validator

from plenipot.model.vocabulary import BASE, PLEN, PREFIXES, RES
from plenipot.tables.facts import Facts
from plenipot.tables.rows import Family, Row, Table, Text

_PROLOGUE = f"BASE <{BASE}> " + " ".join(f"PREFIX {prefix}: <{iri}>" for prefix, iri in PREFIXES.items())


def counting_query(pattern: str) -> str:
    """The query that counts the ``?member`` of a graph pattern; paths are relative to the base of the graph."""
    return f"{_PROLOGUE} SELECT (COUNT(DISTINCT ?member) AS ?present) WHERE {{ {pattern} }}"


class SetRow(Row):
    """A set, the number of its members that a source gives, and the graph pattern that finds them."""

    id: Text
    area: Text
    name: Text
    expected: int
    pattern: Text

    @field_validator("pattern")
    @classmethod
    def _counts_members(cls, pattern: str) -> str:
        if "?member" not in pattern:
            raise ValueError("the pattern does not name ?member")
        try:
            ox.Store().query(counting_query(pattern))
        except SyntaxError as error:
            raise ValueError(f"not a graph pattern of SPARQL: {error}") from error
        return pattern


def map_set(row: SetRow, facts: Facts) -> None:
    """What is expected; what is present is counted when the graph is closed."""
    each = facts.entity(RES[f"coverage/{row.id}"], PLEN.CoverageSet, row.name, row.source)
    facts.add(each, PLEN.coverageArea, row.area)
    facts.add(each, PLEN.expected, row.expected)
    facts.add(each, PLEN.memberPattern, row.pattern)


FAMILY = Family("coverage", (Table("set", SetRow, map_set),))
