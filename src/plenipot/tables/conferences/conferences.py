"""Conferences, assemblies, forums and sessions of the Council."""

from __future__ import annotations

from typing import Literal

from plenipot.model.vocabulary import PLEN, RES
from plenipot.tables.conferences.actions import TABLES as ACTIONS
from plenipot.tables.conferences.preparation import TABLES as PREPARATION
from plenipot.tables.facts import Facts
from plenipot.tables.rows import Date, Family, OptBool, OptDate, OptInt, OptIso3, OptText, Row, Table, Text, Values

KINDS = {
    "plenipotentiary": "PlenipotentiaryConference",
    "plenipotentiary-additional": "AdditionalPlenipotentiaryConference",
    "telegraph-plenipotentiary": "TelegraphPlenipotentiaryConference",
    "radiotelegraph": "RadiotelegraphConference",
    "radiotelegraph-preliminary": "PreliminaryRadiotelegraphConference",
    "itac": "AdministrativeTelegraphConference",
    "wattc": "WorldAdministrativeTelegraphAndTelephoneConference",
    "wcit": "WorldConferenceOnInternationalTelecommunications",
    "arc": "AdministrativeRadioConference",
    "warc": "WorldAdministrativeRadioConference",
    "rarc": "RegionalAdministrativeRadioConference",
    "rrc": "RegionalRadiocommunicationConference",
    "wrc": "WorldRadiocommunicationConference",
    "ra": "RadiocommunicationAssembly",
    "ccir-plenary": "CcirPlenaryAssembly",
    "ccif-plenary": "CcifPlenaryAssembly",
    "ccitt-plenary": "CcittPlenaryAssembly",
    "wtsc": "WorldTelecommunicationStandardizationConference",
    "wtsa": "WorldTelecommunicationStandardizationAssembly",
    "wtdc": "WorldTelecommunicationDevelopmentConference",
    "wtpf": "WorldTelecommunicationPolicyForum",
    "wsis": "WorldSummitOnTheInformationSociety",
    "wsis-forum": "WsisForum",
}

PARTS = {
    "ordinary": "OrdinaryCouncilSession",
    "additional": "AdditionalCouncilSession",
    "extraordinary": "ExtraordinaryCouncilSession",
    "final-meeting": "FinalCouncilMeeting",
    "virtual-consultation": "VirtualConsultation",
}

Kind = Literal[
    "plenipotentiary", "plenipotentiary-additional", "telegraph-plenipotentiary", "radiotelegraph",
    "radiotelegraph-preliminary", "itac", "wattc", "wcit", "arc", "warc", "rarc", "rrc", "wrc", "ra", "ccir-plenary",
    "ccif-plenary", "ccitt-plenary", "wtsc", "wtsa", "wtdc", "wtpf", "wsis", "wsis-forum",
]  # fmt: skip
Part = Literal["ordinary", "additional", "extraordinary", "final-meeting", "virtual-consultation"]


class ConferenceRow(Row):
    """A conference, assembly or forum.

    A source prints ``ordinal``; ``inferred_ordinal`` follows from the sequence. ``announced`` marks dates and a place
    that were announced but not confirmed.
    """

    id: Text
    kind: Kind
    sector: OptText
    field: OptText
    body: OptText
    name: Text
    short_name: OptText
    ordinal: OptInt
    inferred_ordinal: OptInt
    session: OptInt
    preceded_by: OptText
    city: OptText
    country: OptText
    state: OptIso3
    former_state: OptText
    online: OptBool
    start: OptDate
    end: OptDate
    announced: OptBool
    participants: OptText
    outcome: OptText
    outcome_treaty: Values
    remark: OptText


class CouncilSessionRow(Row):
    """A session, final meeting, additional session or virtual consultation of the Council."""

    id: Text
    year: Date
    ordinal: OptInt
    name: Text
    part: Part
    body: Text
    city: OptText
    state: OptIso3
    online: OptBool
    start: OptDate
    end: OptDate
    announced: OptBool
    remark: OptText


class ReferencedRow(Row):
    """A meeting that is only known from a text that was adopted or revised there."""

    id: Text
    kind: Literal["council-session", "ra"]
    body: Text
    name: Text
    year: Date
    remark: OptText


def map_conference(row: ConferenceRow, facts: Facts) -> None:
    """Write the class, dates, place and ordinal of a conference."""
    conference = facts.add_entity(
        RES[f"conference/{row.id}"], PLEN[KINDS[row.kind]], label=row.name, sources=row.source
    )
    facts.add(conference, PLEN.abbreviation, row.short_name)
    facts.add_period(conference, row.start, row.end)
    facts.add(conference, PLEN.ordinal, row.ordinal)
    facts.add(conference, PLEN.inferredOrdinal, row.inferred_ordinal)
    facts.add(conference, PLEN.sessionNumber, row.session)
    facts.add(conference, PLEN.precededBy, RES[f"conference/{row.preceded_by}"] if row.preceded_by else None)
    facts.add(conference, PLEN.conferenceOf, RES[f"body/{row.body}"] if row.body else None)
    facts.add(conference, PLEN.conferenceSector, RES[f"body/{row.sector}"] if row.sector else None)
    facts.add(conference, PLEN.conferenceField, row.field)
    facts.add(conference, PLEN.city, row.city)
    facts.add(conference, PLEN.countryAsPrinted, row.country)
    facts.add(conference, PLEN.heldIn, RES[f"state/{row.state}"] if row.state else None)
    facts.add(conference, PLEN.formerStateName, row.former_state)
    facts.add(conference, PLEN.heldOnline, row.online)
    facts.add(conference, PLEN.announcedOnly, row.announced)
    facts.add(conference, PLEN.participants, row.participants)
    facts.add(conference, PLEN.outcomeText, row.outcome)
    for treaty in row.outcome_treaty:
        facts.add(conference, PLEN.outcomeTreaty, RES[f"treaty/{treaty}"])
    facts.add(conference, PLEN.remark, row.remark)


def map_council_session(row: CouncilSessionRow, facts: Facts) -> None:
    """Write a session of the Council; without a printed day, it starts with the year of the session."""
    session = facts.add_entity(RES[f"conference/{row.id}"], PLEN[PARTS[row.part]], label=row.name, sources=row.source)
    facts.add_period(session, row.start or row.year, row.end)
    facts.add(session, PLEN.sessionYear, row.year)
    facts.add(session, PLEN.ordinal, row.ordinal)
    facts.add(session, PLEN.conferenceOf, RES[f"body/{row.body}"])
    facts.add(session, PLEN.city, row.city)
    facts.add(session, PLEN.heldIn, RES[f"state/{row.state}"] if row.state else None)
    facts.add(session, PLEN.heldOnline, row.online)
    facts.add(session, PLEN.announcedOnly, row.announced)
    facts.add(session, PLEN.remark, row.remark)


def map_referenced(row: ReferencedRow, facts: Facts) -> None:
    """Write a meeting of which only the year and the body are known."""
    kind = PLEN.CouncilSession if row.kind == "council-session" else PLEN.RadiocommunicationAssembly
    conference = facts.add_entity(RES[f"conference/{row.id}"], kind, label=row.name, sources=row.source)
    facts.add_period(conference, row.year, row.year)
    facts.add(conference, PLEN.conferenceOf, RES[f"body/{row.body}"])
    facts.add(conference, PLEN.remark, row.remark)


FAMILY = Family(
    "conferences",
    (
        Table("conference", ConferenceRow, map_conference),
        Table("council_session", CouncilSessionRow, map_council_session),
        Table("referenced", ReferencedRow, map_referenced),
        *PREPARATION,
        *ACTIONS,
    ),
)
