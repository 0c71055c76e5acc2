"""Merges of two identifiers of the same thing: the retired identifier, its replacement, and the reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Self

from pydantic import model_validator
from rdflib import DCTERMS, RDFS, SKOS, Literal, URIRef

from plenipot.model.vocabulary import PLEN, RES
from plenipot.tables.facts import Facts, Triple
from plenipot.tables.rows import Family, Row, Table, Text


class MergeRow(Row):
    """The retired identifier, its replacement (``kept``), and the reason of the merge."""

    retired: Text
    kept: Text
    reason: Text

    @model_validator(mode="after")
    def _two_things(self) -> Self:
        if self.retired == self.kept:
            raise ValueError("a thing cannot be merged into itself")
        return self


def map_merge(row: MergeRow, facts: Facts) -> None:
    """Describe the retired identifier, with its replacement."""
    retired = facts.add_entity(RES[row.retired], PLEN.RetiredIdentifier, label=row.retired, sources=row.source)
    facts.add(retired, DCTERMS.isReplacedBy, RES[row.kept])
    facts.add(retired, PLEN.reason, row.reason)


FAMILY = Family("merges", (Table("merge", MergeRow, map_merge),))


def successors(merges: set[Triple]) -> dict[URIRef, URIRef]:
    """Map each retired identifier to its replacement.

    Raises:
        ValueError: a replacement is itself retired.
    """
    replacements = {s: URIRef(o) for s, p, o in merges if p == DCTERMS.isReplacedBy}
    for retired, kept in replacements.items():
        if kept in replacements:
            raise ValueError(f"{retired} is merged into {kept}, which is retired itself")
    return replacements


def apply_merges(graphs: Mapping[str, set[Triple]]) -> None:
    """Replace retired identifiers in the triples of all families; labels of retired things become ``skos:altLabel``."""
    replacements = successors(graphs[FAMILY.name])
    for name, triples in graphs.items():
        if name == FAMILY.name:
            continue
        touched = {triple for triple in triples if triple[0] in replacements or triple[2] in replacements}
        triples -= touched
        triples |= {rewritten(triple, replacements) for triple in touched}


def rewritten(triple: Triple, replacements: Mapping[URIRef, URIRef]) -> Triple:
    """Return a triple with retired identifiers replaced."""
    subject, predicate, value = triple
    if subject in replacements and predicate == RDFS.label:
        predicate = SKOS.altLabel
    if isinstance(value, Literal):
        return replacements.get(subject, subject), predicate, value
    return replacements.get(subject, subject), predicate, replacements.get(value, value)
