"""Outcomes of the World Summit on the Information Society: texts, action lines, facilitators and goals."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from plenipot.model.vocabulary import PLEN, RES
from plenipot.tables.facts import Facts
from plenipot.tables.instruments import EntityId, OptCode, OptEntityId, conference, ref
from plenipot.tables.rows import OptDate, OptText, Row, Text


class TextRow(Row):
    """An outcome document of the Summit or of a review, or the modalities of a review."""

    id: EntityId
    kind: Literal["WsisOutcome", "ExternalText"]
    label: Text
    title: OptText
    role: Literal["outcome document", "review", "review modalities"]
    document: OptText
    date: OptDate
    place: OptText
    outcome_of: OptCode


def map_text(row: TextRow, facts: Facts) -> None:
    text = facts.add_entity(RES[row.id], PLEN[row.kind], label=row.label, sources=row.source)
    facts.add_text(text, PLEN.title, row.title)
    facts.add(text, PLEN.roleInProcess, row.role)
    facts.add(text, PLEN.documentSymbol, row.document)
    facts.add_date(text, row.date)
    facts.add(text, PLEN.adoptedIn, row.place)
    facts.add(text, PLEN.outcomeOf, conference(row.outcome_of))


class ActionLineRow(Row):
    """An action line, or a part of one."""

    id: EntityId
    code: Annotated[str, Field(pattern=r"^C([1-9]|1[01])(-E-[A-Z]+)?$")]
    label: Text
    title: Text
    part_of: OptEntityId
    set_out_in: EntityId
    date: OptDate
    place: OptText


def map_action_line(row: ActionLineRow, facts: Facts) -> None:
    line = facts.add_entity(RES[row.id], PLEN.WsisActionLine, label=row.label, sources=row.source)
    facts.add(line, PLEN.actionLineCode, row.code)
    facts.add_text(line, PLEN.title, row.title)
    facts.add(line, PLEN.partOfActionLine, ref(row.part_of))
    facts.add(line, PLEN.setOutIn, RES[row.set_out_in])
    facts.add_date(line, row.date)
    facts.add(line, PLEN.adoptedIn, row.place)


class WsisOrganizationRow(Row):
    """An organization of the United Nations that facilitates an action line."""

    id: EntityId
    name: Text


def map_organization(row: WsisOrganizationRow, facts: Facts) -> None:
    organization = facts.add_entity(RES[row.id], PLEN.ExternalOrganization, label=row.name, sources=row.source)
    facts.add(organization, PLEN.abbreviation, row.name)


class FacilitationRow(Row):
    """A facilitator of an action line, and its role."""

    id: EntityId
    line: EntityId
    name: Text
    organization: EntityId
    role: Literal["facilitator", "co-facilitator", "partner"]
    role_as_printed: OptText


def map_facilitation(row: FacilitationRow, facts: Facts) -> None:
    label = f"{row.name}: {row.role} of {row.line.rpartition('/')[2].replace('-', ' ')}"
    node = facts.add_entity(RES[row.id], PLEN.Facilitation, label=label, sources=row.source)
    facts.add(node, PLEN.facilitatedLine, RES[row.line])
    facts.add(node, PLEN.facilitatorName, row.name)
    facts.add(node, PLEN.facilitator, RES[row.organization])
    facts.add(node, PLEN.facilitatorRole, row.role)
    facts.add(node, PLEN.roleAsPrinted, row.role_as_printed)


class GoalRow(Row):
    """A Sustainable Development Goal that a text names."""

    id: Annotated[str, Field(pattern=r"^sdg/([1-9]|1[0-7])$")]
    number: Annotated[int, Field(ge=1, le=17)]
    label: Text


def map_goal(row: GoalRow, facts: Facts) -> None:
    goal = facts.add_entity(RES[row.id], PLEN.SustainableDevelopmentGoal, label=row.label, sources=row.source)
    facts.add(goal, PLEN.goalNumber, row.number)
