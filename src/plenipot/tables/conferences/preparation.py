"""What leads up to a conference: preparatory meetings, preparing groups, deadlines."""

from __future__ import annotations

from typing import Any, Literal

from plenipot.model.vocabulary import PLEN, RES
from plenipot.tables.facts import Facts
from plenipot.tables.rows import Date, OptBool, OptDate, OptIso3, OptText, Row, Table, Text, Values

MEETINGS = {
    "regional-meeting": "RegionalPreparatoryMeeting",
    "interregional-meeting": "InterregionalPreparatoryMeeting",
    "workshop": "PreparatoryWorkshop",
}


class PreparatoryMeetingRow(Row):
    """A meeting that prepares a conference; ``organizer`` is a path such as ``organization/apt``."""

    id: Text
    conference: Text
    name: Text
    kind: Literal["regional-meeting", "interregional-meeting", "workshop"]
    organizer: OptText
    organizer_printed: Text
    city: OptText
    country: OptText
    state: OptIso3
    online: OptBool
    start: OptDate
    end: OptDate
    announced: OptBool
    remark: OptText


class PreparatoryGroupRow(Row):
    """A group, or a series of meetings told of as one, in which an organization prepares a conference."""

    id: Text
    conference: Text
    name: Text
    organization: OptText
    organization_printed: Text
    start: OptDate
    end: OptDate
    remark: OptText


class CommonProposalOrganizationRow(Row):
    """A regional organization that submits common proposals to conferences of the Union."""

    organization: Text
    name: Text
    remark: OptText


class DeadlineRow(Row):
    """A day by which something has to be sent in before a conference."""

    id: Text
    conference: Text
    name: Text
    date: Date
    provision: Values
    provision_printed: OptText
    rule: OptText
    remark: OptText


def map_meeting(row: PreparatoryMeetingRow, facts: Facts) -> None:
    """Who met where to prepare what."""
    m = facts.entity(RES[f"meeting/{row.id}"], PLEN[MEETINGS[row.kind]], label=row.name, sources=row.source)
    facts.add(m, PLEN.prepares, RES[f"conference/{row.conference}"])
    facts.add(m, PLEN.organizer, RES[row.organizer] if row.organizer else None)
    facts.add(m, PLEN.organizerName, row.organizer_printed)
    facts.period(m, row.start, row.end)
    facts.add(m, PLEN.city, row.city)
    facts.add(m, PLEN.countryAsPrinted, row.country)
    facts.add(m, PLEN.heldIn, RES[f"state/{row.state}"] if row.state else None)
    facts.add(m, PLEN.heldOnline, row.online)
    facts.add(m, PLEN.announcedOnly, row.announced)
    facts.add(m, PLEN.remark, row.remark)


def map_group(row: PreparatoryGroupRow, facts: Facts) -> None:
    """Which group of which organization prepares what."""
    g = facts.entity(RES[f"preparatory-group/{row.id}"], PLEN.PreparatoryGroup, label=row.name, sources=row.source)
    facts.add(g, PLEN.groupPrepares, RES[f"conference/{row.conference}"])
    facts.add(g, PLEN.preparatoryGroupOf, RES[row.organization] if row.organization else None)
    facts.add(g, PLEN.organizerName, row.organization_printed)
    facts.period(g, row.start, row.end)
    facts.add(g, PLEN.remark, row.remark)


def map_common_proposal_organization(row: CommonProposalOrganizationRow, facts: Facts) -> None:
    """Only the role: the organization itself is described by the members family."""
    path = row.organization
    r = facts.entity(
        RES[f"common-proposal-role/{path}"],
        PLEN.CommonProposalRole,
        label=f"{row.name} as submitter of common proposals",
        sources=row.source,
    )
    facts.add(r, PLEN.commonProposalRoleOf, RES[f"organization/{path}"])
    facts.add(r, PLEN.remark, row.remark)


def map_deadline(row: DeadlineRow, facts: Facts) -> None:
    """A deadline with the provision that sets it; General Rules have no provision nodes, only the printed number."""
    d = facts.entity(RES[f"deadline/{row.id}"], PLEN.Deadline, label=row.name, sources=row.source)
    facts.add(d, PLEN.forConference, RES[f"conference/{row.conference}"])
    facts.on(d, row.date)
    for provision in row.provision:
        facts.add(d, PLEN.underProvision, RES[f"provision/{provision}"])
    facts.add(d, PLEN.provisionAsPrinted, row.provision_printed)
    facts.add(d, PLEN.deadlineRule, row.rule)
    facts.add(d, PLEN.remark, row.remark)


TABLES: tuple[Table[Any], ...] = (
    Table("preparatory_meeting", PreparatoryMeetingRow, map_meeting),
    Table("preparatory_group", PreparatoryGroupRow, map_group),
    Table("common_proposal_organization", CommonProposalOrganizationRow, map_common_proposal_organization),
    Table("deadline", DeadlineRow, map_deadline),
)
