"""Recommendations and other publications of the Sectors: works, and their editions."""

from __future__ import annotations

import functools
import re
from typing import Annotated, Any, Literal

from pydantic import StringConstraints, model_validator
from rdflib import XSD, URIRef
from rdflib import Literal as Term

from plenipot.model.dates import PartialDate
from plenipot.model.vocabulary import BASE, PLEN, RES
from plenipot.tables.claims import claim_table
from plenipot.tables.facts import Facts
from plenipot.tables.rows import Date, Family, OptText, Row, Table, Text, Values

CLASSES = {
    "recommendation": "Recommendation",
    "amendment": "RecommendationAddition",
    "corrigendum": "RecommendationAddition",
    "erratum": "RecommendationAddition",
    "addendum": "RecommendationAddition",
    "annex": "RecommendationAddition",
    "appendix": "RecommendationAddition",
    "attachment": "RecommendationAddition",
    "supplement": "Supplement",
    "question": "StudyQuestion",
    "handbook": "Handbook",
    "report": "TechnicalReport",
    "volume": "PublicationVolume",
    "draft": "DraftRecommendation",
}
# Labels of these kinds need a word before the number: a report, for example, is numbered like a Recommendation.
_WORDS = {
    "recommendation": "Recommendation ",
    "question": "Question ",
    "handbook": "Handbook ",
    "report": "Report ",
    "draft": "draft ",
}
_SECTORS = {"itu-t": "ITU-T", "itu-r": "ITU-R"}

WorkId = Annotated[str, StringConstraints(pattern=rf"^({'|'.join(CLASSES)})/itu-[tr](/[a-z0-9.-]+)+$")]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9.-]*$")]


class WorkRow(Row):
    """A Recommendation or another publication, independent of its editions."""

    id: WorkId
    kind: Text
    number: Text
    other_number: Values
    series: OptText
    title: OptText
    concerns: OptText
    concerns_edition: Slug
    latest: Slug

    @model_validator(mode="after")
    def _agrees(self) -> WorkRow:
        if not self.id.startswith(f"{self.kind}/"):
            raise ValueError(f"{self.id} is no {self.kind}")
        if self.concerns_edition and not self.concerns:
            raise ValueError("an edition is concerned, but no work")
        return self

    @property
    def sector(self) -> str:
        """The code of the Sector: itu-t or itu-r."""
        return self.id.split("/")[1]


def map_work(row: WorkRow, facts: Facts) -> None:
    work = facts.add_entity(RES[row.id], PLEN[CLASSES[row.kind]], label=work_label(row), sources=row.source)
    facts.add(work, PLEN.publicationKind, row.kind)
    facts.add(work, PLEN.number, row.number)
    for number in row.other_number:
        facts.add(work, PLEN.alsoNumbered, number)
    facts.add(work, PLEN.series, f"{_SECTORS[row.sector]} {row.series}" if row.series else None)
    facts.add(work, PLEN.publishingSector, RES[f"body/{row.sector}"])
    facts.add_text(work, PLEN.title, row.title)
    facts.add(work, PLEN.concernsWork, RES[row.concerns] if row.concerns else None)
    if row.concerns_edition:
        facts.add(work, PLEN.concernsEdition, RES[f"{row.concerns}/{row.concerns_edition}"])
    facts.add(work, PLEN.latestEdition, RES[f"{row.id}/{row.latest}"])


def work_label(row: WorkRow) -> str:
    """Return the label of a work: Sector and number, with the kind if the number is ambiguous."""
    if row.kind == "volume" and row.title:
        return row.title
    return f"{_SECTORS[row.sector]} {_WORDS.get(row.kind, '')}{row.number}"


class EditionRow(Row):
    """One published edition of a work."""

    work: WorkId
    edition: Annotated[Slug, StringConstraints(min_length=1)]
    identifier: Text
    order: int
    number: OptText
    mark: OptText
    title: OptText
    published: Date
    status: Literal["Published", "Withdrawal", ""]
    group: OptText
    address: OptText


def map_edition(row: EditionRow, facts: Facts) -> None:
    edition = RES[f"{row.work}/{row.edition}"]
    kind = row.work.split("/")[0]
    facts.add_entity(edition, PLEN.Edition, label=edition_label(kind, row.identifier), sources=row.source)
    facts.add(edition, PLEN.editionOf, RES[row.work])
    facts.add(edition, PLEN.editionOrder, row.order)
    facts.add(edition, PLEN.editionNumber, row.number)
    facts.add(edition, PLEN.editionMark, row.mark)
    facts.add_text(edition, PLEN.title, row.title)
    facts.add(edition, PLEN.status, row.status or None)
    facts.add(edition, PLEN.responsibleGroup, RES[f"body/{row.group}"] if row.group else None)
    letter, printed = read_address(row.address)
    facts.add(edition, PLEN.addressCode, letter)
    facts.add(edition, PLEN.inForce, in_force(kind, row.status, letter))
    if row.work.split("/")[1] == "itu-r":
        facts.add(edition, PLEN.addressDate, printed)
    add_publication(edition, row.identifier, row.published, row.address, facts)


def add_publication(
    edition: URIRef, identifier: str, published: PartialDate, address: str | None, facts: Facts
) -> None:
    """Write the identifier, the date of publication with its bounds, and the address of an edition."""
    facts.add(edition, PLEN.editionIdentifier, identifier)
    facts.add(edition, PLEN.published, published)
    facts.add(edition, PLEN.firstDay, published.first_day())
    facts.add(edition, PLEN.lastDay, published.last_day())
    facts.add(edition, PLEN.documentUrl, url(address) if address else None)


def url(address: str) -> Term:
    """Return the address of a document as an ``xsd:anyURI`` literal."""
    return Term(address, datatype=XSD.anyURI)


def edition_label(kind: str, identifier: str) -> str:
    """Return the label of an edition: its identifier, with the kind if the number is ambiguous.

    >>> edition_label("report", "ITU-R BT.2400-5"), edition_label("recommendation", "ITU-T X.1205 (04/2008)")
    ('ITU-R Report BT.2400-5', 'ITU-T X.1205 (04/2008)')
    """
    word = "" if kind == "recommendation" else _WORDS.get(kind, "")
    sector, _, number = identifier.partition(" ")
    return f"{sector} {word}{number}"


_ADDRESS = re.compile(r"-(?P<year>\d{4})(?P<month>\d{2})-(?P<letter>[A-Z])(?:!|$)|-(?P<only>(?:19|20)\d{2})(?:-|$)")


def read_address(address: str | None) -> tuple[str | None, PartialDate | None]:
    """Parse the status letter and the date in the address of an edition; None for what it does not have.

    >>> letter, day = read_address("https://www.itu.int/rec/R-REC-F.595-8-200302-S!!PDF-E.pdf")
    >>> letter, str(day)
    ('S', '2003-02')
    >>> str(read_address("http://www.itu.int/dms_pub/itu-r/opb/rep/R-REP-BT.2400-5-2025-PDF-E.pdf")[1])
    '2025'
    """
    match = _ADDRESS.search(address or "")
    if match is None:
        return None, None
    if match["only"]:
        return None, PartialDate(int(match["only"]))
    return match["letter"], PartialDate.parse(f"{match['year']}-{match['month']}")


def in_force(kind: str, status: str, letter: str | None) -> bool | None:
    """Whether an edition is in force: by its status in the catalogue, else by the letter in its address.

    For editions with both, I means Published, and S or W means Withdrawal, in all but 30 of 12,360 cases.

    >>> in_force("recommendation", "Published", "P"), in_force("recommendation", "", "S"), in_force("draft", "", "P")
    (True, False, None)
    """
    if status:
        return status == "Published"
    return None if kind == "draft" else {"I": True, "S": False, "W": False}.get(letter or "")


class CatalogueGroupRow(Row):
    """A study group that only the catalogue of publications names."""

    id: Text
    name: Text
    number: Text
    part_of: Text
    remark: OptText


def map_group(row: CatalogueGroupRow, facts: Facts) -> None:
    group = facts.add_entity(RES[f"body/{row.id}"], PLEN.StudyGroup, label=row.name, sources=row.source)
    facts.add(group, PLEN.number, row.number)
    facts.add(group, PLEN.partOf, RES[f"body/{row.part_of}"])
    facts.add(group, PLEN.remark, row.remark)


@functools.cache
def part(subject: URIRef) -> str:
    """Return the name of the Turtle file of a subject: by series for Recommendations, by kind for other things.

    >>> part(RES["recommendation/itu-t/x.1205/2008-04"]), part(RES["question/itu-r/sg3/225"]), part(RES["claim/1"])
    ('recommendation-itu-t-x', 'question-itu-r', 'claim')
    """
    kind, *path = subject.removeprefix(BASE).split("/")
    if kind not in CLASSES:
        return kind
    series = re.match(r"[a-z]+", path[1])
    return f"{kind}-{path[0]}-{series[0]}" if kind == "recommendation" and series else f"{kind}-{path[0]}"


_EDITIONS: tuple[Table[Any], ...] = tuple(
    Table(f"edition_{sector}", EditionRow, map_edition) for sector in ("itu_t", "itu_r")
)
FAMILY = Family(
    "recommendations",
    (
        Table("work", WorkRow, map_work),
        *_EDITIONS,
        Table("group", CatalogueGroupRow, map_group),
        claim_table(),
    ),
    part=part,
)
