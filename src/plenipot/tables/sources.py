"""The sources; rows of all other tables refer to them by key."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, field_validator
from rdflib import DCTERMS, RDFS, URIRef

from plenipot.model.vocabulary import PLEN, RES
from plenipot.tables.facts import Facts
from plenipot.tables.rows import Family, OptText, Table, Text

SOURCE_KINDS = {
    "itu-official": "ITU",
    "other": "Other",
    "news": "News",
    "government": "Government",
    "regional-organization": "Regional organization",
    "encyclopedia": "Encyclopedia",
    "dataset": "Data set",
    "un-official": "United Nations",
    "academic": "Academic work",
}


class SourceRow(BaseModel):
    """A document, web page or data set."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    key: Text
    url: OptText
    title: Text
    publisher: OptText
    kind: Text
    note: OptText

    @field_validator("kind")
    @classmethod
    def _known_kind(cls, kind: str) -> str:
        if kind not in SOURCE_KINDS:
            raise ValueError(f"no such kind of source; known are {', '.join(SOURCE_KINDS)}")
        return kind


def map_source(row: SourceRow, facts: Facts) -> None:
    source = facts.add_entity(RES[f"source/{row.key}"], PLEN.Source)
    facts.add(source, RDFS.label, row.title)  # no language tag: the table does not have the language of titles
    facts.add(source, DCTERMS.identifier, row.key)
    facts.add(source, DCTERMS.source, URIRef(row.url) if row.url else None)
    facts.add(source, PLEN.publisherName, row.publisher)
    kind = facts.add_entity(RES[f"source-kind/{row.kind}"], PLEN.SourceKind, label=SOURCE_KINDS[row.kind])
    facts.add(source, PLEN.sourceKind, kind)
    facts.add(source, PLEN.remark, row.note)


FAMILY = Family("sources", (Table("source", SourceRow, map_source),))
