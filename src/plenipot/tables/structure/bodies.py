"""The Union, its sectors, organs, groups and offices, and the texts that established them."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator
from rdflib import FOAF, SKOS, URIRef

from plenipot.model.dates import PartialDate
from plenipot.model.vocabulary import PLEN, RES
from plenipot.tables.facts import Facts
from plenipot.tables.rows import OptBool, OptDate, OptInt, OptIso3, OptText, Row, Table, Text, Values

KINDS = {
    "union": "Union",
    "sector": "Sector",
    "organ": "Organ",
    "conference": "ConferenceOrgan",
    "assembly": "AssemblyOrgan",
    "bureau": "Bureau",
    "board": "Board",
    "committee": "Committee",
    "advisory-group": "AdvisoryGroup",
    "advisory-committee": "AdvisoryCommittee",
    "study-group": "StudyGroup",
    "study-group-period": "StudyGroupPeriod",
    "working-party": "WorkingParty",
    "working-group": "WorkingGroup",
    "meeting": "PreparatoryBody",
    "regional-group": "RegionalGroup",
    "inter-sector-group": "InterSectorGroup",
    "task-force": "TaskForce",
    "council-working-group": "CouncilWorkingGroup",
    "council-expert-group": "CouncilExpertGroup",
    "expert-group": "ExpertGroup",
    "regional-office": "RegionalOffice",
    "area-office": "AreaOffice",
    "predecessor": "PredecessorBody",
}

Kind = Literal[
    "union", "sector", "organ", "conference", "assembly", "bureau", "board", "committee", "advisory-group",
    "advisory-committee", "study-group", "study-group-period", "working-party", "working-group", "meeting",
    "regional-group", "inter-sector-group", "task-force", "council-working-group", "council-expert-group",
    "expert-group", "regional-office", "area-office", "predecessor",
]  # fmt: skip


def _study_period(value: str) -> str:
    if value and not re.fullmatch(r"\d{4}-\d{4}", value):
        raise ValueError(f"{value!r} is not a study period of the form YYYY-YYYY")
    return value


StudyPeriod = Annotated[str, AfterValidator(_study_period)]


def add_study_period(node: URIRef, period: str, facts: Facts) -> None:
    """Write a study period as printed, and its years."""
    if period:
        first, last = period.split("-")
        facts.add(node, PLEN.studyPeriod, period)
        facts.add_period(node, PartialDate(int(first)), PartialDate(int(last)))


class BodyRow(Row):
    """A body, or (with ``period_of``) one study period of a study group."""

    id: Text
    name: Text
    abbreviation: OptText
    kind: Kind
    former: OptBool
    number: OptText
    study_period: StudyPeriod
    period_of: OptText
    part_of: OptText
    sector: OptText
    start: OptDate
    end: OptDate
    successor: OptText
    city: OptText
    state: OptIso3
    website: OptText
    remark: OptText


class OfficeRow(Row):
    """An elected office."""

    id: Text
    name: Text
    office_of: Text
    sector: OptText
    remark: OptText


class EstablishmentRow(Row):
    """A legal basis of a body; ``basis`` is empty if it is not in the graph."""

    established: Text
    order: OptInt
    text: Text
    basis: Values


class GroupPersonRow(Row):
    """A person who is a chair or vice-chair of a group."""

    id: Text
    name: Text
    alternative_names: Values


class GroupRoleRow(Row):
    """A chair or vice-chair of a group, as a source prints it."""

    id: Text
    body: Text
    body_text: Text
    role: Literal["chair", "vice-chair"]
    person: OptText
    office: OptText
    affiliation: OptText
    state: OptIso3
    state_printed: OptText
    study_period: OptText
    as_of: OptDate
    remark: OptText


def _body(path: str | None) -> URIRef | None:
    return RES[f"body/{path}"] if path else None


def body_label(name: str, abbreviation: str, period: str = "") -> str:
    """Return the label of a study group or of a study period: abbreviation and title, because titles are ambiguous.

    >>> body_label("Security", "ITU-T SG 17"), body_label("Security", "ITU-T SG 17", "2013-2016")
    ('ITU-T SG 17: Security', 'ITU-T SG 17 (2013-2016): Security')
    """
    return f"{abbreviation} ({period}): {name}" if period else f"{abbreviation}: {name}"


def _has_title(row: BodyRow) -> bool:
    """Whether the name is the title of a study group, and not a placeholder for an unknown one."""
    return row.kind in ("study-group", "study-group-period") and not row.name.startswith("ITU-")


def map_body(row: BodyRow, facts: Facts) -> None:
    label, title = row.name, None
    if row.abbreviation and _has_title(row):
        # The title of a study group is that of its last period; the label of a period includes its years.
        label = body_label(row.name, row.abbreviation, row.study_period if row.period_of else "")
        title = row.name
    body = facts.add_entity(RES[f"body/{row.id}"], PLEN[KINDS[row.kind]], label=label, sources=row.source)
    facts.add_text(body, PLEN.title, title)
    facts.add(body, PLEN.abbreviation, row.abbreviation)
    facts.add(body, PLEN.number, row.number)
    facts.add(body, PLEN.formerBody, row.former)
    facts.add(body, PLEN.periodOf, _body(row.period_of))
    facts.add(body, PLEN.partOf, _body(row.part_of))
    facts.add(body, PLEN.sector, _body(row.sector))
    facts.add(body, PLEN.successor, _body(row.successor))
    # Only a period has years: the study group continues after the period that gives its title.
    if row.kind == "study-group-period":
        add_study_period(body, row.study_period, facts)
    else:
        facts.add(body, PLEN.studyPeriod, row.study_period or None)
        facts.add_period(body, row.start, row.end)
    facts.add(body, PLEN.city, row.city)
    facts.add(body, PLEN.officeIn, RES[f"state/{row.state}"] if row.state else None)
    facts.add(body, FOAF.homepage, URIRef(row.website) if row.website else None)
    facts.add(body, PLEN.remark, row.remark)


def map_office(row: OfficeRow, facts: Facts) -> None:
    office = facts.add_entity(RES[f"office/{row.id}"], PLEN.Office, label=row.name, sources=row.source)
    facts.add(office, PLEN.officeOf, _body(row.office_of))
    facts.add(office, PLEN.sector, _body(row.sector))
    facts.add(office, PLEN.remark, row.remark)


def map_establishment(row: EstablishmentRow, facts: Facts) -> None:
    thing = RES[row.established]
    facts.add(thing, PLEN.establishedByText, row.text)
    for basis in row.basis:
        facts.add(thing, PLEN.establishedBy, RES[basis])


def map_person(row: GroupPersonRow, facts: Facts) -> None:
    person = facts.add_entity(RES[f"person/{row.id}"], PLEN.Person, label=row.name, sources=row.source)
    for name in row.alternative_names:
        facts.add_text(person, SKOS.altLabel, name)


def map_group_role(row: GroupRoleRow, facts: Facts) -> None:
    label = f"{row.role} of {row.body_text}"
    role = facts.add_entity(RES[f"group-role/{row.id}"], PLEN.GroupRole, label=label, sources=row.source)
    facts.add(role, PLEN.roleIn, _body(row.body))
    facts.add(role, PLEN.roleName, row.role)
    facts.add(role, PLEN.rolePerson, RES[f"person/{row.person}"] if row.person else None)
    facts.add(role, PLEN.roleOffice, RES[f"office/{row.office}"] if row.office else None)
    facts.add(role, PLEN.roleAffiliation, row.affiliation)
    facts.add(role, PLEN.roleState, RES[f"state/{row.state}"] if row.state else None)
    facts.add(role, PLEN.stateText, row.state_printed)
    facts.add(role, PLEN.studyPeriod, row.study_period)
    facts.add(role, PLEN.listDate, row.as_of)
    facts.add(role, PLEN.remark, row.remark)


TABLES: tuple[Table[Any], ...] = (
    Table("body", BodyRow, map_body),
    Table("office", OfficeRow, map_office),
    Table("establishment", EstablishmentRow, map_establishment),
    Table("person", GroupPersonRow, map_person),
    Table("group_role", GroupRoleRow, map_group_role),
)
