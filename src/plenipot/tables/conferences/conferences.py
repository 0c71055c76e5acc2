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

    ``ordinal`` is a number that a source prints, ``inferred_ordinal`` one that follows from the sequence;
    ``announced`` marks dates and a place that were announced, not seen to have been kept.
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
    """A meeting known only because a text says that it was adopted or revised there."""

    id: Text
    kind: Literal["council-session", "ra"]
    body: Text
    name: Text
    year: Date
    remark: OptText


def map_conference(row: ConferenceRow, facts: Facts) -> None:
    """What a conference is, when and where it met, and what it counts as."""
    c = facts.entity(RES[f"conference/{row.id}"], PLEN[KINDS[row.kind]], label=row.name, sources=row.source)
    facts.add(c, PLEN.abbreviation, row.short_name)
    facts.period(c, row.start, row.end)
    facts.add(c, PLEN.ordinal, row.ordinal)
    facts.add(c, PLEN.inferredOrdinal, row.inferred_ordinal)
    facts.add(c, PLEN.sessionNumber, row.session)
    facts.add(c, PLEN.precededBy, RES[f"conference/{row.preceded_by}"] if row.preceded_by else None)
    facts.add(c, PLEN.conferenceOf, RES[f"body/{row.body}"] if row.body else None)
    facts.add(c, PLEN.conferenceSector, RES[f"body/{row.sector}"] if row.sector else None)
    facts.add(c, PLEN.conferenceField, row.field)
    facts.add(c, PLEN.city, row.city)
    facts.add(c, PLEN.countryAsPrinted, row.country)
    facts.add(c, PLEN.heldIn, RES[f"state/{row.state}"] if row.state else None)
    facts.add(c, PLEN.formerStateName, row.former_state)
    facts.add(c, PLEN.heldOnline, row.online)
    facts.add(c, PLEN.announcedOnly, row.announced)
    facts.add(c, PLEN.participants, row.participants)
    facts.add(c, PLEN.outcomeText, row.outcome)
    for treaty in row.outcome_treaty:
        facts.add(c, PLEN.outcomeTreaty, RES[f"treaty/{treaty}"])
    facts.add(c, PLEN.remark, row.remark)


def map_council_session(row: CouncilSessionRow, facts: Facts) -> None:
    """A sitting of the Council; where no day was printed the year of the session is its start."""
    c = facts.entity(RES[f"conference/{row.id}"], PLEN[PARTS[row.part]], label=row.name, sources=row.source)
    facts.period(c, row.start or row.year, row.end)
    facts.add(c, PLEN.sessionYear, row.year)
    facts.add(c, PLEN.ordinal, row.ordinal)
    facts.add(c, PLEN.conferenceOf, RES[f"body/{row.body}"])
    facts.add(c, PLEN.city, row.city)
    facts.add(c, PLEN.heldIn, RES[f"state/{row.state}"] if row.state else None)
    facts.add(c, PLEN.heldOnline, row.online)
    facts.add(c, PLEN.announcedOnly, row.announced)
    facts.add(c, PLEN.remark, row.remark)


def map_referenced(row: ReferencedRow, facts: Facts) -> None:
    """Only the year and the body are known."""
    kind = PLEN.CouncilSession if row.kind == "council-session" else PLEN.RadiocommunicationAssembly
    c = facts.entity(RES[f"conference/{row.id}"], kind, label=row.name, sources=row.source)
    facts.period(c, row.year, row.year)
    facts.add(c, PLEN.conferenceOf, RES[f"body/{row.body}"])
    facts.add(c, PLEN.remark, row.remark)


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
