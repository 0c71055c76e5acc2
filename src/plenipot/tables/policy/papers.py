"""Stakeholders of the debate, papers about it, and statements of the background paper of 2013."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import StringConstraints, model_validator
from rdflib import FOAF, RDFS, SKOS, XSD, URIRef
from rdflib import Literal as Value

from plenipot.model.vocabulary import PLEN, RES
from plenipot.tables.claims import claim_table
from plenipot.tables.facts import Facts
from plenipot.tables.instruments import Code, EntityId, ref
from plenipot.tables.rows import Bool, OptDate, OptText, Row, Table, Text, Values, optional

OptEntityId = Annotated[EntityId | None, optional]
OptUrl = Annotated[Annotated[str, StringConstraints(pattern=r"^https?://\S+$")] | None, optional]


class ActorGroupRow(Row):
    """A group of States or organizations that a source names together, without an organization in the graph."""

    id: Code
    name: Text
    remark: OptText


def map_actor_group(row: ActorGroupRow, facts: Facts) -> None:
    group = facts.add_entity(RES[f"group/{row.id}"], PLEN.ActorGroup, row.name, row.source)
    facts.add(group, PLEN.remark, row.remark)


class StakeholderRow(Row):
    """An organization in the debate; the family ``members`` has the names and dates of regional organizations."""

    id: Code
    described_in_members: Bool
    name: Text
    abbreviation: OptText
    kind: Text
    itu_status: OptText
    member_of: Values
    website: OptUrl
    identity: OptText
    remark: OptText


def map_stakeholder(row: StakeholderRow, facts: Facts) -> None:
    node = facts.add_entity(RES[f"organization/{row.id}"], PLEN.Stakeholder, sources=row.source)
    facts.add_text(node, SKOS.altLabel if row.described_in_members else RDFS.label, row.name)
    facts.add(node, PLEN.abbreviation, row.abbreviation)
    facts.add(node, PLEN.stakeholderKind, row.kind)
    facts.add(node, PLEN.ituStatus, row.itu_status)
    for sector in row.member_of:
        facts.add(node, PLEN.sectorMemberIn, RES[sector])
    facts.add(node, FOAF.homepage, URIRef(row.website) if row.website else None)
    facts.add(node, PLEN.identityBasis, row.identity)
    facts.add(node, PLEN.remark, row.remark)


class PaperRow(Row):
    """Columns that reference documents and consultations share."""

    id: Code
    title: Text
    publisher: Text
    publisher_id: OptEntityId
    date: OptDate
    url: OptUrl


def _paper(row: PaperRow, kind: URIRef, facts: Facts) -> URIRef:
    node = facts.add_entity(RES[f"document/{row.id}"], kind, row.title, row.source)
    facts.add(node, PLEN.documentPublisher, row.publisher)
    facts.add(node, PLEN.publishedBy, ref(row.publisher_id))
    facts.add_date(node, row.date)
    facts.add(node, PLEN.documentUrl, Value(row.url, datatype=XSD.anyURI) if row.url else None)
    return node


class ReferenceDocumentRow(PaperRow):
    """A reference document."""

    concerns: Text
    conference: Values
    organization: Values


def map_document(row: ReferenceDocumentRow, facts: Facts) -> None:
    node = _paper(row, PLEN.Document, facts)
    facts.add(node, PLEN.concernsText, row.concerns)
    for code in row.conference:
        facts.add(node, PLEN.concernsConference, RES[f"conference/{code}"])
    for path in row.organization:
        facts.add(node, PLEN.concernsOrganization, RES[path])


class ConsultationRow(PaperRow):
    """An open consultation: ``topic`` is an editor's reading of its subject."""

    body: Code
    subject: OptText
    topic: Values
    meeting: OptText


def map_consultation(row: ConsultationRow, facts: Facts) -> None:
    node = _paper(row, PLEN.Consultation, facts)
    facts.add(node, PLEN.consultationOf, RES[f"body/{row.body}"])
    facts.add(node, PLEN.aboutSubject, row.subject)
    for topic in row.topic:
        facts.add(node, PLEN.consultationTopic, RES[f"topic/{topic}"])
    facts.add(node, PLEN.meetingText, row.meeting)


class StatementRow(Row):
    """A statement of the background paper, checked against other sources.

    ``checked`` are the sources that confirm or contradict it; ``claims`` are the claims of both sides.
    """

    id: EntityId
    number: Annotated[int, "its place in the paper as it was read"]
    subject: Values
    subject_printed: Text
    relation: Text
    object: Values
    object_printed: Text
    remark: OptText
    result: Literal["confirmed", "confirmed in part", "contradicted", "not checked"]
    finding: OptText
    checked: Values
    right_value: OptText
    claims: Values

    @model_validator(mode="after")
    def _agrees(self) -> StatementRow:
        if (self.result == "not checked") != (not self.checked):
            raise ValueError("a result needs the sources that it rests on, and only a result has them")
        if (self.result == "contradicted") != (self.right_value is not None):
            raise ValueError("what is contradicted has a right value, and only that has one")
        if (self.result == "contradicted") != bool(self.claims):
            raise ValueError("what is contradicted names its claims, and only that names some")
        return self


def map_statement(row: StatementRow, facts: Facts) -> None:
    label = f"{row.subject_printed} {row.relation}: {row.object_printed}"
    node = facts.add_entity(RES[f"statement/{row.id}"], PLEN.BackgroundStatement, label, row.source)
    facts.add(node, PLEN.statementNumber, row.number)
    for path in row.subject:
        facts.add(node, PLEN.statementSubject, RES[path])
    for path in row.object:
        facts.add(node, PLEN.statementObject, RES[path])
    facts.add(node, PLEN.statementSubjectText, row.subject_printed)
    facts.add(node, PLEN.statementRelation, row.relation)
    facts.add(node, PLEN.statementObjectText, row.object_printed)
    facts.add(node, PLEN.checkResult, row.result)
    facts.add(node, PLEN.finding, row.finding)
    facts.add(node, PLEN.rightValue, row.right_value)
    _add_check(node, row, facts)
    facts.add(node, PLEN.remark, row.remark)


def _add_check(node: URIRef, row: StatementRow, facts: Facts) -> None:
    # Only the paper is a source of the statement: the sources that check it do not state it.
    against = row.result == "contradicted"
    for key in row.checked:
        facts.add(node, PLEN.contradictedBySource if against else PLEN.confirmedBySource, RES[f"source/{key}"])
    for claim in row.claims:
        facts.add(node, PLEN.statementClaim, RES[claim])


TABLES: tuple[Table[Any], ...] = (
    Table("actor_group", ActorGroupRow, map_actor_group),
    Table("stakeholder", StakeholderRow, map_stakeholder),
    Table("document", ReferenceDocumentRow, map_document),
    Table("consultation", ConsultationRow, map_consultation),
    Table("statement", StatementRow, map_statement),
    claim_table(),
)
