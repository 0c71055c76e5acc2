"""The topic scheme (SKOS), and assignments of topics to texts."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator
from rdflib import RDF, SKOS, URIRef

from plenipot.model.vocabulary import PLEN, RES
from plenipot.tables.facts import Facts
from plenipot.tables.instruments import EntityId, OptVersionId, VersionId, ref
from plenipot.tables.rows import Family, OptText, Row, Table, Text, Values, optional

SCHEME = RES["topic/scheme"]
TopicId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$")]
OptTopicId = Annotated[TopicId | None, optional]


class SchemeRow(Row):
    """The concept scheme of the topics."""

    id: Literal["scheme"]
    label: Text
    definition: Text


def map_scheme(row: SchemeRow, facts: Facts) -> None:
    facts.add_entity(SCHEME, SKOS.ConceptScheme, label=row.label, sources=row.source)
    facts.add_text(SCHEME, SKOS.definition, row.definition)


class TopicRow(Row):
    """A topic with its labels in six languages and its broader topics."""

    id: TopicId
    label_en: Text
    label_fr: OptText
    label_es: OptText
    label_ar: OptText
    label_ru: OptText
    label_zh: OptText
    alt_label: Values
    broader: Values
    definition_source: Values
    digwatch: OptText
    remark: OptText


def map_topic(row: TopicRow, facts: Facts) -> None:
    topic = facts.add_entity(RES[f"topic/{row.id}"], PLEN.Topic, label=row.label_en, sources=row.source)
    facts.add(topic, RDF.type, SKOS.Concept)
    _names(topic, row, facts)
    facts.add(topic, SKOS.inScheme, SCHEME)
    for broader in row.broader:
        facts.add(topic, SKOS.broader, RES[f"topic/{broader}"])
    if not row.broader:
        facts.add(topic, SKOS.topConceptOf, SCHEME)
    for key in row.definition_source:
        facts.add(topic, PLEN.definedIn, RES[f"source/{key}"])
    facts.add(topic, PLEN.digWatchBasket, row.digwatch)
    facts.add(topic, PLEN.remark, row.remark)


def _names(topic: URIRef, row: TopicRow, facts: Facts) -> None:
    names = {"en": row.label_en, "fr": row.label_fr, "es": row.label_es,
             "ar": row.label_ar, "ru": row.label_ru, "zh": row.label_zh}  # fmt: skip
    for language, name in names.items():
        facts.add_text(topic, SKOS.prefLabel, name, lang=language)
    for name in row.alt_label:
        facts.add_text(topic, SKOS.altLabel, name)


class PrintedRow(Row):
    """A topic heading as a source prints it, and the topics of the scheme that it clearly means."""

    printed_topic: Text
    topic: Values


def map_printed(row: PrintedRow, facts: Facts) -> None:
    node = facts.add_entity(RES[printed_path(row.printed_topic)], PLEN.PrintedTopic, row.printed_topic, row.source)
    for topic in row.topic:
        facts.add(node, PLEN.meansTopic, RES[f"topic/{topic}"])


def printed_path(printed: str) -> str:
    """Return the path of a printed topic.

    >>> printed_path("WSIS and SDGs")
    'printed-topic/wsis-and-sdgs'
    """
    return "printed-topic/" + re.sub(r"[^a-z0-9]+", "-", printed.lower()).strip("-")


class AssignmentRow(Row):
    """An assignment of a topic to a text, stated by a source or evident from a title."""

    id: EntityId
    instrument: EntityId
    version: OptVersionId
    version_as_printed: OptText
    topic: OptTopicId
    printed_topic: OptText
    basis: Literal[
        "title", "title (draft)", "grouping", "printed grouping", "list of issues", "subject as cited",
        "subject as reported",
    ]  # fmt: skip
    evidence: OptText

    @model_validator(mode="after")
    def _one_topic(self) -> AssignmentRow:
        if (self.topic is None) == (self.printed_topic is None):
            raise ValueError("either topic or printed_topic is filled")
        return self


def map_assignment(row: AssignmentRow, facts: Facts) -> None:
    label = f"{row.instrument} concerns {row.topic or row.printed_topic} ({row.basis})"
    node = facts.add_entity(RES[row.id], PLEN.TopicAssignment, label=label, sources=row.source)
    facts.add(node, PLEN.assignedInstrument, RES[row.instrument])
    facts.add(node, PLEN.assignedVersion, ref(row.version))
    facts.add(node, PLEN.assignedVersionText, row.version_as_printed)
    if row.topic is not None:
        facts.add(node, PLEN.assignedTopic, RES[f"topic/{row.topic}"])
    if row.printed_topic is not None:
        facts.add(node, PLEN.assignedPrintedTopic, RES[printed_path(row.printed_topic)])
    facts.add(node, PLEN.assignmentBasis, row.basis)
    facts.add(node, PLEN.evidence, row.evidence)


class TopicMentionRow(Row):
    """A machine count of the words of a topic in a text; not an assignment by an author."""

    id: EntityId
    instrument: EntityId
    version: VersionId
    topic: TopicId
    mentions: Annotated[int, Field(ge=1)]


def map_mention(row: TopicMentionRow, facts: Facts) -> None:
    label = f"{row.version} mentions {row.topic} {row.mentions} times"
    node = facts.add_entity(RES[row.id], PLEN.TopicMention, label=label, sources=row.source)
    facts.add(node, PLEN.mentionedIn, RES[row.version])
    facts.add(node, PLEN.mentionedTopic, RES[f"topic/{row.topic}"])
    facts.add(node, PLEN.mentionCount, row.mentions)


FAMILY = Family(
    "topics",
    tables=(
        Table("scheme", SchemeRow, map_scheme),
        Table("topic", TopicRow, map_topic),
        Table("printed", PrintedRow, map_printed),
        Table("assignment", AssignmentRow, map_assignment),
        Table("mention", TopicMentionRow, map_mention),
    ),
)
