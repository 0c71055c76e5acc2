"""Identifiers, columns and triples that the instruments of all bodies of the Union share."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import StringConstraints, model_validator
from rdflib import URIRef

from plenipot.model.vocabulary import PLEN, RES
from plenipot.tables.facts import Facts
from plenipot.tables.rows import OptText, Row, Text, Values, optional

KINDS = "resolution|decision|recommendation|opinion"

# Numbers of Recommendations keep their points, because E.164.1 and E.164-1 are different Recommendations.
InstrumentId = Annotated[str, StringConstraints(pattern=rf"^({KINDS})/[a-z0-9-]+/[a-z0-9.-]+$")]
VersionId = Annotated[str, StringConstraints(pattern=rf"^({KINDS})/[a-z0-9-]+/[a-z0-9.-]+/[a-z0-9-]+$")]
EntityId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*(/[a-z0-9.-]+)+$")]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+$")]
OptVersionId = Annotated[VersionId | None, optional]
OptInstrumentId = Annotated[InstrumentId | None, optional]
OptEntityId = Annotated[EntityId | None, optional]
OptCode = Annotated[Code | None, optional]
Kind = Literal["Resolution", "Decision", "Recommendation", "Opinion"]


def ref(path: str | None) -> URIRef | None:
    """Return the IRI of a thing by its path; None for None."""
    return RES[path] if path else None


def conference(code: str | None) -> URIRef | None:
    """Return the IRI of a conference by its code; None for None."""
    return RES[f"conference/{code}"] if code else None


def shown_title(title: str | None, basis: str | None) -> str | None:
    """Return a title, with an ellipsis if the source cut it off.

    >>> shown_title("ITU Journal:", "heading (cut)"), shown_title("ITU Telecom events", "heading")
    ('ITU Journal: …', 'ITU Telecom events')
    """
    return f"{title} …" if title and basis and "(cut)" in basis else title


class BaseInstrumentRow(Row):
    """Columns of a numbered Resolution, Decision, Recommendation or Opinion of any body."""

    id: InstrumentId
    kind: Kind
    body: OptCode
    number: Text
    label: Text
    title: OptText
    title_basis: OptText
    title_version: OptVersionId
    first_adopted_at: OptCode
    latest_version: OptVersionId
    revision_chain: Literal["complete", "partial", "none"]
    status: Text

    @model_validator(mode="after")
    def _title_and_versions_agree(self) -> Self:
        if (self.title is None) != (self.title_basis is None):
            raise ValueError("a title has a basis, and only a title has one")
        for version in (self.title_version, self.latest_version):
            if version is not None and not version.startswith(self.id + "/"):
                raise ValueError(f"{version} is not a version of {self.id}")
        return self


def add_instrument(row: BaseInstrumentRow, facts: Facts) -> URIRef:
    """Write the shared columns of an instrument; return its IRI."""
    work = facts.add_entity(RES[row.id], PLEN[row.kind], label=row.label, sources=row.source)
    facts.add(work, PLEN.adoptedBy, ref(f"body/{row.body}" if row.body else None))
    facts.add(work, PLEN.number, row.number)
    facts.add_text(work, PLEN.title, shown_title(row.title, row.title_basis))
    facts.add(work, PLEN.titleBasis, row.title_basis)
    facts.add(work, PLEN.titleVersion, ref(row.title_version))
    facts.add(work, PLEN.firstAdoptedAt, conference(row.first_adopted_at))
    facts.add(work, PLEN.latestKnownVersion, ref(row.latest_version))
    facts.add(work, PLEN.revisionChain, row.revision_chain)
    facts.add(work, PLEN.status, row.status)
    return work


class BaseVersionRow(Row):
    """Columns of a version of an instrument of any body."""

    id: VersionId
    instrument: InstrumentId
    label: Text
    conference: OptCode
    action: Literal["adopted", "revised", "text"]
    title: OptText
    title_basis: OptText
    title_source: Values
    previous: OptVersionId
    previous_basis: OptText
    other_mark: Values

    @model_validator(mode="after")
    def _belongs_to_the_instrument(self) -> Self:
        for version in (self.id, self.previous):
            if version is not None and not version.startswith(self.instrument + "/"):
                raise ValueError(f"{version} is not a version of {self.instrument}")
        if (self.previous is None) != (self.previous_basis is None):
            raise ValueError("previous and previous_basis go together")
        return self


def add_version(row: BaseVersionRow, mark: str, label: str, facts: Facts) -> URIRef:
    """Write the shared columns of a version; return its IRI.

    Args:
        row: the version.
        mark: the version mark after the number, such as "Rev. Dubai, 2018".
        label: the label of the version.
        facts: collects the triples.
    """
    version = facts.add_entity(RES[row.id], PLEN.Version, label=label, sources=row.source)
    facts.add(version, PLEN.versionOf, RES[row.instrument])
    facts.add(version, PLEN.versionLabel, mark)
    facts.add(version, PLEN.adoptedAt, conference(row.conference))
    facts.add(version, PLEN.versionAction, row.action)
    facts.add_text(version, PLEN.title, shown_title(row.title, row.title_basis))
    facts.add(version, PLEN.titleBasis, row.title_basis)
    for key in row.title_source:
        facts.add(version, PLEN.titleSource, RES[f"source/{key}"])
    if row.previous is not None:
        # ``revises`` only if no unknown version can lie between the two.
        adjacent = row.previous_basis != "earlier known version"
        facts.add(version, PLEN.revises if adjacent else PLEN.laterVersionOf, RES[row.previous])
        facts.add(version, PLEN.previousBasis, row.previous_basis)
    for other_mark in row.other_mark:
        facts.add(version, PLEN.otherVersionLabel, other_mark)
    return version
