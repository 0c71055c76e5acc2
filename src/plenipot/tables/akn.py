"""Rows imported from Akoma Ntoso files: the documents with their addresses, and differences from other tables.

The family ``resolutions`` writes the versions, citations and operative headings; the rows here that repeat them are
validated but add no triples.
"""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, Field
from rdflib import DCTERMS, XSD, Literal

from plenipot.model.vocabulary import PLEN, RES
from plenipot.sources.akn.headings import parse_heading
from plenipot.sources.akn.marks import parse_mark
from plenipot.tables.claims import claim_table
from plenipot.tables.facts import Facts
from plenipot.tables.resolutions.links import ResolutionCitationRow as AdditionRow
from plenipot.tables.resolutions.links import map_citation as map_addition
from plenipot.tables.rows import Family, OptDate, OptText, Row, Table, Text, Values


def _address(value: str) -> str:
    if not re.fullmatch(r"/akn/[^\s<>\"{}|\\^`]+", value):
        raise ValueError(f"{value!r} is not an Akoma Ntoso address (/akn/...)")
    return value


def _mark(value: str) -> str:
    parse_mark(value)
    return value


def _verb(value: str) -> str:
    heading = parse_heading(value)
    if heading is None or heading.kind != "operative":
        raise ValueError(f"{value!r} is not the verb of an operative heading")
    return value


Address = Annotated[str, AfterValidator(_address)]
OptAddress = Annotated[str, AfterValidator(lambda value: _address(value) if value else value)]
Count = Annotated[int, Field(ge=1)]


class AknDocumentRow(Row):
    """A document inside an Akoma Ntoso file."""

    id: Text
    version: OptText
    work: Address
    expression: OptAddress
    manifestation: OptAddress
    element: Text
    name: OptText
    date: OptDate
    date_of: OptText
    language: OptText
    number_shown: OptText
    title: OptText


def map_document(row: AknDocumentRow, facts: Facts) -> None:
    document = facts.add_entity(
        RES[f"akn/{row.id}"], PLEN.AknDocument, label=row.number_shown or row.id, sources=row.source
    )
    facts.add(document, PLEN.aknWork, row.work)
    facts.add(document, PLEN.aknExpression, row.expression or None)
    facts.add(document, PLEN.aknManifestation, row.manifestation or None)
    facts.add(document, PLEN.aknElement, row.element)
    facts.add_text(document, PLEN.title, row.title)
    facts.add(document, DCTERMS.language, Literal(row.language, datatype=XSD.string) if row.language else None)
    facts.add_date(document, row.date)
    if row.version:
        version = RES[row.version]
        facts.add(document, PLEN.marksUp, version)
        # The expression address (FRBRExpression) is a second identifier of the version.
        facts.add(version, DCTERMS.identifier, row.expression or row.work)


class AknVersionRow(Row):
    """A version or an abrogation in a file."""

    instrument: Text
    version: Text
    mark: Annotated[str, AfterValidator(_mark)]
    conference: Text
    title: OptText
    title_basis: Text
    action: Annotated[str, Field(pattern="^(adopted|revised|abrogated)$")]


class AknCitationRow(Row):
    """A citation in a file; ``cited`` is empty if the text does not name the body of the cited text."""

    citing: Text
    cited: OptText
    cited_version: OptText
    mark: OptText
    printed: Text
    context: OptText
    basis: OptText
    times: Count


class AknClauseRow(Row):
    """An operative heading in a file."""

    clause_of: Text
    position: Count
    verb: Annotated[str, AfterValidator(_verb)]
    addressee: OptText
    addressed: Values
    acting_with: Values
    place: Text


class UnresolvedRow(Row):
    """A citation whose target is not in the graph."""

    printed: Text
    cited: OptText
    count: Count
    citing: Values
    reason: Text


def checked_only(row: Row, facts: Facts) -> None:
    """Add no triples: the table is only compared with those of the family ``resolutions``."""


FAMILY = Family(
    "akn",
    (
        Table("document", AknDocumentRow, map_document),
        Table("version", AknVersionRow, checked_only),
        Table("citation", AknCitationRow, checked_only),
        Table("clause", AknClauseRow, checked_only),
        Table("addition", AdditionRow, map_addition),
        Table("unresolved", UnresolvedRow, checked_only),
        claim_table("disagreement"),
    ),
)
