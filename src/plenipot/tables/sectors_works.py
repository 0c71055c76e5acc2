"""Instruments of the assemblies, conferences and forums, their versions, and the lists that print them."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, model_validator
from rdflib import RDFS, XSD
from rdflib import Literal as Term

from plenipot.tables.facts import Facts
from plenipot.tables.resolutions_works import (
    Code,
    EntityId,
    InstrumentId,
    Kind,
    OptCode,
    OptVersionId,
    VersionId,
    conference,
    optional,
    ref,
)
from plenipot.tables.rows import OptInt, OptText, Row, Text, Values
from plenipot.vocabulary import PLEN, RES

Basis = Annotated[
    Literal["heading", "quoted", "list", "catalogue", "cited", "title of the draft"] | None,
    BeforeValidator(lambda value: None if value == "" else value),
]
OptEntityId = Annotated[EntityId | None, optional]
OptPreviousBasis = Annotated[
    Literal["complete chain", "successive revision numbers", "successive conferences", "earlier known version"] | None,
    optional,
]


class InstrumentRow(Row):
    """A Resolution, Decision or Opinion of another body than the Plenipotentiary Conference."""

    id: InstrumentId
    kind: Kind
    body: OptCode
    number: Text
    label: Text
    title: OptText
    title_basis: Basis
    title_version: OptVersionId
    title_listing: OptEntityId
    subject: OptText
    first_adopted_at: OptCode
    latest_version: OptVersionId
    revision_chain: Literal["complete", "partial", "none"]
    catalogue_versions: OptInt
    status: Text
    remark: OptText

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        if (self.title is None) != (self.title_basis is None):
            raise ValueError("a title has a basis, and only a title has one")
        for version in (self.title_version, self.latest_version):
            if version is not None and not version.startswith(self.id + "/"):
                raise ValueError(f"{version} is not a version of {self.id}")
        if (self.latest_version is None) != (self.revision_chain == "none"):
            raise ValueError(f"the chain is {self.revision_chain!r}, the latest version {self.latest_version!r}")
        return self


def map_instrument(row: InstrumentRow, facts: Facts) -> None:
    work = facts.entity(RES[row.id], PLEN[row.kind], label=row.label, sources=row.source)
    facts.add(work, PLEN.adoptedBy, ref(f"body/{row.body}" if row.body else None))
    facts.add(work, PLEN.number, row.number)
    facts.text(work, PLEN.title, row.title)
    facts.add(work, PLEN.titleBasis, row.title_basis)
    facts.add(work, PLEN.titleVersion, ref(row.title_version))
    facts.add(work, PLEN.titleListing, ref(row.title_listing))
    facts.add(work, PLEN.aboutSubject, row.subject)
    facts.add(work, PLEN.firstAdoptedAt, conference(row.first_adopted_at))
    facts.add(work, PLEN.latestKnownVersion, ref(row.latest_version))
    facts.add(work, PLEN.revisionChain, row.revision_chain)
    facts.add(work, PLEN.catalogueVersions, row.catalogue_versions)
    facts.add(work, PLEN.status, row.status)
    facts.add(work, PLEN.remark, row.remark)


class VersionRow(Row):
    """A version, with the mark or the catalogue number that it carries."""

    id: VersionId
    instrument: InstrumentId
    mark: Text
    label: Text
    conference: OptCode
    action: Literal["adopted", "revised", "text"]
    status: Annotated[Literal["known from a citation"] | None, optional]
    title: OptText
    title_basis: Basis
    title_source: Values
    previous: OptVersionId
    previous_basis: OptPreviousBasis
    other_mark: Values
    url: OptText
    remark: OptText

    @model_validator(mode="after")
    def _belongs(self) -> Self:
        for version in (self.id, self.previous):
            if version is not None and not version.startswith(self.instrument + "/"):
                raise ValueError(f"{version} is not a version of {self.instrument}")
        if (self.previous is None) != (self.previous_basis is None):
            raise ValueError("previous and previous_basis go together")
        return self


def map_version(row: VersionRow, facts: Facts) -> None:
    version = facts.entity(RES[row.id], PLEN.Version, label=row.label, sources=row.source)
    facts.add(version, PLEN.versionOf, RES[row.instrument])
    facts.add(version, PLEN.versionLabel, row.mark)
    facts.add(version, PLEN.adoptedAt, conference(row.conference))
    facts.add(version, PLEN.versionAction, row.action)
    facts.add(version, PLEN.status, row.status)
    facts.text(version, PLEN.title, row.title)
    facts.add(version, PLEN.titleBasis, row.title_basis)
    for key in row.title_source:
        facts.add(version, PLEN.titleSource, RES[f"source/{key}"])
    if row.previous is not None:
        # Only where no version can lie between the two does the later one revise the earlier one.
        surely = row.previous_basis != "earlier known version"
        facts.add(version, PLEN.revises if surely else PLEN.laterVersionOf, RES[row.previous])
        facts.add(version, PLEN.previousBasis, row.previous_basis)
    for mark in row.other_mark:
        facts.add(version, PLEN.otherVersionLabel, mark)
    facts.add(version, PLEN.documentUrl, Term(row.url, datatype=XSD.anyURI) if row.url else None)
    facts.add(version, PLEN.remark, row.remark)


class ListingRow(Row):
    """An instrument in a list of those in force after a conference; the list shows no version."""

    id: EntityId
    instrument: InstrumentId
    conference: Code
    label: Text
    title: OptText
    title_basis: Basis
    title_source: Values


def map_listing(row: ListingRow, facts: Facts) -> None:
    listing = facts.entity(RES[row.id], PLEN.Listing, label=row.label, sources=row.source)
    facts.add(listing, PLEN.listedInstrument, RES[row.instrument])
    facts.add(listing, PLEN.listedAfter, conference(row.conference))
    facts.text(listing, PLEN.title, row.title)
    facts.add(listing, PLEN.titleBasis, row.title_basis)


class FigureRow(Row):
    """A number that a source gives about a conference."""

    id: EntityId
    conference: Code
    name: Text
    value: int


def map_figure(row: FigureRow, facts: Facts) -> None:
    shown = f"{row.name} at {row.conference.upper()}: {row.value}"
    figure = facts.entity(RES[row.id], PLEN.Figure, label=shown, sources=row.source)
    facts.add(figure, PLEN.figureOf, conference(row.conference))
    facts.add(figure, PLEN.figureName, row.name)
    facts.add(figure, PLEN.figureValue, row.value)
    facts.add(figure, PLEN.figureText, str(row.value))


class ConflictRow(Row):
    """One of the values on which sources disagree."""

    entity: EntityId
    attribute: Literal["title", "versionLabel", "facilitatorRole"]
    about: Text
    value: Text
    followed: Literal["yes", "no"]
    reason: Text


def map_conflict(row: ConflictRow, facts: Facts) -> None:
    claim = facts.claim(
        subject=RES[row.entity], attribute=PLEN[row.attribute], value=row.value, sources=row.source,
        followed=row.followed == "yes", reason=row.reason,
    )  # fmt: skip
    facts.add(claim, RDFS.comment, row.about)
