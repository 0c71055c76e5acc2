"""Map the rows of all tables to triples; refuse an invalid row with its file, line and column."""

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

OPTIONAL_FAMILIES = {family.name: family.part for family in FAMILIES if family.part is not None}
"""The optional families, each with the function that chooses the file of a subject."""


@dataclass
class TableReport:
    """The numbers of rows of a table that were read and mapped, and the refusals."""

    name: str
    read: int = 0
    mapped: int = 0
    refusals: list[Refusal] = field(default_factory=list)


@dataclass
class Mapping:
    """The triples of every family, and a report on every table."""

    graphs: dict[str, set[Triple]] = field(default_factory=dict)
    reports: list[TableReport] = field(default_factory=list)

    @property
    def refusals(self) -> list[Refusal]:
        """All refusals, in the order of the tables."""
        return [refusal for report in self.reports for refusal in report.refusals]


def source_keys(root: Path) -> frozenset[str]:
    """The keys of ``source.csv``."""
    path = root / "data" / "tables" / SOURCES.name / "source.csv"
    return frozenset(row.key for _, row in read_rows(path, SourceRow, path.name).rows)


def map_tables(root: Path, families: Sequence[Family] = FAMILIES) -> Mapping:
    """Read every table and map its rows; the reports list the refused rows."""
    keys = source_keys(root)
    mapping = Mapping()
    for family in families:
        facts = Facts(keys)
        for table in family.tables:
            mapping.reports.append(_map_table(root, family, table, facts))
        mapping.graphs[family.name] = facts.triples
    if MERGES.name in mapping.graphs:
        apply_merges(mapping.graphs)
    _remove_duplicates(mapping.graphs)
    return mapping


def _map_table(root: Path, family: Family, table: Table[Any], facts: Facts) -> TableReport:
    file = table.file(family.name)
    reading = table.read(root / file, table.model, file)
    report = TableReport(f"{family.name}/{table.name}", reading.read, refusals=reading.refusals)
    for line, row in reading.rows:
        try:
            table.map(row, facts)
            report.mapped += 1
        except ValueError as error:
            column = "source" if "source key" in str(error) else "(row)"
            report.refusals.append(Refusal(file, line, column, str(error)))
    return report


def _remove_duplicates(graphs: dict[str, set[Triple]]) -> None:
    # A triple in two named graphs would give two solutions in the union of all graphs. Optional families come last:
    # a triple that they share with another family stays in the other one.
    seen: set[Triple] = set()
    for name in sorted(graphs, key=lambda name: (name in OPTIONAL_FAMILIES, name)):
        graphs[name] -= seen
        seen |= graphs[name]


def dangling(graphs: Iterable[set[Triple]], declared: frozenset[URIRef] = frozenset()) -> list[tuple[Triple, str]]:
    """The triples whose object has our base and no rdf:type in any family, with that object."""
    triples = [triple for graph in graphs for triple in graph]
    rdf_type = RDF.type
    described = {subject for subject, predicate, _ in triples if predicate == rdf_type} | declared
    return sorted(
        (triple, str(triple[2]))
        for triple in triples
        if isinstance(triple[2], URIRef)
        and triple[2].startswith(BASE)
        and triple[2] not in described
        and not triple[2].startswith(str(PLEN))
    )
