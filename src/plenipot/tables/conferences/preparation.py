"""Preparation of conferences: meetings, groups and deadlines."""

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
    """A group (or a series of meetings) in which an organization prepares a conference."""

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
    """A deadline for submissions to a conference."""

    id: Text
    conference: Text
    name: Text
    date: Date
    provision: Values
    provision_printed: OptText
    rule: OptText
    remark: OptText


def map_meeting(row: PreparatoryMeetingRow, facts: Facts) -> None:
    """Write a preparatory meeting with its organizer, place and conference."""
    meeting = facts.add_entity(RES[f"meeting/{row.id}"], PLEN[MEETINGS[row.kind]], label=row.name, sources=row.source)
    facts.add(meeting, PLEN.prepares, RES[f"conference/{row.conference}"])
    facts.add(meeting, PLEN.organizer, RES[row.organizer] if row.organizer else None)
    facts.add(meeting, PLEN.organizerName, row.organizer_printed)
    facts.add_period(meeting, row.start, row.end)
    facts.add(meeting, PLEN.city, row.city)
    facts.add(meeting, PLEN.countryAsPrinted, row.country)
    facts.add(meeting, PLEN.heldIn, RES[f"state/{row.state}"] if row.state else None)
    facts.add(meeting, PLEN.heldOnline, row.online)
    facts.add(meeting, PLEN.announcedOnly, row.announced)
    facts.add(meeting, PLEN.remark, row.remark)


def map_group(row: PreparatoryGroupRow, facts: Facts) -> None:
    """Write a preparatory group with its organization and conference."""
    group = facts.add_entity(
        RES[f"preparatory-group/{row.id}"], PLEN.PreparatoryGroup, label=row.name, sources=row.source
    )
    facts.add(group, PLEN.groupPrepares, RES[f"conference/{row.conference}"])
    facts.add(group, PLEN.preparatoryGroupOf, RES[row.organization] if row.organization else None)
    facts.add(group, PLEN.organizerName, row.organization_printed)
    facts.add_period(group, row.start, row.end)
    facts.add(group, PLEN.remark, row.remark)


def map_common_proposal_organization(row: CommonProposalOrganizationRow, facts: Facts) -> None:
    """Write only the role: the family ``members`` describes the organization."""
    path = row.organization
    organization = facts.add_entity(
        RES[f"common-proposal-role/{path}"],
        PLEN.CommonProposalRole,
        label=f"{row.name} as submitter of common proposals",
        sources=row.source,
    )
    facts.add(organization, PLEN.commonProposalRoleOf, RES[f"organization/{path}"])
    facts.add(organization, PLEN.remark, row.remark)


def map_deadline(row: DeadlineRow, facts: Facts) -> None:
    """Write a deadline and its provision; for the General Rules, only the printed number of the provision."""
    deadline = facts.add_entity(RES[f"deadline/{row.id}"], PLEN.Deadline, label=row.name, sources=row.source)
    facts.add(deadline, PLEN.forConference, RES[f"conference/{row.conference}"])
    facts.add_date(deadline, row.date)
    for provision in row.provision:
        facts.add(deadline, PLEN.underProvision, RES[f"provision/{provision}"])
    facts.add(deadline, PLEN.provisionAsPrinted, row.provision_printed)
    facts.add(deadline, PLEN.deadlineRule, row.rule)
    facts.add(deadline, PLEN.remark, row.remark)


TABLES: tuple[Table[Any], ...] = (
    Table("preparatory_meeting", PreparatoryMeetingRow, map_meeting),
    Table("preparatory_group", PreparatoryGroupRow, map_group),
    Table("common_proposal_organization", CommonProposalOrganizationRow, map_common_proposal_organization),
    Table("deadline", DeadlineRow, map_deadline),
)
