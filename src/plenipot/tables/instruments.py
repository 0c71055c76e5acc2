"""What the instruments of every body of the Union have in common: their identifiers, columns and triples."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import StringConstraints, model_validator
from rdflib import URIRef

from plenipot.tables.facts import Facts
from plenipot.tables.rows import OptText, Row, Text, Values, optional
from plenipot.vocabulary import PLEN, RES

KINDS = "resolution|decision|recommendation|opinion"

# The number of a Recommendation of a Sector keeps its points: E.164.1 and E.164-1 would not be told apart.
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
    """The IRI of an instance, or nothing."""
    return RES[path] if path else None


def conference(code: str | None) -> URIRef | None:
    """The IRI of a conference, or nothing."""
    return RES[f"conference/{code}"] if code else None


def shown_title(title: str | None, basis: str | None) -> str | None:
    """A title, with an ellipsis where the source cuts it off.

    >>> shown_title("ITU Journal:", "heading (cut)"), shown_title("ITU Telecom events", "heading")
    ('ITU Journal: …', 'ITU Telecom events')
    """
    return f"{title} …" if title and basis and "(cut)" in basis else title


class BaseInstrumentRow(Row):
    """The columns of a numbered Resolution, Decision, Recommendation or Opinion, whichever body adopted it."""

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
    """Write what the columns of every instrument say; give the IRI of the instrument."""
    work = facts.entity(RES[row.id], PLEN[row.kind], label=row.label, sources=row.source)
    facts.add(work, PLEN.adoptedBy, ref(f"body/{row.body}" if row.body else None))
    facts.add(work, PLEN.number, row.number)
    facts.text(work, PLEN.title, shown_title(row.title, row.title_basis))
    facts.add(work, PLEN.titleBasis, row.title_basis)
    facts.add(work, PLEN.titleVersion, ref(row.title_version))
    facts.add(work, PLEN.firstAdoptedAt, conference(row.first_adopted_at))
    facts.add(work, PLEN.latestKnownVersion, ref(row.latest_version))
    facts.add(work, PLEN.revisionChain, row.revision_chain)
    facts.add(work, PLEN.status, row.status)
    return work


class BaseVersionRow(Row):
    """The columns of a version of an instrument, whichever body adopted it."""

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
    """Write what the columns of every version say; give the IRI of the version.

    Args:
        row: the version.
        mark: what stands behind the number, such as "Rev. Dubai, 2018".
        label: the name of the version.
        facts: gets the triples.
    """
    version = facts.entity(RES[row.id], PLEN.Version, label=label, sources=row.source)
    facts.add(version, PLEN.versionOf, RES[row.instrument])
    facts.add(version, PLEN.versionLabel, mark)
    facts.add(version, PLEN.adoptedAt, conference(row.conference))
    facts.add(version, PLEN.versionAction, row.action)
    facts.text(version, PLEN.title, shown_title(row.title, row.title_basis))
    facts.add(version, PLEN.titleBasis, row.title_basis)
    for key in row.title_source:
        facts.add(version, PLEN.titleSource, RES[f"source/{key}"])
    if row.previous is not None:
        # Only where no version can lie between the two does the later one revise the earlier one.
        surely = row.previous_basis != "earlier known version"
        facts.add(version, PLEN.revises if surely else PLEN.laterVersionOf, RES[row.previous])
        facts.add(version, PLEN.previousBasis, row.previous_basis)
    for other in row.other_mark:
        facts.add(version, PLEN.otherVersionLabel, other)
    return version
