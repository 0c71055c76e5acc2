"""Instruments, their versions, their abrogation, and texts that are known only in part."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, StringConstraints, model_validator
from rdflib import RDF, RDFS, URIRef

from plenipot.tables.facts import Facts
from plenipot.tables.rows import Keys, OptText, Row, Text, Values
from plenipot.vocabulary import PLEN, RES

KINDS = "resolution|decision|recommendation|opinion"

optional = BeforeValidator(lambda value: None if value == "" else value)
"""Makes an empty cell a missing value."""

# The number of a Recommendation of a Sector keeps its points: E.164.1 and E.164-1 would not be told apart.
InstrumentId = Annotated[str, StringConstraints(pattern=rf"^({KINDS})/[a-z0-9-]+/[a-z0-9.-]+$")]
VersionId = Annotated[str, StringConstraints(pattern=rf"^({KINDS})/[a-z0-9-]+/[a-z0-9.-]+/[a-z0-9-]+$")]
EntityId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*(/[a-z0-9.-]+)+$")]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+$")]
OptVersionId = Annotated[VersionId | None, optional]
OptInstrumentId = Annotated[InstrumentId | None, optional]
OptCode = Annotated[Code | None, optional]
Kind = Literal["Resolution", "Decision", "Recommendation", "Opinion"]

WORLD_HEALTH_OR_UN = ("resolution/unga/", "resolution/wha/")


def ref(path: str | None) -> URIRef | None:
    """The IRI of an instance, or nothing."""
    return RES[path] if path else None


def conference(code: str | None) -> URIRef | None:
    """The IRI of a conference, or nothing."""
    return RES[f"conference/{code}"] if code else None


class InstrumentRow(Row):
    """A numbered Resolution, Decision or Recommendation of the Plenipotentiary Conference."""

    id: InstrumentId
    kind: Kind
    body: Code
    number: Text
    label: Text
    title: OptText
    title_version: OptVersionId
    title_basis: OptText
    first_adopted_at: OptCode
    latest_version: OptVersionId
    revision_chain: Literal["complete", "partial", "none"]
    status: Text
    abrogated_at: OptCode

    @model_validator(mode="after")
    def _agrees(self) -> InstrumentRow:
        if (self.status == "abrogated") != (self.abrogated_at is not None):
            raise ValueError(f"status is {self.status!r}, abrogated_at is {self.abrogated_at!r}")
        if (self.title is None) != (self.title_basis is None):
            raise ValueError("a title has a basis, and only a title has one")
        return self


def shown_title(title: str | None, basis: str | None) -> str | None:
    """A title, with an ellipsis where the source cuts it off.

    >>> shown_title("ITU Journal:", "heading (cut)"), shown_title("ITU Telecom events", "heading")
    ('ITU Journal: …', 'ITU Telecom events')
    """
    return f"{title} …" if title and basis and "(cut)" in basis else title


def map_instrument(row: InstrumentRow, facts: Facts) -> None:
    work = facts.entity(RES[row.id], PLEN[row.kind], label=row.label, sources=row.source)
    facts.add(work, PLEN.adoptedBy, RES[f"body/{row.body}"])
    facts.add(work, PLEN.number, row.number)
    facts.text(work, PLEN.title, shown_title(row.title, row.title_basis))
    facts.add(work, PLEN.titleBasis, row.title_basis)
    facts.add(work, PLEN.titleVersion, ref(row.title_version))
    facts.add(work, PLEN.firstAdoptedAt, conference(row.first_adopted_at))
    facts.add(work, PLEN.latestKnownVersion, ref(row.latest_version))
    facts.add(work, PLEN.revisionChain, row.revision_chain)
    facts.add(work, PLEN.status, row.status)


class VersionRow(Row):
    """A version of an instrument, with the mark that it carries."""

    id: VersionId
    instrument: InstrumentId
    label: Text
    conference: Code
    action: Literal["adopted", "revised", "text"]
    title: OptText
    title_basis: OptText
    title_source: Values
    previous: OptVersionId
    previous_basis: Annotated[
        Literal["complete chain", "successive conferences", "not revised at PP-18", "earlier known version"] | None,
        optional,
    ]
    other_mark: Values
    other_mark_source: Values

    @model_validator(mode="after")
    def _belongs(self) -> VersionRow:
        for version in (self.id, self.previous):
            if version is not None and not version.startswith(self.instrument + "/"):
                raise ValueError(f"{version} is not a version of {self.instrument}")
        if (self.previous is None) != (self.previous_basis is None):
            raise ValueError("previous and previous_basis go together")
        return self


def map_version(row: VersionRow, facts: Facts) -> None:
    version = _version(row.id, row.instrument, row.label, row.source, facts)
    facts.add(version, PLEN.adoptedAt, conference(row.conference))
    facts.add(version, PLEN.versionAction, row.action)
    facts.text(version, PLEN.title, shown_title(row.title, row.title_basis))
    facts.add(version, PLEN.titleBasis, row.title_basis)
    for key in row.title_source:
        facts.add(version, PLEN.titleSource, RES[f"source/{key}"])
    _previous(version, row, facts)
    for mark in row.other_mark:
        facts.add(version, PLEN.otherVersionLabel, mark)
    facts.derived(version, row.other_mark_source)


def _previous(version: URIRef, row: VersionRow, facts: Facts) -> None:
    """A version revises the one before it only where no version can lie between the two."""
    if row.previous is not None:
        surely = row.previous_basis != "earlier known version"
        facts.add(version, PLEN.revises if surely else PLEN.laterVersionOf, RES[row.previous])
        facts.add(version, PLEN.previousBasis, row.previous_basis)


def _version(path: str, instrument: str, mark: str, source: Keys, facts: Facts) -> URIRef:
    kind, body, number = instrument.split("/")
    shown = f"{SHOWN_BODIES.get(body, body.upper())} {kind.capitalize()} {number.upper()} ({mark})"
    version = facts.entity(RES[path], PLEN.Version, label=shown, sources=source)
    facts.add(version, PLEN.versionOf, RES[instrument])
    facts.add(version, PLEN.versionLabel, mark)
    return version


SHOWN_BODIES = {"council": "Council"}
"""Bodies whose short name is not their code in capitals."""


class CitedVersionRow(Row):
    """A version of which only a citation, or a statement about its topic, is known."""

    id: VersionId
    instrument: InstrumentId
    label: Text
    other_mark: Values
    conference: OptCode


def map_cited_version(row: CitedVersionRow, facts: Facts) -> None:
    version = _version(row.id, row.instrument, row.label, row.source, facts)
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
    shown = f"Abrogation of {_name(row.instrument)} at {row.conference.upper()}"
    event = facts.entity(RES[row.id], PLEN.Abrogation, label=shown, sources=row.source)
    facts.add(event, PLEN.abrogates, RES[row.instrument])
    facts.add(event, PLEN.atConference, conference(row.conference))


def _name(instrument: str) -> str:
    kind, body, number = instrument.split("/")
    return f"{SHOWN_BODIES.get(body, body.upper())} {kind.capitalize()} {number}"


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


ATTRIBUTES = {"title": PLEN.title, "versionLabel": PLEN.versionLabel, "number": PLEN.number}


class ConflictRow(Row):
    """One of the values on which sources disagree."""

    entity: EntityId
    attribute: Literal["title", "versionLabel", "number"]
    about: Text
    value: Text
    followed: Literal["yes", "no"]
    reason: OptText


def map_conflict(row: ConflictRow, facts: Facts) -> None:
    claim = facts.claim(
        subject=RES[row.entity], attribute=ATTRIBUTES[row.attribute], value=row.value, sources=row.source,
        followed=row.followed == "yes", reason=row.reason,
    )  # fmt: skip
    facts.add(claim, RDFS.comment, row.about)
