"""Treaties, their articles and numbered provisions, defined terms, and the mandates that provisions give."""

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
# Relations whose mandates have a class, so that the ontology can derive a plain property.
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
    """An article, or an annex, appendix or chapter that stands without one."""

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
    """What an article lets or makes somebody do."""

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
    """A defined term and where its definition stands."""

    id: Text
    term: Text
    treaty: OptText
    defined_in: OptText
    location: OptText
    provision: OptText
    provision_printed: OptText
    amended_at: Values


def add_basis(node: URIRef, articles: Values, provisions: Values, printed: Values, facts: Facts) -> None:
    """The articles and provisions that a node rests on."""
    for path in (*articles, *provisions):
        facts.add(node, PLEN.basedOn, RES[f"provision/{path}"])
    for text in printed:
        facts.add(node, PLEN.provisionText, text)


def map_treaty(row: TreatyRow, facts: Facts) -> None:
    t = facts.entity(RES[f"treaty/{row.id}"], PLEN[KINDS[row.kind]], label=row.name, sources=row.source)
    for conference in row.conference:
        facts.add(t, PLEN.adoptedAtConference, RES[f"conference/{conference}"])
    facts.add(t, PLEN.adoptedAtText, row.adopted_at)
    facts.on(t, row.date)
    facts.add(t, PLEN.entryIntoForce, row.entry_into_force)
    for other in row.replaces:
        facts.add(t, PLEN.replaces, RES[f"treaty/{other}"])
    for other in row.amends:
        facts.add(t, PLEN.amends, RES[f"treaty/{other}"])
    facts.add(t, PLEN.depositary, RES[row.depositary] if row.depositary else None)
    facts.add(t, PLEN.status, row.status)
    facts.add(t, PLEN.remark, row.remark)


def map_article(row: ArticleRow, facts: Facts) -> None:
    name = f"{row.number}: {row.title}" if row.kind != "article" else f"Article {row.number}: {row.title}"
    a = facts.entity(RES[f"provision/{row.id}"], PLEN[PARTS[row.kind]], label=name, sources=row.source)
    facts.add(a, PLEN.inTreaty, RES[f"treaty/{row.treaty}"])
    facts.add(a, PLEN.number, row.number)
    facts.text(a, PLEN.title, row.title)
    facts.add(a, PLEN.chapterNumber, row.chapter)
    facts.add(a, PLEN.chapterTitle, row.chapter_title)
    facts.add(a, PLEN.sectionNumber, row.section)
    facts.add(a, PLEN.sectionTitle, row.section_title)
    for conference in row.title_amended_at:
        facts.add(a, PLEN.titleAmendedAt, RES[f"conference/{conference}"])
    facts.add(a, PLEN.provisionRange, row.range)
    facts.add(a, PLEN.provisionRangeWithDeleted, row.range_all)
    facts.add(a, PLEN.provisionCount, row.provision_count)
    facts.add(a, PLEN.articleOrder, row.order)
    facts.add(a, PLEN.status, row.status)
    facts.add(a, PLEN.textState, row.text_state)


def map_provision(row: ProvisionRow, facts: Facts) -> None:
    name = f"{row.id.split('/')[0].upper()} {row.number}"
    p = facts.entity(RES[f"provision/{row.id}"], PLEN.Provision, label=name, sources=row.source)
    facts.add(p, PLEN.inTreaty, RES[f"treaty/{row.treaty}"])
    facts.add(p, PLEN.inArticle, RES[f"provision/{row.article}"])
    facts.add(p, PLEN.number, row.number)
    for conference in row.amended_at:
        facts.add(p, PLEN.amendedAt, RES[f"conference/{conference}"])
    facts.add(p, PLEN.status, row.status)


def map_mandate(row: MandateRow, facts: Facts) -> None:
    kind = MANDATES.get(row.relation, "Mandate")
    label = f"{row.subject_text} {row.relation_text} {row.object_text}"
    m = facts.entity(RES[f"mandate/{row.id}"], PLEN[kind], label=label, sources=row.source)
    relation = RES[f"mandate-relation/{row.relation}"]
    facts.entity(relation, PLEN.MandateRelation, label=row.relation_text)
    facts.derived(relation, row.source)
    facts.add(m, PLEN.mandateRelation, relation)
    for subject in row.subject:
        facts.add(m, PLEN[MANDATED.get(kind, "mandatedBody")], RES[subject])
    facts.add(m, PLEN.mandatedBodyText, row.subject_text)
    for thing in row.object:
        facts.add(m, PLEN.mandateObject, RES[thing])
    facts.add(m, PLEN.mandateObjectText, row.object_text)
    add_basis(m, row.article, row.provision, row.provision_printed, facts)
    facts.add(m, PLEN.remark, row.remark)


def map_glossary(row: GlossaryRow, facts: Facts) -> None:
    g = facts.entity(RES[f"term/{row.id}"], PLEN.GlossaryTerm, label=row.term, sources=row.source)
    facts.text(g, SKOS.prefLabel, row.term)
    facts.add(g, PLEN.termOfTreaty, RES[f"treaty/{row.treaty}"] if row.treaty else None)
    for path in (row.defined_in, row.provision):
        facts.add(g, PLEN.definedInProvision, RES[f"provision/{path}"] if path else None)
    facts.add(g, PLEN.definitionPlace, row.location)
    facts.add(g, PLEN.provisionText, row.provision_printed)
    for conference in row.amended_at:
        facts.add(g, PLEN.amendedAt, RES[f"conference/{conference}"])


TABLES: tuple[Table[Any], ...] = (
    Table("treaty", TreatyRow, map_treaty),
    Table("article", ArticleRow, map_article),
    Table("provision", ProvisionRow, map_provision),
    Table("mandate", MandateRow, map_mandate),
    Table("glossary", GlossaryRow, map_glossary),
)
