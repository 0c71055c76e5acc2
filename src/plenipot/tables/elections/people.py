"""Persons, the offices of the past, who held an office, and who took the chair."""

from __future__ import annotations

import re
from typing import Any, Literal

from pydantic import field_validator
from rdflib import FOAF, SKOS, URIRef

from plenipot.model.vocabulary import PLEN, RES
from plenipot.tables.elections.posts import chair, post
from plenipot.tables.facts import Facts
from plenipot.tables.rows import OptDate, OptInt, OptIso3, OptText, Row, Table, Text, Values

Basis = Literal["stated", "derived"]

# role -> property from a conference to the chairmanship, as the conferences have it
CONFERENCE_ROLES = {
    "chair": "hasChairmanship",
    "designated-chair": "hasDesignatedChairmanship",
    "vice-chair": "hasViceChairmanship",
}


class PersonRow(Row):
    """A human being; other spellings of the name beside the one that is shown."""

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
    """An office that exists no more; those of today are described with the structure of the Union."""

    id: Text
    name: Text
    body: OptText


class ChairedBodyRow(Row):
    """A group known here only through its chair."""

    id: Text
    name: Text
    abbreviation: OptText
    part_of: Text
    start: OptDate
    end: OptDate


class TenureRow(Row):
    """A person in an office; ``term_basis`` tells whether the dates are printed or follow from the length of a term."""

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
    """A person, or only a State, in the chair or vice-chair of a body."""

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
    """More sources for a chairmanship that the conferences describe."""

    id: Text
    conference: Text
    role: Literal["chair", "designated-chair", "vice-chair"]
    person: Text
    state: OptIso3
    as_of: OptDate
    remark: OptText


def conference(code: str | None) -> URIRef | None:
    """A conference, where one is named."""
    return RES[f"conference/{code}"] if code else None


def state(iso3: str | None) -> URIRef | None:
    """A State, where one is named."""
    return RES[f"state/{iso3}"] if iso3 else None


def map_person(row: PersonRow, facts: Facts) -> None:
    """A name is a plain label: it is written in Latin script, in no particular language."""
    p = facts.entity(RES[f"person/{row.id}"], PLEN.Person, label=row.name, sources=row.source)
    for name in row.alternative_names:
        facts.text(p, SKOS.altLabel, name)
    for iso3 in row.nationality:
        facts.add(p, PLEN.nationality, state(iso3))
    facts.add(p, FOAF.page, URIRef(row.page) if row.page else None)
    facts.add(p, PLEN.remark, row.remark)


def map_office(row: FormerOfficeRow, facts: Facts) -> None:
    o = facts.entity(RES[f"office/{row.id}"], PLEN.Office, label=row.name, sources=row.source)
    facts.add(o, PLEN.officeOf, RES[f"body/{row.body}"] if row.body else None)


def map_body(row: ChairedBodyRow, facts: Facts) -> None:
    b = facts.entity(RES[f"body/{row.id}"], PLEN.Body, label=row.name, sources=row.source)
    facts.add(b, PLEN.abbreviation, row.abbreviation)
    facts.add(b, PLEN.partOf, RES[f"body/{row.part_of}"])
    facts.period(b, row.start, row.end)


def map_tenure(row: TenureRow, facts: Facts) -> None:
    """A holding of an office, told apart from the office and from the election."""
    years = f" ({row.start.year if row.start else '?'}–{row.end.year if row.end else '?'})"
    t = facts.entity(
        RES[f"tenure/{row.id}"],
        PLEN.Tenure,
        label=f"{row.person_name}, {post(row.office)}{years}",
        sources=row.source,
    )
    facts.add(t, PLEN.holder, RES[f"person/{row.person}"])
    facts.add(t, PLEN.office, RES[f"office/{row.office}"])
    facts.add(t, PLEN.capacity, row.capacity or None)
    facts.period(t, row.start, row.end)
    facts.add(t, PLEN.termBasis, row.term_basis)
    facts.add(t, PLEN.termBasisNote, row.term_basis_note)
    facts.add(t, PLEN.electedAt, conference(row.elected_at))
    facts.add(t, PLEN.appointedBy, row.appointed_by)
    facts.add(t, PLEN.nationality, state(row.nationality))
    facts.add(t, PLEN.votes, row.votes)
    facts.add(t, PLEN.votesCast, row.votes_cast)
    facts.add(t, PLEN.roundNumber, row.round)
    facts.add(t, PLEN.wonThrough, RES[f"candidacy/{row.candidacy}"] if row.candidacy else None)
    facts.add(t, PLEN.endReason, row.end_reason)
    facts.add(t, PLEN.remark, row.remark)


def map_chair(row: ChairOfBodyRow, facts: Facts) -> None:
    """Somebody in the chair of a body, for a year or as of a day."""
    who = row.person_name or row.state_printed
    c = facts.entity(
        RES[f"chairship/{row.id}"],
        PLEN.Chairship,
        label=chair(who or "", row.role, row.body),
        sources=row.source,
    )
    facts.add(c, PLEN.chairshipOf, RES[f"body/{row.body}"])
    facts.add(c, PLEN.holder, RES[f"person/{row.person}"] if row.person else None)
    facts.add(c, PLEN.chairshipRole, row.role)
    facts.add(c, PLEN.chairshipState, state(row.state))
    facts.period(c, row.start, row.end)
    facts.add(c, PLEN.chairAsOf, row.as_of)
    facts.add(c, PLEN.remark, row.remark)


def map_conference_chair(row: ConferenceChairRow, facts: Facts) -> None:
    """The chairmanship itself, its words and its label come from the conferences."""
    c = facts.entity(RES[f"chairmanship/{row.id}"], PLEN.Chairmanship, sources=row.source)
    facts.add(RES[f"conference/{row.conference}"], PLEN[CONFERENCE_ROLES[row.role]], c)
    facts.add(c, PLEN.chairmanshipHolder, RES[f"person/{row.person}"])
    facts.add(c, PLEN.chairState, state(row.state))
    facts.add(c, PLEN.chairAsOf, row.as_of)
    facts.add(c, PLEN.remark, row.remark)


TABLES: tuple[Table[Any], ...] = (
    Table("person", PersonRow, map_person),
    Table("office", FormerOfficeRow, map_office),
    Table("body", ChairedBodyRow, map_body),
    Table("tenure", TenureRow, map_tenure),
    Table("chair", ChairOfBodyRow, map_chair),
    Table("conference_chair", ConferenceChairRow, map_conference_chair),
)
