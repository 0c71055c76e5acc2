"""Treaties, their articles, numbered provisions and defined terms, and mandates of bodies."""

from __future__ import annotations

from typing import Any, Literal

from rdflib import SKOS, URIRef

from plenipot.model.vocabulary import PLEN, RES
from plenipot.tables.facts import Facts
from plenipot.tables.rows import OptDate, OptInt, OptText, Row, Table, Text, Values

KINDS = {
    "convention": "ConventionTreaty",
    "constitution": "ConstitutionTreaty",
    "amending-instrument": "AmendingInstrument",
    "optional-protocol": "OptionalProtocol",
    "general-rules": "GeneralRules",
    "administrative-regulations": "AdministrativeRegulations",
    "radio-regulations": "RadioRegulations",
    "radio-regulations-edition": "RadioRegulationsEdition",
    "relationship-agreement": "RelationshipAgreement",
}
PARTS = {"article": "Article", "chapter": "Chapter", "annex": "Annex", "appendix": "Appendix"}
# Mandates of these relations have a class of their own, from which the reasoner derives a direct property.
MANDATES = {"elects": "ElectsMandate", "reports-to": "ReportsMandate", "report-to": "ReportsMandate"}
MANDATED = {"ElectsMandate": "electsMandateOf", "ReportsMandate": "reportsMandateOf"}


class TreatyRow(Row):
    """A treaty or an instrument that amends one."""

    id: Text
    name: Text
    kind: Literal[
        "convention", "constitution", "amending-instrument", "optional-protocol", "general-rules",
        "administrative-regulations", "radio-regulations", "radio-regulations-edition", "relationship-agreement",
    ]  # fmt: skip
    adopted_at: OptText
    conference: Values
    date: OptDate
    entry_into_force: OptDate
    replaces: Values
    amends: Values
    depositary: OptText
    status: OptText
    remark: OptText


class ArticleRow(Row):
    """An article, or an annex, appendix or chapter without articles."""

    id: Text
    treaty: Text
    kind: Literal["article", "chapter", "annex", "appendix"]
    number: OptText
    title: Text
    chapter: OptText
    chapter_title: OptText
    section: OptText
    section_title: OptText
    title_amended_at: Values
    range: OptText
    range_all: OptText
    provision_count: OptInt
    order: OptInt
    status: OptText
    text_state: OptText


class ProvisionRow(Row):
    """A numbered provision."""

    id: Text
    treaty: Text
    number: Text
    article: Text
    amended_at: Values
    status: Literal["in force", "deleted"]


class MandateRow(Row):
    """A power or duty that an article gives to a body or office."""

    id: Text
    subject: Values
    subject_text: Text
    relation: Text
    relation_text: Text
    object: Values
    object_text: Text
    article: Values
    provision: Values
    provision_printed: Values
    remark: OptText


class GlossaryRow(Row):
    """A defined term and the provision that defines it."""

    id: Text
    term: Text
    treaty: OptText
    defined_in: OptText
    location: OptText
    provision: OptText
    provision_printed: OptText
    amended_at: Values


def add_basis(node: URIRef, articles: Values, provisions: Values, printed: Values, facts: Facts) -> None:
    """Write the articles and provisions that are the legal basis of a node."""
    for path in (*articles, *provisions):
        facts.add(node, PLEN.basedOn, RES[f"provision/{path}"])
    for text in printed:
        facts.add(node, PLEN.provisionText, text)


def map_treaty(row: TreatyRow, facts: Facts) -> None:
    treaty = facts.add_entity(RES[f"treaty/{row.id}"], PLEN[KINDS[row.kind]], label=row.name, sources=row.source)
    for conference in row.conference:
        facts.add(treaty, PLEN.adoptedAtConference, RES[f"conference/{conference}"])
    facts.add(treaty, PLEN.adoptedAtText, row.adopted_at)
    facts.add_date(treaty, row.date)
    facts.add(treaty, PLEN.entryIntoForce, row.entry_into_force)
    for other in row.replaces:
        facts.add(treaty, PLEN.replaces, RES[f"treaty/{other}"])
    for other in row.amends:
        facts.add(treaty, PLEN.amends, RES[f"treaty/{other}"])
    facts.add(treaty, PLEN.depositary, RES[row.depositary] if row.depositary else None)
    facts.add(treaty, PLEN.status, row.status)
    facts.add(treaty, PLEN.remark, row.remark)


def map_article(row: ArticleRow, facts: Facts) -> None:
    name = f"{row.number}: {row.title}" if row.kind != "article" else f"Article {row.number}: {row.title}"
    article = facts.add_entity(RES[f"provision/{row.id}"], PLEN[PARTS[row.kind]], label=name, sources=row.source)
    facts.add(article, PLEN.inTreaty, RES[f"treaty/{row.treaty}"])
    facts.add(article, PLEN.number, row.number)
    facts.add_text(article, PLEN.title, row.title)
    facts.add(article, PLEN.chapterNumber, row.chapter)
    facts.add(article, PLEN.chapterTitle, row.chapter_title)
    facts.add(article, PLEN.sectionNumber, row.section)
    facts.add(article, PLEN.sectionTitle, row.section_title)
    for conference in row.title_amended_at:
        facts.add(article, PLEN.titleAmendedAt, RES[f"conference/{conference}"])
    facts.add(article, PLEN.provisionRange, row.range)
    facts.add(article, PLEN.provisionRangeWithDeleted, row.range_all)
    facts.add(article, PLEN.provisionCount, row.provision_count)
    facts.add(article, PLEN.articleOrder, row.order)
    facts.add(article, PLEN.status, row.status)
    facts.add(article, PLEN.textState, row.text_state)


def map_provision(row: ProvisionRow, facts: Facts) -> None:
    name = f"{row.id.split('/')[0].upper()} {row.number}"
    provision = facts.add_entity(RES[f"provision/{row.id}"], PLEN.Provision, label=name, sources=row.source)
    facts.add(provision, PLEN.inTreaty, RES[f"treaty/{row.treaty}"])
    facts.add(provision, PLEN.inArticle, RES[f"provision/{row.article}"])
    facts.add(provision, PLEN.number, row.number)
    for conference in row.amended_at:
        facts.add(provision, PLEN.amendedAt, RES[f"conference/{conference}"])
    facts.add(provision, PLEN.status, row.status)


def map_mandate(row: MandateRow, facts: Facts) -> None:
    kind = MANDATES.get(row.relation, "Mandate")
    label = f"{row.subject_text} {row.relation_text} {row.object_text}"
    mandate = facts.add_entity(RES[f"mandate/{row.id}"], PLEN[kind], label=label, sources=row.source)
    relation = RES[f"mandate-relation/{row.relation}"]
    facts.add_entity(relation, PLEN.MandateRelation, label=row.relation_text)
    facts.add_sources(relation, row.source)
    facts.add(mandate, PLEN.mandateRelation, relation)
    for subject in row.subject:
        facts.add(mandate, PLEN[MANDATED.get(kind, "mandatedBody")], RES[subject])
    facts.add(mandate, PLEN.mandatedBodyText, row.subject_text)
    for thing in row.object:
        facts.add(mandate, PLEN.mandateObject, RES[thing])
    facts.add(mandate, PLEN.mandateObjectText, row.object_text)
    add_basis(mandate, row.article, row.provision, row.provision_printed, facts)
    facts.add(mandate, PLEN.remark, row.remark)


def map_glossary(row: GlossaryRow, facts: Facts) -> None:
    term = facts.add_entity(RES[f"term/{row.id}"], PLEN.GlossaryTerm, label=row.term, sources=row.source)
    facts.add_text(term, SKOS.prefLabel, row.term)
    facts.add(term, PLEN.termOfTreaty, RES[f"treaty/{row.treaty}"] if row.treaty else None)
    for path in (row.defined_in, row.provision):
        facts.add(term, PLEN.definedInProvision, RES[f"provision/{path}"] if path else None)
    facts.add(term, PLEN.definitionPlace, row.location)
    facts.add(term, PLEN.provisionText, row.provision_printed)
    for conference in row.amended_at:
        facts.add(term, PLEN.amendedAt, RES[f"conference/{conference}"])


TABLES: tuple[Table[Any], ...] = (
    Table("treaty", TreatyRow, map_treaty),
    Table("article", ArticleRow, map_article),
    Table("provision", ProvisionRow, map_provision),
    Table("mandate", MandateRow, map_mandate),
    Table("glossary", GlossaryRow, map_glossary),
)
