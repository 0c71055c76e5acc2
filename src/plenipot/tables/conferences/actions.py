"""Chairs and actions of conferences."""

from __future__ import annotations

from typing import Any, Literal

from plenipot.model.vocabulary import PLEN, RES
from plenipot.tables.claims import claim_table
from plenipot.tables.facts import Facts
from plenipot.tables.rows import Date, OptBool, OptIso3, OptText, Row, Table, Text, Values

Relation = Literal["adopted", "revised", "amended", "replaced", "established", "convened", "called-for", "elected-term"]

# relation -> class of the action, property from the action to its object
ACTIONS = {
    "adopted": ("Adoption", "adopts"),
    "revised": ("Revision", "revisesTreaty"),
    "amended": ("Amendment", "amendsTreaty"),
    "replaced": ("Replacement", "replacesTreaty"),
    "established": ("Establishment", "establishes"),
    "convened": ("Convocation", "convenes"),
    "called-for": ("Call", "callsFor"),
    "elected-term": ("TermElection", "electsMembersOf"),
}

# role -> property from the conference to the chairmanship
ROLES = {
    "chair": "hasChairmanship",
    "acting-chair": "hasActingChairmanship",
    "designated-chair": "hasDesignatedChairmanship",
    "vice-chair": "hasViceChairmanship",
}


class ChairOfConferenceRow(Row):
    """A chair or vice-chair of a conference or Council session: a person, or only a State."""

    id: Text
    conference: Text
    role: Literal["chair", "acting-chair", "designated-chair", "vice-chair"]
    person: OptText
    person_name: OptText
    printed: Text
    state: OptIso3
    remark: OptText


class ActionRow(Row):
    """An action of a conference on a treaty, a body, a term or a later conference.

    ``object`` has paths such as ``treaty/conv-1865``; it is empty if no thing in the graph clearly matches.
    """

    id: Text
    conference: Text
    relation: Relation
    object: Values
    object_printed: Text
    partial: OptBool
    date: Date
    remark: OptText


def map_chair(row: ChairOfConferenceRow, facts: Facts) -> None:
    """Write a chairmanship as a node with its own sources; the person gets only a class and a label."""
    conference = RES[f"conference/{row.conference}"]
    chairmanship = facts.add_entity(
        RES[f"chairmanship/{row.id}"],
        PLEN.Chairmanship,
        label=f"{row.person_name or row.printed}, {row.role.replace('-', ' ')} of {row.conference.upper()}",
        sources=row.source,
    )
    facts.add(conference, PLEN[ROLES[row.role]], chairmanship)
    if row.person and row.person_name:
        person = facts.add_entity(RES[f"person/{row.person}"], PLEN.Person, label=row.person_name)
        facts.add(chairmanship, PLEN.chairmanshipHolder, person)
    facts.add(chairmanship, PLEN.chairName, row.printed)
    facts.add(chairmanship, PLEN.chairState, RES[f"state/{row.state}"] if row.state else None)
    facts.add(chairmanship, PLEN.chairRole, row.role)
    facts.add(chairmanship, PLEN.remark, row.remark)


def map_action(row: ActionRow, facts: Facts) -> None:
    """Write the action with its conference and object; the reasoner derives the direct relation between the two."""
    kind, predicate = ACTIONS[row.relation]
    action = facts.add_entity(
        RES[f"action/{row.id}"],
        PLEN[kind],
        label=f"{row.conference.upper()} {row.relation.replace('-', ' ')}: {row.object_printed}",
        sources=row.source,
    )
    facts.add(action, PLEN.actionAt, RES[f"conference/{row.conference}"])
    for path in row.object:
        facts.add(action, PLEN[predicate], RES[path])
    facts.add(action, PLEN.actionObjectText, row.object_printed)
    facts.add(action, PLEN.inPart, row.partial)
    facts.add_date(action, row.date)
    facts.add(action, PLEN.remark, row.remark)


TABLES: tuple[Table[Any], ...] = (
    Table("chair", ChairOfConferenceRow, map_chair),
    Table("action", ActionRow, map_action),
    claim_table(),
)
