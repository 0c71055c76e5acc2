"""The topics, and the statements that a text concerns one of them."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator
from rdflib import RDF, SKOS, URIRef

from plenipot.tables.facts import Facts
from plenipot.tables.instruments import EntityId, OptVersionId, VersionId, ref
from plenipot.tables.rows import Family, OptText, Row, Table, Text, Values, optional
from plenipot.vocabulary import PLEN, RES

SCHEME = RES["topic/scheme"]
TopicId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$")]
OptTopicId = Annotated[TopicId | None, optional]


class SchemeRow(Row):
    """The scheme that holds the topics."""

    id: Literal["scheme"]
    label: Text
    definition: Text


def map_scheme(row: SchemeRow, facts: Facts) -> None:
    facts.entity(SCHEME, SKOS.ConceptScheme, label=row.label, sources=row.source)
    facts.text(SCHEME, SKOS.definition, row.definition)


class TopicRow(Row):
    """A topic, its names and its place in the scheme."""

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
    topic = facts.entity(RES[f"topic/{row.id}"], PLEN.Topic, label=row.label_en, sources=row.source)
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
        facts.text(topic, SKOS.prefLabel, name, lang=language)
    for name in row.alt_label:
        facts.text(topic, SKOS.altLabel, name)


class PrintedRow(Row):
    """A grouping as a source prints it, and the topics that it clearly means."""

    printed_topic: Text
    topic: Values


def map_printed(row: PrintedRow, facts: Facts) -> None:
    node = facts.entity(RES[printed_path(row.printed_topic)], PLEN.PrintedTopic, row.printed_topic, row.source)
    for topic in row.topic:
        facts.add(node, PLEN.meansTopic, RES[f"topic/{topic}"])


def printed_path(printed: str) -> str:
    """The id of a printed topic.

    >>> printed_path("WSIS and SDGs")
    'printed-topic/wsis-and-sdgs'
    """
    return "printed-topic/" + re.sub(r"[^a-z0-9]+", "-", printed.lower()).strip("-")


class AssignmentRow(Row):
    """A source says, or shows by a title, that a text concerns a topic."""

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
    node = facts.entity(RES[row.id], PLEN.TopicAssignment, label=label, sources=row.source)
    facts.add(node, PLEN.assignedInstrument, RES[row.instrument])
    facts.add(node, PLEN.assignedVersion, ref(row.version))
    facts.add(node, PLEN.assignedVersionText, row.version_as_printed)
    if row.topic is not None:
        facts.add(node, PLEN.assignedTopic, RES[f"topic/{row.topic}"])
    if row.printed_topic is not None:
        facts.add(node, PLEN.assignedPrintedTopic, RES[printed_path(row.printed_topic)])
    facts.add(node, PLEN.assignmentBasis, row.basis)
    facts.add(node, PLEN.evidence, row.evidence)


class MentionRow(Row):
    """How often the words of a topic were counted by machine in a text: no author says so."""

    id: EntityId
    instrument: EntityId
    version: VersionId
    topic: TopicId
    mentions: Annotated[int, Field(ge=1)]


def map_mention(row: MentionRow, facts: Facts) -> None:
    label = f"{row.version} mentions {row.topic} {row.mentions} times"
    node = facts.entity(RES[row.id], PLEN.TopicMention, label=label, sources=row.source)
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
        Table("mention", MentionRow, map_mention),
    ),
)
