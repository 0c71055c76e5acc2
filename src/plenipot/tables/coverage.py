"""Coverage sets: the expected number of members of a set, and a graph pattern that counts those in the graph."""

from __future__ import annotations

import pyoxigraph as ox
from pydantic import field_validator

from plenipot.model.vocabulary import BASE, PLEN, PREFIXES, RES
from plenipot.tables.facts import Facts
from plenipot.tables.rows import Family, Row, Table, Text

_PROLOGUE = f"BASE <{BASE}> " + " ".join(f"PREFIX {prefix}: <{iri}>" for prefix, iri in PREFIXES.items())


def counting_query(pattern: str) -> str:
    """Make the SPARQL query that counts ``?member`` in a graph pattern; relative IRIs resolve against the base."""
    return f"{_PROLOGUE} SELECT (COUNT(DISTINCT ?member) AS ?present) WHERE {{ {pattern} }}"


class SetRow(Row):
    """A set with the number of its members according to a source, and the graph pattern that finds members."""

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
    """Write the expected number; the release build counts the present members in the closed graph."""
    coverage_set = facts.add_entity(RES[f"coverage/{row.id}"], PLEN.CoverageSet, row.name, row.source)
    facts.add(coverage_set, PLEN.coverageArea, row.area)
    facts.add(coverage_set, PLEN.expected, row.expected)
    facts.add(coverage_set, PLEN.memberPattern, row.pattern)


FAMILY = Family("coverage", (Table("set", SetRow, map_set),))
