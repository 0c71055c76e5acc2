"""Content of full texts: provisions of treaties with their duties, and sections of resolutions and decisions."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints
from rdflib import URIRef

from plenipot.model.vocabulary import PLEN, RES
from plenipot.tables.claims import claim_table
from plenipot.tables.facts import Facts
from plenipot.tables.instruments import InstrumentId, VersionId
from plenipot.tables.recommendations import add_publication, url
from plenipot.tables.rows import Date, Family, OptText, Row, Table, Text, Values
from plenipot.tables.structure.treaties import ProvisionRow, map_provision

ProvisionId = Annotated[str, StringConstraints(pattern=r"^c[sv]/[a-z0-9-]+$")]
Modality = Literal["shall", "shall not", "should", "may", "is entitled to"]


class PreambleRow(Row):
    """The part of a treaty before its first article."""

    id: ProvisionId
    treaty: Text
    title: Text


def map_preamble(row: PreambleRow, facts: Facts) -> None:
    part = facts.add_entity(RES[f"provision/{row.id}"], PLEN.Preamble, label=row.title, sources=row.source)
    facts.add(part, PLEN.inTreaty, RES[f"treaty/{row.treaty}"])


class AmendmentRow(Row):
    """Conferences that amended a provision, from its marginal marks, if the table of provisions does not have them."""

    provision: ProvisionId
    amended_at: Values


def map_amendment(row: AmendmentRow, facts: Facts) -> None:
    provision = RES[f"provision/{row.provision}"]
    for conference in row.amended_at:
        facts.add(provision, PLEN.amendedAt, RES[f"conference/{conference}"])
    facts.add_sources(provision, row.source)


class DutyRow(Row):
    """A duty or right under a provision: bearer, modality, verb and object; the object is a paraphrase."""

    id: Text
    provision: ProvisionId
    bearer: Values
    bearer_text: Text
    modality: Modality
    verb: Text
    object: OptText
    involves: Values


def map_duty(row: DutyRow, facts: Facts) -> None:
    label = " ".join(part for part in (row.bearer_text, row.modality, row.verb, row.object) if part)
    duty = facts.add_entity(RES[f"duty/{row.id}"], PLEN.Duty, label=label, sources=row.source)
    facts.add(duty, PLEN.laidDownIn, RES[f"provision/{row.provision}"])
    for bearer in row.bearer:
        facts.add(duty, PLEN.bearer, RES[bearer])
    facts.add(duty, PLEN.bearerText, row.bearer_text)
    facts.add(duty, PLEN.modality, row.modality)
    facts.add(duty, PLEN.dutyVerb, row.verb)
    facts.add(duty, PLEN.dutyObject, row.object)
    for thing in row.involves:
        facts.add(duty, PLEN.involves, RES[thing])


class ProvisionMentionRow(Row):
    """A provision names a body or an office."""

    provision: ProvisionId
    named: Text


def map_mention(row: ProvisionMentionRow, facts: Facts) -> None:
    _add_to_provision(row.provision, PLEN.namesBody, RES[row.named], row, facts)


class ReferenceRow(Row):
    """A provision refers to another one, or to an article."""

    provision: ProvisionId
    refers_to: ProvisionId


def map_reference(row: ReferenceRow, facts: Facts) -> None:
    _add_to_provision(row.provision, PLEN.refersTo, RES[f"provision/{row.refers_to}"], row, facts)


def _add_to_provision(path: str, predicate: URIRef, value: URIRef, row: Row, facts: Facts) -> None:
    provision = RES[f"provision/{path}"]
    facts.add(provision, predicate, value)
    facts.add_sources(provision, row.source)


class SectionRow(Row):
    """A section of a resolution or decision: its heading, and the number of its items."""

    id: Text
    version: VersionId
    order: Annotated[int, Field(ge=1)]
    heading: Text
    kind: Literal["preamble", "operative"]
    items: Annotated[int, Field(ge=1)]
    clause: OptText


def map_section(row: SectionRow, facts: Facts) -> None:
    section = facts.add_entity(RES[row.id], PLEN.TextSection, label=row.heading, sources=row.source)
    facts.add(section, PLEN.sectionOf, RES[row.version])
    facts.add(section, PLEN.sectionOrder, row.order)
    facts.add(section, PLEN.sectionKind, row.kind)
    facts.add(section, PLEN.itemCount, row.items)
    facts.add(section, PLEN.sectionClause, RES[row.clause] if row.clause else None)


class AnnexRow(Row):
    """An annex to a resolution or decision."""

    id: Text
    version: VersionId
    number: Text
    title: Text


def map_annex(row: AnnexRow, facts: Facts) -> None:
    annex = facts.add_entity(RES[row.id], PLEN.TextAnnex, label=f"Annex {row.number}: {row.title}", sources=row.source)
    facts.add(annex, PLEN.annexTo, RES[row.version])
    facts.add(annex, PLEN.number, row.number)
    facts.add_text(annex, PLEN.title, row.title)


class PublishedDocumentRow(Row):
    """The address at which the Union publishes a version."""

    version: VersionId
    address: Text


def map_document(row: PublishedDocumentRow, facts: Facts) -> None:
    facts.add(RES[row.version], PLEN.documentUrl, url(row.address))
    facts.add_sources(RES[row.version], row.source)


class ResolutionEditionRow(Row):
    """Publication data of a version of a resolution of the Radiocommunication Assembly, from the catalogue."""

    version: VersionId
    identifier: Text
    published: Date
    address: OptText


def map_resolution_edition(row: ResolutionEditionRow, facts: Facts) -> None:
    # The same label as in the family ``sectors``, so that the version has one label.
    label = f"ITU-R Resolution {row.identifier.partition(' R.')[2]}"
    edition = facts.add_entity(RES[row.version], PLEN.Edition, label=label, sources=row.source)
    add_publication(edition, row.identifier, row.published, row.address, facts)


class CitedRecommendationRow(Row):
    """A cited Recommendation, for releases without the optional catalogue of publications."""

    id: InstrumentId
    number: Text


def map_cited_recommendation(row: CitedRecommendationRow, facts: Facts) -> None:
    sector = row.id.split("/")[1].upper()
    label = f"{sector} Recommendation {row.number}"
    work = facts.add_entity(RES[row.id], PLEN.Recommendation, label=label, sources=row.source)
    facts.add(work, PLEN.number, row.number)


FAMILY = Family(
    "texts",
    (
        Table("preamble", PreambleRow, map_preamble),
        Table("provision", ProvisionRow, map_provision),
        Table("amendment", AmendmentRow, map_amendment),
        Table("duty", DutyRow, map_duty),
        Table("mention", ProvisionMentionRow, map_mention),
        Table("reference", ReferenceRow, map_reference),
        Table("section", SectionRow, map_section),
        Table("annex", AnnexRow, map_annex),
        Table("document", PublishedDocumentRow, map_document),
        Table("resolution_edition", ResolutionEditionRow, map_resolution_edition),
        Table("cited_recommendation", CitedRecommendationRow, map_cited_recommendation),
        claim_table(),
    ),
)
