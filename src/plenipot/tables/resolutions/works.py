"""Instruments, versions and abrogations, and texts that are only partly known."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import model_validator
from rdflib import RDF

from plenipot.model.vocabulary import PLEN, RES
from plenipot.tables.facts import Facts
from plenipot.tables.instruments import (
    BaseInstrumentRow,
    BaseVersionRow,
    Code,
    EntityId,
    InstrumentId,
    Kind,
    OptCode,
    OptInstrumentId,
    VersionId,
    add_instrument,
    add_version,
    conference,
    ref,
)
from plenipot.tables.rows import OptText, Row, Text, Values, optional


class ResolutionInstrumentRow(BaseInstrumentRow):
    """A numbered Resolution, Decision or Recommendation of the Plenipotentiary Conference."""

    body: Code
    abrogated_at: OptCode

    @model_validator(mode="after")
    def _abrogated_by_a_conference(self) -> Self:
        if (self.status == "abrogated") != (self.abrogated_at is not None):
            raise ValueError(f"status is {self.status!r}, abrogated_at is {self.abrogated_at!r}")
        return self


def map_instrument(row: ResolutionInstrumentRow, facts: Facts) -> None:
    add_instrument(row, facts)


class ResolutionVersionRow(BaseVersionRow):
    """A version of an instrument, with its version mark."""

    conference: Code
    previous_basis: Annotated[
        Literal["complete chain", "successive conferences", "not revised at PP-18", "earlier known version"] | None,
        optional,
    ]
    other_mark_source: Values


def map_version(row: ResolutionVersionRow, facts: Facts) -> None:
    version = add_version(row, row.label, f"{name_of(row.instrument)} ({row.label})", facts)
    facts.add_sources(version, row.other_mark_source)


SHOWN_BODIES = {"council": "Council"}
"""Display names of bodies whose short name is not their code in capitals."""


def name_of(instrument: str) -> str:
    """Return the name of an instrument from its path.

    >>> name_of("decision/council/482"), name_of("recommendation/itu-t/x.1205")
    ('Council Decision 482', 'ITU-T Recommendation X.1205')
    """
    kind, body, number = instrument.split("/")
    return f"{SHOWN_BODIES.get(body, body.upper())} {kind.capitalize()} {number.upper()}"


class CitedVersionRow(Row):
    """A version that is only known from a citation or from a topic assignment."""

    id: VersionId
    instrument: InstrumentId
    label: Text
    other_mark: Values
    conference: OptCode


def map_cited_version(row: CitedVersionRow, facts: Facts) -> None:
    label = f"{name_of(row.instrument)} ({row.label})"
    version = facts.add_entity(RES[row.id], PLEN.Version, label=label, sources=row.source)
    facts.add(version, PLEN.versionOf, RES[row.instrument])
    facts.add(version, PLEN.versionLabel, row.label)
    facts.add(version, PLEN.status, "known from a citation")
    facts.add(version, PLEN.adoptedAt, conference(row.conference))
    for mark in row.other_mark:
        facts.add(version, PLEN.otherVersionLabel, mark)


class CitedInstrumentRow(Row):
    """An instrument of another body that is only known from a citation."""

    id: InstrumentId
    kind: Kind
    body: OptCode
    conference: OptCode
    number: Text
    label: Text


def map_cited_instrument(row: CitedInstrumentRow, facts: Facts) -> None:
    work = facts.add_entity(RES[row.id], PLEN[row.kind], label=row.label, sources=row.source)
    facts.add(work, PLEN.adoptedBy, RES[f"body/{row.body}"] if row.body else None)
    facts.add(work, PLEN.firstAdoptedAt, conference(row.conference))
    facts.add(work, PLEN.number, row.number)
    facts.add(work, PLEN.status, "known from a citation")


class ExternalTextRow(Row):
    """A text of another organization, or of a kind that is not in the graph otherwise."""

    id: EntityId
    kind: Literal["ExternalText", "WsisOutcome", "WsisActionLine"]
    label: Text


def map_external_text(row: ExternalTextRow, facts: Facts) -> None:
    facts.add_entity(RES[row.id], PLEN[row.kind], label=row.label, sources=row.source)


class AbrogationRow(Row):
    """The abrogation of an instrument by a conference."""

    id: EntityId
    instrument: InstrumentId
    conference: Code


def map_abrogation(row: AbrogationRow, facts: Facts) -> None:
    label = f"Abrogation of {name_of(row.instrument)} at {row.conference.upper()}"
    event = facts.add_entity(RES[row.id], PLEN.Abrogation, label=label, sources=row.source)
    facts.add(event, PLEN.abrogates, RES[row.instrument])
    facts.add(event, PLEN.atConference, conference(row.conference))


class UnnumberedRow(Row):
    """A text whose final number is not known."""

    id: EntityId
    kind: Annotated[Kind | None, optional]
    conference: Code
    working_number: OptText
    action: OptText
    title: OptText
    label: Text


def map_unnumbered(row: UnnumberedRow, facts: Facts) -> None:
    work = facts.add_entity(RES[row.id], PLEN.UnnumberedInstrument, label=row.label, sources=row.source)
    if row.kind is not None:
        facts.add(work, RDF.type, PLEN[row.kind])
    facts.add(work, PLEN.dealtWithAt, conference(row.conference))
    facts.add(work, PLEN.workingNumber, row.working_number)
    facts.add(work, PLEN.reportedAction, row.action)
    facts.add_text(work, PLEN.titleOrSubject, row.title)


class DraftRow(Row):
    """A draft that a conference considered; it is not a version."""

    id: EntityId
    draft_of: OptInstrumentId
    label: Text
    mark: Text
    conference: Code


def map_draft(row: DraftRow, facts: Facts) -> None:
    draft = facts.add_entity(RES[row.id], PLEN.Draft, label=row.label, sources=row.source)
    facts.add(draft, PLEN.draftOf, ref(row.draft_of))
    facts.add(draft, PLEN.versionLabel, row.mark)
    facts.add(draft, PLEN.draftFor, conference(row.conference))
