"""From tables to triples: every row of every table is mapped, or refused by file, line and column."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rdflib import RDF, URIRef

from plenipot.model.vocabulary import BASE, PLEN
from plenipot.tables.facts import Facts, Triple
from plenipot.tables.families import FAMILIES
from plenipot.tables.merges import FAMILY as MERGES
from plenipot.tables.merges import apply_merges
from plenipot.tables.rows import Family, Refusal, Table, read_rows
from plenipot.tables.sources import FAMILY as SOURCES
from plenipot.tables.sources import SourceRow

OPTIONAL = {family.name: family.part for family in FAMILIES if family.part is not None}
"""The families that can be left out, with the file of each subject."""


@dataclass
class TableReport:
    """Rows of one table: read, mapped and refused, with the reasons."""

    name: str
    read: int = 0
    mapped: int = 0
    refusals: list[Refusal] = field(default_factory=list)


@dataclass
class Mapping:
    """The triples of every family and what became of every row."""

    graphs: dict[str, set[Triple]] = field(default_factory=dict)
    reports: list[TableReport] = field(default_factory=list)

    @property
    def refusals(self) -> list[Refusal]:
        """All refusals, in the order of the tables."""
        return [refusal for report in self.reports for refusal in report.refusals]


def source_keys(root: Path) -> frozenset[str]:
    """The keys of sources.csv."""
    path = root / "data" / "tables" / SOURCES.name / "source.csv"
    return frozenset(row.key for _, row in read_rows(path, SourceRow, path.name).rows)


def map_tables(root: Path, families: Sequence[Family] = FAMILIES) -> Mapping:
    """Read every table and map its rows; a row that cannot be used is refused by file, line and column."""
    keys = source_keys(root)
    mapping = Mapping()
    for family in families:
        facts = Facts(keys)
        for table in family.tables:
            mapping.reports.append(_map_table(root, family, table, facts))
        mapping.graphs[family.name] = facts.triples
    if MERGES.name in mapping.graphs:
        apply_merges(mapping.graphs)
    _keep_once(mapping.graphs)
    return mapping


def _map_table(root: Path, family: Family, table: Table[Any], facts: Facts) -> TableReport:
    shown = table.file(family.name)
    reading = table.read(root / shown, table.model, shown)
    report = TableReport(f"{family.name}/{table.name}", reading.read, refusals=reading.refusals)
    for line, row in reading.rows:
        try:
            table.map(row, facts)
            report.mapped += 1
        except ValueError as error:
            column = "source" if "source key" in str(error) else "(row)"
            report.refusals.append(Refusal(shown, line, column, str(error)))
    return report


def _keep_once(graphs: dict[str, set[Triple]]) -> None:
    # A triple in two named graphs would be a solution twice in the union of all. A family that can be left out keeps
    # only what no other says.
    seen: set[Triple] = set()
    for name in sorted(graphs, key=lambda name: (name in OPTIONAL, name)):
        graphs[name] -= seen
        seen |= graphs[name]


def dangling(graphs: Iterable[set[Triple]], declared: frozenset[URIRef] = frozenset()) -> list[tuple[Triple, str]]:
    """Triples that point to a thing of ours that no family describes."""
    triples = [triple for graph in graphs for triple in graph]
    is_a = RDF.type
    known = {subject for subject, predicate, _ in triples if predicate == is_a} | declared
    return sorted(
        (triple, str(triple[2]))
        for triple in triples
        if isinstance(triple[2], URIRef)
        and triple[2].startswith(BASE)
        and triple[2] not in known
        and not triple[2].startswith(str(PLEN))
    )
