"""Persons, former offices, tenures of offices, and chairs of bodies."""

from __future__ import annotations

import re
from typing import Any, Literal

from pydantic import field_validator
from rdflib import FOAF, SKOS, URIRef

from plenipot.model.vocabulary import PLEN, RES
from plenipot.tables.elections.posts import chair_label, post_label
from plenipot.tables.facts import Facts
from plenipot.tables.rows import OptDate, OptInt, OptIso3, OptText, Row, Table, Text, Values

Basis = Literal["stated", "derived"]

# role -> property from a conference to the chairmanship, as in the family ``conferences``
CONFERENCE_ROLES = {
    "chair": "hasChairmanship",
    "designated-chair": "hasDesignatedChairmanship",
    "vice-chair": "hasViceChairmanship",
}


class PersonRow(Row):
    """A person; ``name`` is the label, with alternative spellings in a column of their own."""

    id: Text
    name: Text
    alternative_names: Values
    nationality: Values
    page: OptText
    remark: OptText

    @field_validator("nationality")
    @classmethod
    def _iso3(cls, states: tuple[str, ...]) -> tuple[str, ...]:
        for state in states:
            if not re.fullmatch("[a-z]{3}", state):
                raise ValueError(f"{state!r} is not a code of three letters")
        return states


class FormerOfficeRow(Row):
    """A former office; the family ``structure`` describes the offices of today."""

    id: Text
    name: Text
    body: OptText


class ChairedBodyRow(Row):
    """A group that is only known through its chair."""

    id: Text
    name: Text
    abbreviation: OptText
    part_of: Text
    start: OptDate
    end: OptDate


class TenureRow(Row):
    """A tenure of an office; ``term_basis`` says whether the dates are printed or follow from the length of a term."""

    id: Text
    office: Text
    person: Text
    person_name: Text
    capacity: Literal["", "acting", "ad interim"]
    start: OptDate
    end: OptDate
    term_basis: Basis
    term_basis_note: OptText
    elected_at: OptText
    appointed_by: OptText
    nationality: OptIso3
    votes: OptInt
    votes_cast: OptInt
    round: OptInt
    candidacy: OptText
    end_reason: OptText
    remark: OptText


class ChairOfBodyRow(Row):
    """A chair or vice-chair of a body: a person, or only a State."""

    id: Text
    body: Text
    role: Literal["chair", "acting-chair", "vice-chair"]
    person: OptText
    person_name: OptText
    state: OptIso3
    state_printed: OptText
    start: OptDate
    end: OptDate
    as_of: OptDate
    remark: OptText


class ConferenceChairRow(Row):
    """Further sources of a chairmanship that the family ``conferences`` describes."""

    id: Text
    conference: Text
    role: Literal["chair", "designated-chair", "vice-chair"]
    person: Text
    state: OptIso3
    as_of: OptDate
    remark: OptText


def conference(code: str | None) -> URIRef | None:
    """Return the IRI of a conference by its code; None for None."""
    return RES[f"conference/{code}"] if code else None


def state(iso3: str | None) -> URIRef | None:
    """Return the IRI of a State by its code; None for None."""
    return RES[f"state/{iso3}"] if iso3 else None


def map_person(row: PersonRow, facts: Facts) -> None:
    """Write a person; the label has no language tag, because a name in Latin script is in no particular language."""
    person = facts.add_entity(RES[f"person/{row.id}"], PLEN.Person, label=row.name, sources=row.source)
    for name in row.alternative_names:
        facts.add_text(person, SKOS.altLabel, name)
    for iso3 in row.nationality:
        facts.add(person, PLEN.nationality, state(iso3))
    facts.add(person, FOAF.page, URIRef(row.page) if row.page else None)
    facts.add(person, PLEN.remark, row.remark)


def map_office(row: FormerOfficeRow, facts: Facts) -> None:
    office = facts.add_entity(RES[f"office/{row.id}"], PLEN.Office, label=row.name, sources=row.source)
    facts.add(office, PLEN.officeOf, RES[f"body/{row.body}"] if row.body else None)


def map_body(row: ChairedBodyRow, facts: Facts) -> None:
    body = facts.add_entity(RES[f"body/{row.id}"], PLEN.Body, label=row.name, sources=row.source)
    facts.add(body, PLEN.abbreviation, row.abbreviation)
    facts.add(body, PLEN.partOf, RES[f"body/{row.part_of}"])
    facts.add_period(body, row.start, row.end)


def map_tenure(row: TenureRow, facts: Facts) -> None:
    """Write a tenure as a node, separate from the office and from the election."""
    years = f" ({row.start.year if row.start else '?'}–{row.end.year if row.end else '?'})"
    tenure = facts.add_entity(
        RES[f"tenure/{row.id}"],
        PLEN.Tenure,
        label=f"{row.person_name}, {post_label(row.office)}{years}",
        sources=row.source,
    )
    facts.add(tenure, PLEN.holder, RES[f"person/{row.person}"])
    facts.add(tenure, PLEN.office, RES[f"office/{row.office}"])
    facts.add(tenure, PLEN.capacity, row.capacity or None)
    facts.add_period(tenure, row.start, row.end)
    facts.add(tenure, PLEN.termBasis, row.term_basis)
    facts.add(tenure, PLEN.termBasisNote, row.term_basis_note)
    facts.add(tenure, PLEN.electedAt, conference(row.elected_at))
    facts.add(tenure, PLEN.appointedBy, row.appointed_by)
    facts.add(tenure, PLEN.nationality, state(row.nationality))
    facts.add(tenure, PLEN.votes, row.votes)
    facts.add(tenure, PLEN.votesCast, row.votes_cast)
    facts.add(tenure, PLEN.roundNumber, row.round)
    facts.add(tenure, PLEN.wonThrough, RES[f"candidacy/{row.candidacy}"] if row.candidacy else None)
    facts.add(tenure, PLEN.endReason, row.end_reason)
    facts.add(tenure, PLEN.remark, row.remark)


def map_chair(row: ChairOfBodyRow, facts: Facts) -> None:
    """Write a chairmanship of a body, for a period or as of a day."""
    who = row.person_name or row.state_printed
    chairmanship = facts.add_entity(
        RES[f"chairship/{row.id}"],
        PLEN.Chairship,
        label=chair_label(who or "", row.role, row.body),
        sources=row.source,
    )
    facts.add(chairmanship, PLEN.chairshipOf, RES[f"body/{row.body}"])
    facts.add(chairmanship, PLEN.holder, RES[f"person/{row.person}"] if row.person else None)
    facts.add(chairmanship, PLEN.chairshipRole, row.role)
    facts.add(chairmanship, PLEN.chairshipState, state(row.state))
    facts.add_period(chairmanship, row.start, row.end)
    facts.add(chairmanship, PLEN.chairAsOf, row.as_of)
    facts.add(chairmanship, PLEN.remark, row.remark)


def map_conference_chair(row: ConferenceChairRow, facts: Facts) -> None:
    """Add sources only: the family ``conferences`` writes the chairmanship and its label."""
    chairmanship = facts.add_entity(RES[f"chairmanship/{row.id}"], PLEN.Chairmanship, sources=row.source)
    facts.add(RES[f"conference/{row.conference}"], PLEN[CONFERENCE_ROLES[row.role]], chairmanship)
    facts.add(chairmanship, PLEN.chairmanshipHolder, RES[f"person/{row.person}"])
    facts.add(chairmanship, PLEN.chairState, state(row.state))
    facts.add(chairmanship, PLEN.chairAsOf, row.as_of)
    facts.add(chairmanship, PLEN.remark, row.remark)


TABLES: tuple[Table[Any], ...] = (
    Table("person", PersonRow, map_person),
    Table("office", FormerOfficeRow, map_office),
    Table("body", ChairedBodyRow, map_body),
    Table("tenure", TenureRow, map_tenure),
    Table("chair", ChairOfBodyRow, map_chair),
    Table("conference_chair", ConferenceChairRow, map_conference_chair),
)
