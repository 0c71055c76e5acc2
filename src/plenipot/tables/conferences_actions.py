"""Who took the chair, what a conference did, and where sources disagree about it."""

from __future__ import annotations

from typing import Any, Literal

from plenipot.tables.claims import claim_table
from plenipot.tables.facts import Facts
from plenipot.tables.rows import Date, OptBool, OptIso3, OptText, Row, Table, Text, Values
from plenipot.vocabulary import PLEN, RES

Relation = Literal["adopted", "revised", "amended", "replaced", "established", "convened", "called-for", "elected-term"]

# relation -> class of the action, property from the action to what it concerns
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


class ChairRow(Row):
    """A person, or only a State, in the chair or vice-chair of a conference or session of the Council."""

    id: Text
    conference: Text
    role: Literal["chair", "acting-chair", "designated-chair", "vice-chair"]
    person: OptText
    person_name: OptText
    printed: Text
    state: OptIso3
    remark: OptText


class ActionRow(Row):
    """What a conference did to a treaty, a body, a term or a later conference.

    ``object`` holds paths such as ``treaty/conv-1865``; it is empty where nothing in the graph clearly has the name.
    """

    id: Text
    conference: Text
    relation: Relation
    object: Values
    object_printed: Text
    partial: OptBool
    date: Date
    remark: OptText


def map_chair(row: ChairRow, facts: Facts) -> None:
    """A chairmanship is a node, for its own source; the person is typed and named only."""
    conference = RES[f"conference/{row.conference}"]
    c = facts.entity(
        RES[f"chairmanship/{row.id}"],
        PLEN.Chairmanship,
        label=f"{row.person_name or row.printed}, {row.role.replace('-', ' ')} of {row.conference.upper()}",
        sources=row.source,
    )
    facts.add(conference, PLEN[ROLES[row.role]], c)
    if row.person and row.person_name:
        person = facts.entity(RES[f"person/{row.person}"], PLEN.Person, label=row.person_name)
        facts.add(c, PLEN.chairmanshipHolder, person)
    facts.add(c, PLEN.chairName, row.printed)
    facts.add(c, PLEN.chairState, RES[f"state/{row.state}"] if row.state else None)
    facts.add(c, PLEN.chairRole, row.role)
    facts.add(c, PLEN.remark, row.remark)


def map_action(row: ActionRow, facts: Facts) -> None:
    """The action, tied to the conference and to what it concerns; the direct relation is derived from both."""
    kind, predicate = ACTIONS[row.relation]
    a = facts.entity(
        RES[f"action/{row.id}"],
        PLEN[kind],
        label=f"{row.conference.upper()} {row.relation.replace('-', ' ')}: {row.object_printed}",
        sources=row.source,
    )
    facts.add(a, PLEN.actionAt, RES[f"conference/{row.conference}"])
    for path in row.object:
        facts.add(a, PLEN[predicate], RES[path])
    facts.add(a, PLEN.actionObjectText, row.object_printed)
    facts.add(a, PLEN.inPart, row.partial)
    facts.on(a, row.date)
    facts.add(a, PLEN.remark, row.remark)


TABLES: tuple[Table[Any], ...] = (
    Table("chair", ChairRow, map_chair),
    Table("action", ActionRow, map_action),
    claim_table(),
)
