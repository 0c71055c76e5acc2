"""Claims: what each source says where sources disagree. Every family has them in a table ``conflict`` of its own."""

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
"""The properties of the ontology that can be in dispute, each with what reads a claimed value from its cell."""


class ClaimRow(Row):
    """One of the values that sources give for an attribute of a thing.

    ``attribute`` says in words what is in dispute, ``property`` which property of the ontology that is, if one is;
    ``value_printed`` is the wording of the source where the value was taken out of a longer one.
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
        row: what some sources say.
        facts: gets the triples.
        wording: the property for the words of ``attribute``; without it they name the attribute only where no
            property of the ontology does.
    """
    claim = facts.claim(
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
    """The table of the claims of a family; ``wording`` as in :func:`map_claim`."""
    return Table(name, ClaimRow, partial(map_claim, wording=wording))
