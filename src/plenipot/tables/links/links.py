"""Tables of the family: SSSOM mapping sets, their target vocabularies, and snapshots of open data about States."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, model_validator
from rdflib import DCTERMS, FOAF, OWL, RDFS, SKOS, Literal, URIRef

from plenipot.model.vocabulary import BASE, PLEN, RES
from plenipot.tables.facts import Facts
from plenipot.tables.links.slices import TABLES as SLICES
from plenipot.tables.links.sssom import MAPPING_SETS, read_mappings
from plenipot.tables.rows import Date, Family, OptText, Row, Table, Text

PREDICATES = frozenset(
    {SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch, RDFS.seeAlso}
)
Iri = Annotated[str, StringConstraints(pattern=r"^https?://[^\s<>\"{}|\\^`]+$")]
OptIri = Annotated[Iri | None, BeforeValidator(lambda value: value or None)]
SetId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$")]


def _mapping_predicate(value: str) -> str:
    if URIRef(value) == OWL.sameAs:
        raise ValueError("owl:sameAs would merge our thing with a thing of others: say skos:exactMatch")
    if URIRef(value) not in PREDICATES:
        raise ValueError(f"{value!r} is none of the predicates of a link")
    return value


def _outside(value: str) -> str:
    if value.startswith(BASE):
        raise ValueError("a link leads outside; two things of ours are merged in data/tables/merges")
    return value


class ExternalSetRow(Row):
    """An external vocabulary or data set that is the target of links."""

    id: SetId
    name: Text
    publisher: Text
    homepage: Iri
    namespace: Iri
    licence_name: Text
    licence: OptIri
    remark: OptText


def map_external_set(row: ExternalSetRow, facts: Facts) -> None:
    """Write an external set; its namespace is the prefix of its identifiers."""
    external = facts.add_entity(RES[f"external-set/{row.id}"], PLEN.ExternalSet, row.name, row.source)
    facts.add(external, PLEN.keptBy, row.publisher)
    facts.add(external, FOAF.homepage, URIRef(row.homepage))
    facts.add(external, PLEN.namespace, row.namespace)
    facts.add(external, PLEN.licenceName, row.licence_name)
    facts.add(external, DCTERMS.license, URIRef(row.licence) if row.licence else None)
    facts.add(external, PLEN.remark, row.remark)


class SliceRow(Row):
    """A snapshot of a part of an open data set on a day."""

    id: SetId
    name: Text
    licence_name: Text
    licence: Iri
    version: Text
    date: Date
    files: Text
    remark: OptText


def map_slice(row: SliceRow, facts: Facts) -> None:
    """Write a snapshot with its licence and day."""
    frozen = facts.add_entity(RES[f"slice/{row.id}"], PLEN.Slice, row.name, row.source)
    facts.add(frozen, PLEN.licenceName, row.licence_name)
    facts.add(frozen, DCTERMS.license, URIRef(row.licence))
    facts.add(frozen, PLEN.sliceVersion, row.version)
    facts.add_date(frozen, row.date)
    facts.add(frozen, PLEN.remark, row.remark)


class LinkRow(Row):
    """A mapping between a thing of the graph and an external one, with predicate, source and confidence."""

    subject_id: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*(/[a-z0-9.-]+)+$")]
    predicate_id: Annotated[str, AfterValidator(_mapping_predicate)]
    object_id: Annotated[Iri, AfterValidator(_outside)]
    object_curie: Text
    object_label: OptText
    object_source: SetId
    mapping_justification: Annotated[str, StringConstraints(pattern=r"^https://w3id\.org/semapv/vocab/\w+$")]
    confidence: Annotated[Decimal, Field(ge=0, le=1)]
    comment: OptText

    @model_validator(mode="after")
    def _see_also_is_no_mapping(self) -> LinkRow:
        if URIRef(self.predicate_id) == RDFS.seeAlso and self.confidence < 1:
            raise ValueError("a page about a thing is either that or not: the confidence is 1")
        return self


def link_path(subject: str, predicate: str, obj: str) -> str:
    """Return the path of a link; it does not depend on the source, so that two sources of a mapping share a link.

    >>> link_path("state/che", str(SKOS.exactMatch), "http://www.wikidata.org/entity/Q39")
    'link/d903625220a2d248'
    """
    return "link/" + hashlib.sha256("\n".join((subject, predicate, obj)).encode()).hexdigest()[:16]


def map_link(row: LinkRow, facts: Facts) -> None:
    """Write the mapping as a triple, and a node with its sources."""
    subject, predicate, obj = RES[row.subject_id], URIRef(row.predicate_id), URIRef(row.object_id)
    facts.add(subject, predicate, obj)
    name = f"{row.subject_id} {predicate.rpartition('#')[2]} {row.object_curie}"
    link = facts.add_entity(
        RES[link_path(row.subject_id, row.predicate_id, row.object_id)], PLEN.Link, name, sources=row.source
    )
    facts.add(link, PLEN.linkedThing, subject)
    facts.add(link, PLEN.linkPredicate, predicate)
    facts.add(link, PLEN.linkTarget, obj)
    facts.add_text(link, PLEN.targetLabel, row.object_label)
    facts.add(link, PLEN.targetSet, RES[f"external-set/{row.object_source}"])
    facts.add(link, PLEN.linkJustification, URIRef(row.mapping_justification))
    facts.add(link, PLEN.confidence, Literal(row.confidence))
    facts.add(link, PLEN.remark, row.comment)


def _mapping_table(name: str) -> Table[LinkRow]:
    return Table(name, LinkRow, map_link, path=f"data/links/{name}.sssom.tsv", read=read_mappings)


FAMILY = Family(
    "links",
    (
        Table("external_set", ExternalSetRow, map_external_set),
        Table("slice", SliceRow, map_slice),
        *(_mapping_table(name) for name in MAPPING_SETS),
        *SLICES,
    ),
)
