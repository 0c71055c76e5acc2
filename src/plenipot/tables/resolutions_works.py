"""Instruments, their versions, their abrogation, and texts that are known only in part."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import model_validator
from rdflib import RDF

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
from plenipot.vocabulary import PLEN, RES


class InstrumentRow(BaseInstrumentRow):
    """A numbered Resolution, Decision or Recommendation of the Plenipotentiary Conference."""

    body: Code
    abrogated_at: OptCode

    @model_validator(mode="after")
    def _abrogated_by_a_conference(self) -> Self:
        if (self.status == "abrogated") != (self.abrogated_at is not None):
            raise ValueError(f"status is {self.status!r}, abrogated_at is {self.abrogated_at!r}")
        return self


def map_instrument(row: InstrumentRow, facts: Facts) -> None:
    add_instrument(row, facts)


class VersionRow(BaseVersionRow):
    """A version of an instrument, with the mark that it carries."""

    conference: Code
    previous_basis: Annotated[
        Literal["complete chain", "successive conferences", "not revised at PP-18", "earlier known version"] | None,
        optional,
    ]
    other_mark_source: Values


def map_version(row: VersionRow, facts: Facts) -> None:
    version = add_version(row, row.label, f"{name_of(row.instrument)} ({row.label})", facts)
    facts.derived(version, row.other_mark_source)


SHOWN_BODIES = {"council": "Council"}
"""Bodies whose short name is not their code in capitals."""


def name_of(instrument: str) -> str:
    """The name of an instrument, made from its identifier.

    >>> name_of("decision/council/482"), name_of("recommendation/itu-t/x.1205")
    ('Council Decision 482', 'ITU-T Recommendation X.1205')
    """
    kind, body, number = instrument.split("/")
    return f"{SHOWN_BODIES.get(body, body.upper())} {kind.capitalize()} {number.upper()}"


class CitedVersionRow(Row):
    """A version of which only a citation, or a statement about its topic, is known."""

    id: VersionId
    instrument: InstrumentId
    label: Text
    other_mark: Values
    conference: OptCode


def map_cited_version(row: CitedVersionRow, facts: Facts) -> None:
    label = f"{name_of(row.instrument)} ({row.label})"
    version = facts.entity(RES[row.id], PLEN.Version, label=label, sources=row.source)
    facts.add(version, PLEN.versionOf, RES[row.instrument])
    facts.add(version, PLEN.versionLabel, row.label)
    facts.add(version, PLEN.status, "known from a citation")
    facts.add(version, PLEN.adoptedAt, conference(row.conference))
    for mark in row.other_mark:
        facts.add(version, PLEN.otherVersionLabel, mark)


class CitedInstrumentRow(Row):
    """An instrument of another body, of which only a citation is known."""

    id: InstrumentId
    kind: Kind
    body: OptCode
    conference: OptCode
    number: Text
    label: Text


def map_cited_instrument(row: CitedInstrumentRow, facts: Facts) -> None:
    work = facts.entity(RES[row.id], PLEN[row.kind], label=row.label, sources=row.source)
    facts.add(work, PLEN.adoptedBy, RES[f"body/{row.body}"] if row.body else None)
    facts.add(work, PLEN.firstAdoptedAt, conference(row.conference))
    facts.add(work, PLEN.number, row.number)
    facts.add(work, PLEN.status, "known from a citation")


class ExternalTextRow(Row):
    """A text of another organization, or of a kind that the graph does not hold."""

    id: EntityId
    kind: Literal["ExternalText", "WsisOutcome", "WsisActionLine"]
    label: Text


def map_external_text(row: ExternalTextRow, facts: Facts) -> None:
    facts.entity(RES[row.id], PLEN[row.kind], label=row.label, sources=row.source)


class AbrogationRow(Row):
    """An instrument ended by a conference."""

    id: EntityId
    instrument: InstrumentId
    conference: Code


def map_abrogation(row: AbrogationRow, facts: Facts) -> None:
    shown = f"Abrogation of {name_of(row.instrument)} at {row.conference.upper()}"
    event = facts.entity(RES[row.id], PLEN.Abrogation, label=shown, sources=row.source)
    facts.add(event, PLEN.abrogates, RES[row.instrument])
    facts.add(event, PLEN.atConference, conference(row.conference))


class UnnumberedRow(Row):
    """A text of which the final number is not known."""

    id: EntityId
    kind: Annotated[Kind | None, optional]
    conference: Code
    working_number: OptText
    action: OptText
    title: OptText
    label: Text


def map_unnumbered(row: UnnumberedRow, facts: Facts) -> None:
    work = facts.entity(RES[row.id], PLEN.UnnumberedInstrument, label=row.label, sources=row.source)
    if row.kind is not None:
        facts.add(work, RDF.type, PLEN[row.kind])
    facts.add(work, PLEN.dealtWithAt, conference(row.conference))
    facts.add(work, PLEN.workingNumber, row.working_number)
    facts.add(work, PLEN.reportedAction, row.action)
    facts.text(work, PLEN.titleOrSubject, row.title)


class DraftRow(Row):
    """A text that a conference had before it; it is no version."""

    id: EntityId
    draft_of: OptInstrumentId
    label: Text
    mark: Text
    conference: Code


def map_draft(row: DraftRow, facts: Facts) -> None:
    draft = facts.entity(RES[row.id], PLEN.Draft, label=row.label, sources=row.source)
    facts.add(draft, PLEN.draftOf, ref(row.draft_of))
    facts.add(draft, PLEN.versionLabel, row.mark)
    facts.add(draft, PLEN.draftFor, conference(row.conference))
