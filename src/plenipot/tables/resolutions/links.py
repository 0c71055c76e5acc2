"""Citations between texts, operative clauses, and their addressees."""

from __future__ import annotations

import hashlib
import re
from typing import Annotated

from pydantic import Field
from rdflib import Literal, URIRef

from plenipot.model.vocabulary import PLEN, RES
from plenipot.tables.facts import Facts
from plenipot.tables.instruments import KINDS, EntityId
from plenipot.tables.rows import OptText, Row, Text, Values

_WORK = re.compile(rf"({KINDS})/[^/]+/[^/]+")
_VERSION = re.compile(rf"({KINDS})/[^/]+/[^/]+/(?!draft-)[^/]+")
# Texts that another organization numbers have no versions in the graph.
_OUTSIDE = ("resolution/unga/", "resolution/wha/")


def shape_of(path: str) -> str:
    """Classify a path as that of a version, a work or another text.

    >>> shape_of("resolution/pp/102"), shape_of("resolution/pp/102/dubai-2018"), shape_of("provision/cs/66")
    ('work', 'version', 'text')
    >>> shape_of("resolution/unga/70-125"), shape_of("unnumbered/pp-22/space")
    ('text', 'text')
    """
    if path.startswith(_OUTSIDE):
        return "text"
    return "work" if _WORK.fullmatch(path) else "version" if _VERSION.fullmatch(path) else "text"


_CITED = {"version": PLEN.citedVersion, "work": PLEN.citedWork, "text": PLEN.citedText}
_CITING = {"version": PLEN.citingVersion, "work": PLEN.citingWork, "text": PLEN.citingDraft}


class ResolutionCitationRow(Row):
    """One text cites another under a heading."""

    id: EntityId
    citing: EntityId
    cited: EntityId
    cited_as: OptText
    heading: Text


def map_citation(row: ResolutionCitationRow, facts: Facts) -> None:
    citation = facts.add_entity(RES[row.id], PLEN.Citation, label=_citation_label(row), sources=row.source)
    # Write the general property for readers without a reasoner, and the specific one for the property chains that
    # derive citesInstrument.
    facts.add(citation, PLEN.citing, RES[row.citing])
    facts.add(citation, _CITING[shape_of(row.citing)], RES[row.citing])
    facts.add(citation, PLEN.cited, RES[row.cited])
    facts.add(citation, _CITED[shape_of(row.cited)], RES[row.cited])
    facts.add(citation, PLEN.citedAs, row.cited_as)
    facts.add(citation, PLEN.citationContext, row.heading)


def _citation_label(row: ResolutionCitationRow) -> str:
    return f"{row.citing} cites {row.cited} ({row.heading})"


_INSTRUCTS = frozenset({"instructs", "further instructs", "resolves to instruct"})
_INVITES = frozenset({"invites", "further invites", "resolves to invite"})


class ResolutionClauseRow(Row):
    """An operative heading: a verb and its addressees."""

    id: EntityId
    text: EntityId
    order: Annotated[int, Field(ge=1)]
    verb: Text
    addressee: Text


def map_clause(row: ResolutionClauseRow, facts: Facts) -> None:
    kind, clause_of = _clause_terms(row.verb)
    label = f"{row.verb} {row.addressee}"
    clause = facts.add_entity(RES[row.id], kind, label=label, sources=row.source)
    facts.add(clause, PLEN.clauseOf, RES[row.text])
    if clause_of != PLEN.clauseOf:
        facts.add(clause, clause_of, RES[row.text])
    facts.add(clause, PLEN.clauseOrder, row.order)
    facts.add(clause, PLEN.verb, row.verb)
    facts.add(clause, PLEN.addresseeText, row.addressee)
    facts.add(clause, PLEN.addressedTo, RES[addressee_path(row.addressee)])


def _clause_terms(verb: str) -> tuple[URIRef, URIRef]:
    if verb in _INSTRUCTS:
        return PLEN.InstructsClause, PLEN.instructionOf
    if verb in _INVITES:
        return PLEN.InvitesClause, PLEN.invitationOf
    return PLEN.OperativeClause, PLEN.clauseOf


class AddresseeRow(Row):
    """A printed addressee with the offices and bodies that it means; none if it means a group."""

    addressee: Text
    resolved_to: Values
    together_with: Values


def map_addressee(row: AddresseeRow, facts: Facts) -> None:
    node = facts.add_entity(RES[addressee_path(row.addressee)], PLEN.PrintedAddressee, row.addressee, row.source)
    for path in row.resolved_to:
        facts.add(node, PLEN.namesAddressee, RES[path])
    for path in row.together_with:
        facts.add(node, PLEN.namesPartner, RES[path])
    facts.add(node, PLEN.addresseeResolved, Literal(bool(row.resolved_to)))


def addressee_path(printed: str) -> str:
    """Return the path of a printed addressee; a long one is cut and gets a digest.

    >>> addressee_path("the Secretary-General")
    'addressee/the-secretary-general'
    """
    slug = re.sub(r"[^a-z0-9]+", "-", printed.lower()).strip("-")
    if len(slug) > 80:
        slug = f"{slug[:70].strip('-')}-{hashlib.sha256(printed.encode()).hexdigest()[:8]}"
    return f"addressee/{slug}"
