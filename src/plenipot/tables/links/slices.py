"""Frozen slices of open data: groups of states, names in six languages, coordinates, names of outside concepts."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints
from rdflib import RDFS, SKOS, Namespace, URIRef
from rdflib import Literal as RdfLiteral

from plenipot.model.vocabulary import PLEN, RES
from plenipot.tables.facts import Facts
from plenipot.tables.rows import Bool, Iso3, OptInt, OptText, Row, Table, Text

GEO = Namespace("http://www.w3.org/2003/01/geo/wgs84_pos#")
GroupId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*(/[a-z0-9-]+)?$")]
_KINDS = {
    "region": PLEN.StatisticalRegion,
    "development": PLEN.DevelopmentGroup,
    "income": PLEN.IncomeGroup,
    "membership": PLEN.MembershipGroup,
}
LANGUAGES = ("ar", "en", "es", "fr", "ru", "zh")


class StateGroupRow(Row):
    """A group of states: a statistical region, a development group, an income group, the members of something."""

    id: GroupId
    kind: Literal["region", "development", "income", "membership"]
    name: Text
    abbreviation: OptText
    code: OptText
    broader: OptText
    complete: Bool
    expected: OptInt
    slice: Text
    remark: OptText


def map_group(row: StateGroupRow, facts: Facts) -> None:
    """A group; ``complete`` says whether all its members among our states are listed."""
    group = facts.entity(RES[f"group/{row.id}"], _KINDS[row.kind], row.name, row.source)
    facts.add(group, PLEN.abbreviation, row.abbreviation)
    facts.add(group, PLEN.groupCode, row.code)
    facts.add(group, PLEN.partOfGroup, RES[f"group/{row.broader}"] if row.broader else None)
    facts.add(group, PLEN.memberListComplete, row.complete)
    facts.add(group, PLEN.statedMembers, row.expected)
    facts.add(group, PLEN.fromSlice, RES[f"slice/{row.slice}"])
    facts.add(group, PLEN.remark, row.remark)


class GroupMemberRow(Row):
    """A state in a group."""

    group: GroupId
    state: Iso3
    remark: OptText


def map_group_member(row: GroupMemberRow, facts: Facts) -> None:
    """The state is in the group, and in every group of which that is part."""
    facts.add(RES[f"state/{row.state}"], PLEN.inGroup, RES[f"group/{row.group}"])
    # The sources of the rows of a group are those of its list of members.
    facts.derived(RES[f"group/{row.group}"], row.source)


class GroupConflictRow(Row):
    """What a source says of a membership where another differs."""

    group: GroupId
    state: Iso3
    value: Literal["member", "not a member"]
    followed: Bool
    reason: Text


def map_group_conflict(row: GroupConflictRow, facts: Facts) -> None:
    """A claim about a state in a group."""
    attribute = f"in group {row.group}"
    facts.claim(RES[f"state/{row.state}"], attribute, row.value, row.source, row.followed, row.reason)


class StateNameRow(Row):
    """The name of a state in the six languages of the Union."""

    state: Iso3
    ar: Text
    en: Text
    es: Text
    fr: Text
    ru: Text
    zh: Text


def map_state_name(row: StateNameRow, facts: Facts) -> None:
    """One preferred label in each language; the label of the state stays the one of the United Nations."""
    for language in LANGUAGES:
        facts.text(RES[f"state/{row.state}"], SKOS.prefLabel, getattr(row, language), lang=language)


class CoordinateRow(Row):
    """Where a state lies: one point, to the minute."""

    state: Iso3
    latitude: Annotated[Decimal, Field(ge=-90, le=90)]
    longitude: Annotated[Decimal, Field(ge=-180, le=180)]


def map_coordinate(row: CoordinateRow, facts: Facts) -> None:
    """Latitude and longitude in degrees."""
    facts.add(RES[f"state/{row.state}"], GEO.lat, RdfLiteral(row.latitude))
    facts.add(RES[f"state/{row.state}"], GEO.long, RdfLiteral(row.longitude))


class ExternalLabelRow(Row):
    """What others call a concept of theirs."""

    concept: Annotated[str, StringConstraints(pattern=r"^https?://\S+$")]
    lang: Literal["ar", "en", "es", "fr", "ru", "zh"]
    label: Text


def map_external_label(row: ExternalLabelRow, facts: Facts) -> None:
    """A label of a thing that is not ours."""
    facts.text(URIRef(row.concept), RDFS.label, row.label, lang=row.lang)


def _slice(name: str, model: type[Any], mapper: Any) -> Table[Any]:
    return Table(name, model, mapper, path=f"data/links/slices/{name}.csv")


TABLES: tuple[Table[Any], ...] = (
    _slice("group", StateGroupRow, map_group),
    _slice("group_member", GroupMemberRow, map_group_member),
    _slice("group_conflict", GroupConflictRow, map_group_conflict),
    _slice("state_name", StateNameRow, map_state_name),
    _slice("coordinate", CoordinateRow, map_coordinate),
    _slice("external_label", ExternalLabelRow, map_external_label),
)
