"""Signatures of final acts, declarations in them, and figures that sources give about signings."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import StringConstraints, model_validator
from rdflib import URIRef

from plenipot.model.vocabulary import PLEN, RES
from plenipot.tables.claims import claim_table
from plenipot.tables.facts import Facts
from plenipot.tables.instruments import Code, EntityId
from plenipot.tables.rows import Date, Family, Iso3, OptInt, OptIso3, OptText, Row, Table, Text, Values, optional

Status = Literal[
    "signed at the conference",
    "did not sign at the conference",
    "announced that it would not sign",
    "disagreed with the treaty",
]
OptEntityId = Annotated[EntityId | None, optional]
DeclarationId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+/\d+$")]
SIGNED, WITHHELD = "signed at the conference", "did not sign at the conference"


class SignatureRow(Row):
    """The status of a State, or of a group of States, at a signing."""

    id: EntityId
    conference: Code
    text: Values
    state: OptIso3
    group: OptEntityId
    name_printed: Text
    status: Status
    date: Date
    plenipotentiaries: OptText
    remark: OptText

    @model_validator(mode="after")
    def _one_signatory(self) -> SignatureRow:
        if (self.state is None) == (self.group is None):
            raise ValueError("either state or group is filled")
        return self


def map_signature(row: SignatureRow, facts: Facts) -> None:
    label = f"{row.name_printed} at the signing of {row.conference.upper()}: {row.status}"
    node = facts.add_entity(RES[f"signature/{row.id}"], PLEN.Signature, label, row.source)
    facts.add(node, PLEN.signedAt, RES[f"conference/{row.conference}"])
    for text in row.text:
        facts.add(node, PLEN.signedText, RES[text])
    facts.add(node, PLEN.signatoryText, row.name_printed)
    facts.add(node, PLEN.signatureStatus, row.status)
    if row.group is not None:
        facts.add(node, PLEN.signatoryGroup, RES[row.group])
    if row.state is not None:
        _signatory(node, row.status, RES[f"state/{row.state}"], facts)
    facts.add_date(node, row.date)
    facts.add(node, PLEN.plenipotentiariesText, row.plenipotentiaries)
    facts.add(node, PLEN.remark, row.remark)


def _signatory(node: URIRef, status: str, state: URIRef, facts: Facts) -> None:
    # An announcement or a disagreement implies neither a signature nor a refusal.
    facts.add(node, PLEN.signatory, state)
    if status == SIGNED:
        facts.add(node, PLEN.signedBy, state)
    if status == WITHHELD:
        facts.add(node, PLEN.withheldBy, state)


class DeclarationRow(Row):
    """A numbered declaration in the final acts of a conference."""

    id: DeclarationId
    conference: Code
    number: Text
    language: Text


def map_declaration(row: DeclarationRow, facts: Facts) -> None:
    label = f"{row.conference.upper()} declaration {row.number}"
    node = facts.add_entity(RES[f"declaration/{row.id}"], PLEN.Declaration, label, row.source)
    facts.add(node, PLEN.declaredAt, RES[f"conference/{row.conference}"])
    facts.add(node, PLEN.number, row.number)
    facts.add(node, PLEN.originalLanguage, row.language)


class DeclarantRow(Row):
    """A State that made a declaration, alone or jointly."""

    declaration: DeclarationId
    state: Iso3
    name_printed: Text


def map_declarant(row: DeclarantRow, facts: Facts) -> None:
    node = RES[f"declaration/{row.declaration}"]
    facts.add(node, PLEN.declarant, RES[f"state/{row.state}"])
    facts.add(node, PLEN.declarantText, row.name_printed)
    facts.add_sources(node, row.source)


class SignatureFigureRow(Row):
    """A figure or a day that sources print about a conference; ``value`` is empty if it is not a number."""

    id: EntityId
    conference: Code
    what: Text
    value: OptInt
    value_printed: Text
    qualifier: OptText
    date: Date


def map_figure(row: SignatureFigureRow, facts: Facts) -> None:
    label = f"{row.conference.upper()}, {row.what}: {row.value_printed}"
    node = facts.add_entity(RES[f"figure/{row.id}"], PLEN.Figure, label, row.source)
    facts.add(node, PLEN.figureOf, RES[f"conference/{row.conference}"])
    facts.add(node, PLEN.figureName, row.what)
    facts.add(node, PLEN.figureValue, row.value)
    facts.add(node, PLEN.figureText, row.value_printed)
    facts.add(node, PLEN.figureQualifier, row.qualifier)
    facts.add_date(node, row.date)


FAMILY = Family(
    "signatures",
    tables=(
        Table("signature", SignatureRow, map_signature),
        Table("declaration", DeclarationRow, map_declaration),
        Table("declarant", DeclarantRow, map_declarant),
        Table("figure", SignatureFigureRow, map_figure),
        claim_table(),
    ),
)
