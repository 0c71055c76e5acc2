"""Snapshots of open data: groups of States, names in six languages, coordinates, labels of external concepts."""

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
    """A group of States, such as a statistical region, an income group or an organization's members."""

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
    """Write a group; ``complete`` says whether the data have all its members that are in the graph."""
    group = facts.add_entity(RES[f"group/{row.id}"], _KINDS[row.kind], row.name, row.source)
    facts.add(group, PLEN.abbreviation, row.abbreviation)
    facts.add(group, PLEN.groupCode, row.code)
    facts.add(group, PLEN.partOfGroup, RES[f"group/{row.broader}"] if row.broader else None)
    facts.add(group, PLEN.memberListComplete, row.complete)
    facts.add(group, PLEN.statedMembers, row.expected)
    facts.add(group, PLEN.fromSlice, RES[f"slice/{row.slice}"])
    facts.add(group, PLEN.remark, row.remark)


class GroupMemberRow(Row):
    """A State that belongs to a group."""

    group: GroupId
    state: Iso3
    remark: OptText


def map_group_member(row: GroupMemberRow, facts: Facts) -> None:
    """Write the membership in the group, and in every group that contains it."""
    facts.add(RES[f"state/{row.state}"], PLEN.inGroup, RES[f"group/{row.group}"])
    # The sources of a member row are the sources of the member list of the group.
    facts.add_sources(RES[f"group/{row.group}"], row.source)


class GroupConflictRow(Row):
    """A claim of a source about a disputed membership."""

    group: GroupId
    state: Iso3
    value: Literal["member", "not a member"]
    followed: Bool
    reason: Text


def map_group_conflict(row: GroupConflictRow, facts: Facts) -> None:
    """Write a claim about the membership of a State in a group."""
    attribute = f"in group {row.group}"
    facts.add_claim(RES[f"state/{row.state}"], attribute, row.value, row.source, row.followed, row.reason)


class StateNameRow(Row):
    """The names of a State in the six languages of the Union."""

    state: Iso3
    ar: Text
    en: Text
    es: Text
    fr: Text
    ru: Text
    zh: Text


def map_state_name(row: StateNameRow, facts: Facts) -> None:
    """Write a ``skos:prefLabel`` per language; ``rdfs:label`` remains the name used by the United Nations."""
    for language in LANGUAGES:
        facts.add_text(RES[f"state/{row.state}"], SKOS.prefLabel, getattr(row, language), lang=language)


class CoordinateRow(Row):
    """One point in a State, with a precision of one minute of arc."""

    state: Iso3
    latitude: Annotated[Decimal, Field(ge=-90, le=90)]
    longitude: Annotated[Decimal, Field(ge=-180, le=180)]


def map_coordinate(row: CoordinateRow, facts: Facts) -> None:
    """Write latitude and longitude in degrees (WGS 84)."""
    facts.add(RES[f"state/{row.state}"], GEO.lat, RdfLiteral(row.latitude))
    facts.add(RES[f"state/{row.state}"], GEO.long, RdfLiteral(row.longitude))


class ExternalLabelRow(Row):
    """The label of an external concept."""

    concept: Annotated[str, StringConstraints(pattern=r"^https?://\S+$")]
    lang: Literal["ar", "en", "es", "fr", "ru", "zh"]
    label: Text


def map_external_label(row: ExternalLabelRow, facts: Facts) -> None:
    """Write the label of an external concept."""
    facts.add_text(URIRef(row.concept), RDFS.label, row.label, lang=row.lang)


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
