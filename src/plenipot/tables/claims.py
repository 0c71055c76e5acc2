"""Claims: the values of each source where sources disagree. Families have them in a table ``conflict``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from pydantic import ValidationInfo, field_validator
from rdflib import URIRef

from plenipot.model.dates import PartialDate
from plenipot.model.vocabulary import PLEN, RES
from plenipot.tables.facts import Facts, Value
from plenipot.tables.instruments import EntityId
from plenipot.tables.rows import Bool, OptText, Row, Table, Text, parse_boolean


def _number(value: str) -> int:
    if not value.isdecimal():
        raise ValueError(f"{value!r} is not a number")
    return int(value)


READERS: Mapping[str, Callable[[str], Value]] = {
    "start": PartialDate.parse,
    "end": PartialDate.parse,
    "seats": _number,
    "votes": _number,
    "majorityRequired": _number,
    "figureValue": _number,
    "inForce": parse_boolean,
    "addressee": str,
    "cites": str,
    "city": str,
    "clauseOf": str,
    "facilitatorRole": str,
    "number": str,
    "participants": str,
    "signatureStatus": str,
    "title": str,
    "versionLabel": str,
}
"""Parsers of claimed values, by local name of the disputed ontology property."""


class ClaimRow(Row):
    """One of the values that sources give for an attribute of a thing.

    ``attribute`` names the disputed attribute in words, and ``property`` the ontology property, if there is one;
    ``value_printed`` is the wording of the source if the value is only a part of it.
    """

    subject: EntityId
    attribute: Text
    property: OptText
    value: Text
    value_printed: OptText
    followed: Bool
    reason: Text

    @field_validator("property")
    @classmethod
    def _can_be_disputed(cls, name: str | None) -> str | None:
        if name is not None and name not in READERS:
            raise ValueError(f"{name!r} is none of {', '.join(READERS)}")
        return name

    @field_validator("value")
    @classmethod
    def _has_the_type_of_the_property(cls, value: str, info: ValidationInfo) -> str:
        if name := info.data.get("property"):
            READERS[name](value)
        return value


def map_claim(row: ClaimRow, facts: Facts, wording: URIRef | None = None) -> None:
    """Write a row as a ``plen:Claim`` whose value has the type of the disputed property.

    Args:
        row: the claim.
        facts: collects the triples.
        wording: the property that gets the text of ``attribute``; without it, the text is only the name of an
            attribute without ontology property.
    """
    claim = facts.add_claim(
        subject=RES[row.subject],
        attribute=PLEN[row.property] if row.property else row.attribute,
        value=READERS[row.property](row.value) if row.property else row.value,
        sources=row.source,
        followed=row.followed,
        reason=row.reason,
    )
    if wording is not None:
        facts.add(claim, wording, row.attribute)
    facts.add(claim, PLEN.valueAsPrinted, row.value_printed)


def claim_table(name: str = "conflict", wording: URIRef | None = None) -> Table[ClaimRow]:
    """Make the table of claims of a family; ``wording`` as in :func:`map_claim`."""
    return Table(name, ClaimRow, partial(map_claim, wording=wording))
