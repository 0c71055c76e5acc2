"""Two identifiers that came to name one thing: which one is kept, and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Self

from pydantic import model_validator
from rdflib import DCTERMS, RDFS, SKOS, Literal, URIRef

from plenipot.model.vocabulary import PLEN, RES
from plenipot.tables.facts import Facts, Triple
from plenipot.tables.rows import Family, Row, Table, Text


class MergeRow(Row):
    """The identifier that is given up, the one that stays, and the reason."""

    retired: Text
    kept: Text
    reason: Text

    @model_validator(mode="after")
    def _two_things(self) -> Self:
        if self.retired == self.kept:
            raise ValueError("a thing cannot be merged into itself")
        return self


def map_merge(row: MergeRow, facts: Facts) -> None:
    """The retired identifier stays known, with its successor."""
    retired = facts.entity(RES[row.retired], PLEN.RetiredIdentifier, label=row.retired, sources=row.source)
    facts.add(retired, DCTERMS.isReplacedBy, RES[row.kept])
    facts.add(retired, PLEN.reason, row.reason)


FAMILY = Family("merges", (Table("merge", MergeRow, map_merge),))


def successors(merges: set[Triple]) -> dict[URIRef, URIRef]:
    """Retired identifier to the one that is kept.

    Raises:
        ValueError: a merge leads to an identifier that is itself retired.
    """
    found = {s: URIRef(o) for s, p, o in merges if p == DCTERMS.isReplacedBy}
    for retired, kept in found.items():
        if kept in found:
            raise ValueError(f"{retired} is merged into {kept}, which is retired itself")
    return found


def apply_merges(graphs: Mapping[str, set[Triple]]) -> None:
    """Rewrite every family to the identifiers that are kept; the name of the retired thing becomes another name."""
    kept_for = successors(graphs[FAMILY.name])
    for name, triples in graphs.items():
        if name == FAMILY.name:
            continue
        touched = {triple for triple in triples if triple[0] in kept_for or triple[2] in kept_for}
        triples -= touched
        triples |= {rewritten(triple, kept_for) for triple in touched}


def rewritten(triple: Triple, kept_for: Mapping[URIRef, URIRef]) -> Triple:
    """A triple with the identifiers that are kept."""
    subject, predicate, value = triple
    if subject in kept_for and predicate == RDFS.label:
        predicate = SKOS.altLabel
    if isinstance(value, Literal):
        return kept_for.get(subject, subject), predicate, value
    return kept_for.get(subject, subject), predicate, kept_for.get(value, value)
