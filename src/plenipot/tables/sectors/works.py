"""Instruments of the assemblies, conferences and forums, their versions, and lists of those in force."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import model_validator
from rdflib import XSD
from rdflib import Literal as Term

from plenipot.model.vocabulary import PLEN, RES
from plenipot.tables.facts import Facts
from plenipot.tables.instruments import (
    BaseInstrumentRow,
    BaseVersionRow,
    Code,
    EntityId,
    InstrumentId,
    OptEntityId,
    add_instrument,
    add_version,
    conference,
    ref,
)
from plenipot.tables.rows import OptInt, OptText, Row, Text, Values, optional

Basis = Annotated[
    Literal["heading", "quoted", "list", "catalogue", "cited", "title of the draft"] | None,
    optional,
]
OptPreviousBasis = Annotated[
    Literal["complete chain", "successive revision numbers", "successive conferences", "earlier known version"] | None,
    optional,
]


class SectorInstrumentRow(BaseInstrumentRow):
    """A Resolution, Decision or Opinion of a body other than the Plenipotentiary Conference."""

    title_basis: Basis
    title_listing: OptEntityId
    subject: OptText
    catalogue_versions: OptInt
    remark: OptText

    @model_validator(mode="after")
    def _only_a_chain_has_a_latest_version(self) -> Self:
        if (self.latest_version is None) != (self.revision_chain == "none"):
            raise ValueError(f"the chain is {self.revision_chain!r}, the latest version {self.latest_version!r}")
        return self


def map_instrument(row: SectorInstrumentRow, facts: Facts) -> None:
    work = add_instrument(row, facts)
    facts.add(work, PLEN.titleListing, ref(row.title_listing))
    facts.add(work, PLEN.aboutSubject, row.subject)
    facts.add(work, PLEN.catalogueVersions, row.catalogue_versions)
    facts.add(work, PLEN.remark, row.remark)


class SectorVersionRow(BaseVersionRow):
    """A version, with its version mark or catalogue number."""

    mark: Text
    status: Annotated[Literal["known from a citation"] | None, optional]
    title_basis: Basis
    previous_basis: OptPreviousBasis
    url: OptText
    remark: OptText


def map_version(row: SectorVersionRow, facts: Facts) -> None:
    version = add_version(row, row.mark, row.label, facts)
    facts.add(version, PLEN.status, row.status)
    facts.add(version, PLEN.documentUrl, Term(row.url, datatype=XSD.anyURI) if row.url else None)
    facts.add(version, PLEN.remark, row.remark)


class ListingRow(Row):
    """An entry in a list of instruments in force after a conference; the list has no versions."""

    id: EntityId
    instrument: InstrumentId
    conference: Code
    label: Text
    title: OptText
    title_basis: Basis
    title_source: Values


def map_listing(row: ListingRow, facts: Facts) -> None:
    listing = facts.add_entity(RES[row.id], PLEN.Listing, label=row.label, sources=row.source)
    facts.add(listing, PLEN.listedInstrument, RES[row.instrument])
    facts.add(listing, PLEN.listedAfter, conference(row.conference))
    facts.add_text(listing, PLEN.title, row.title)
    facts.add(listing, PLEN.titleBasis, row.title_basis)


class SectorFigureRow(Row):
    """A number that a source gives about a conference."""

    id: EntityId
    conference: Code
    name: Text
    value: int


def map_figure(row: SectorFigureRow, facts: Facts) -> None:
    label = f"{row.name} at {row.conference.upper()}: {row.value}"
    figure = facts.add_entity(RES[row.id], PLEN.Figure, label=label, sources=row.source)
    facts.add(figure, PLEN.figureOf, conference(row.conference))
    facts.add(figure, PLEN.figureName, row.name)
    facts.add(figure, PLEN.figureValue, row.value)
    facts.add(figure, PLEN.figureText, str(row.value))
