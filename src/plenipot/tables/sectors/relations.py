"""Relations of texts to other texts, groups, WSIS action lines and goals, other than citations."""

from __future__ import annotations

from typing import Literal, NamedTuple

from rdflib import URIRef

from plenipot.model.vocabulary import PLEN, RES
from plenipot.tables.facts import Facts
from plenipot.tables.instruments import EntityId, OptVersionId
from plenipot.tables.rows import OptText, Row, Values


class CitationAgainRow(Row):
    """Further sources of a citation that another family describes; heading and version may be less precise."""

    citation: EntityId
    heading: OptText
    cited: EntityId
    why: Literal["same", "heading given more exactly", "version named", "version not named"]
    new_source: Values


def map_citation_again(row: CitationAgainRow, facts: Facts) -> None:
    """Add only the sources: the other family writes the citation."""
    facts.add_sources(RES[row.citation], row.new_source)


class _Terms(NamedTuple):
    """The class of a kind of relation, and the properties from which the reasoner derives the direct property."""

    kind: URIRef
    start: URIRef
    end: URIRef


_TERMS = {
    "implements": _Terms(PLEN.Implementation, PLEN.implementer, PLEN.implementedText),
    "names-group": _Terms(PLEN.GroupMention, PLEN.groupMentionIn, PLEN.mentionedGroup),
    "follow-up-group": _Terms(PLEN.FollowUp, PLEN.followUpOf, PLEN.followUpBy),
    "refers-to-action-line": _Terms(PLEN.ActionLineReference, PLEN.lineReferenceIn, PLEN.referredLine),
    "refers-to-sdg": _Terms(PLEN.GoalReference, PLEN.goalReferenceIn, PLEN.referredGoal),
}
"""Terms by kind of relation; all other kinds are ``plen:TextRelation``."""

_PHRASES = {
    "follow-up-group": "followed up by",
    "names-group": "names the group",
    "refers-to-action-line": "refers to the action line",
    "refers-to-sdg": "refers to the goal",
}
"""Phrases of relations whose key is not a phrase."""


class RelationRow(Row):
    """A relation between two things, with the version if the source gives it."""

    id: EntityId
    relation: Literal[
        "implements", "names-group", "follow-up-group", "refers-to-action-line", "refers-to-sdg", "calls-for",
        "convened-by", "coordinates", "established-by", "establishes", "invites", "maintained-by", "prepared-by",
        "replaced-by", "reviews", "sets-modalities-of", "terms-of-reference-cite", "theme-set-by",
    ]  # fmt: skip
    from_work: EntityId
    from_version: OptVersionId
    from_state: OptText
    to: EntityId
    to_version: OptVersionId
    context: OptText


def map_relation(row: RelationRow, facts: Facts) -> None:
    start, end = row.from_version or row.from_work, row.to_version or row.to
    kind = _PHRASES.get(row.relation) or row.relation.replace("-", " ")
    terms = _TERMS.get(row.relation)
    node = facts.add_entity(
        RES[row.id], terms.kind if terms else PLEN.TextRelation, label=f"{start} {kind} {end}", sources=row.source
    )
    facts.add(node, PLEN.relationKind, kind)
    facts.add(node, PLEN.relationFrom, RES[start])
    facts.add(node, PLEN.relationTo, RES[end])
    facts.add(node, PLEN.relationContext, row.context)
    facts.add(node, PLEN.stateOfTerms, row.from_state)
    if terms:
        facts.add(node, terms.start, RES[row.from_work])
        facts.add(node, terms.end, RES[row.to])
