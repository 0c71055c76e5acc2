"""Pages of resolutions, decisions, opinions and recommendations, and of their versions and editions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from plenipot.pages.drawings import citation_graph, provision_rows, version_history
from plenipot.pages.kinds.disagreements import DISAGREEMENTS
from plenipot.pages.kinds.page_kind import PageKind
from plenipot.pages.sections import Section

TEMPLATE = "text.html"

VERSIONS = Section(
    "versions",
    "Versions",
    "what-conferences-did-to-a-text",
    "text",
    shape="texts/history",
    draw=version_history.versions,
    node="node",
    empty="No version of this text is known: only that it exists.",
)
EDITIONS = Section(
    "editions",
    "Editions",
    "editions-of-a-recommendation",
    "work",
    shape="texts/editions",
    draw=version_history.editions,
    node="edition",
    history=True,
)
CITATIONS = Section(
    "citations",
    "Citations",
    "what-a-text-cites-and-what-cites-it",
    "text",
    shape="texts/citations",
    draw=citation_graph.citations,
    node="citation",
    empty=(
        "No citation is known: neither of this text by another nor the other way round. Only texts that "
        "were read in full have citations."
    ),
)
CLAUSES = Section(
    "clauses",
    "Who is instructed or invited to act",
    "whom-a-text-instructs-and-invites",
    "text",
    shape="texts/clauses",
    draw=provision_rows.clauses,
    node="clause",
    note=(
        "Operative headings in their order, with the addressee as printed, and the offices and bodies that are meant. "
        "Of a version that was not read in full only single clauses are known."
    ),
    empty="No operative clause is known: no version of this text was read in full.",
)
TOPICS = Section(
    "topics",
    "Topics, and who says so",
    "topics-of-a-text-and-who-says-so",
    "text",
    shape="texts/topics",
    draw=provision_rows.topics,
    node="assignment",
    empty="No source that was read assigns a topic to this text.",
)
WORDS = Section(
    "words",
    "Words of topics, counted",
    "words-of-topics-counted-in-resolution-101",
    "instrument",
    columns={"topic": "topic", "mentions": "times", "version": "in"},
    note="Counted by machine in the text. Nobody says by that that the text concerns the topic.",
)
PROPOSALS = Section(
    "proposals",
    "Proposals to change it",
    "proposals-about-a-text",
    "text",
    shape="texts/proposals",
    draw=provision_rows.by_conference,
    node="proposal",
    note="What a source says of a proposal and what can only be inferred stand apart.",
    empty="No proposal about this text is known. The record of proposals is far from complete.",
)
POSITIONS = Section(
    "positions",
    "Positions on it",
    "positions-on-a-text",
    "text",
    columns={"holder": "who", "attitude": "for or against", "stance": "in the words of the source", "subject": "on"},
    node="position",
)
RELATED = Section(
    "kin",
    "What it carries out, who follows it up",
    "how-a-text-stands-to-others",
    "text",
    shape="texts/stands",
    draw=provision_rows.relations,
    node="node",
    note=(
        "Where a source says more than that one cites the other. Texts of the Assemblies, the Conferences "
        "and the Council that only cite it stand under citations."
    ),
    empty=(
        "No source says that it carries out another text, is carried out or followed up, or refers to a "
        "goal or an action line."
    ),
)
MARKED_UP = Section(
    "documents",
    "Marked-up documents",
    "marked-up-documents-of-a-text",
    "text",
    columns={"document": "document", "title": "title", "version": "version", "expression": "Akoma Ntoso address"},
    node="document",
)
ADDITIONS = Section(
    "additions",
    "Amendments, corrigenda and supplements",
    "additions-to-a-recommendation",
    "work",
    columns={
        "addition": "publication",
        "kind": "kind",
        "ofEdition": "of edition",
        "title": "title",
        "lastPublished": "published",
    },
    node="addition",
)
STRUCTURE = Section(
    "structure",
    "How it is built",
    "structure-of-a-resolution",
    "version",
    columns={"heading": "heading", "kind": "gives reasons or decides", "items": "items", "addressee": "addressed to"},
    node="part",
)

PUBLICATION = (
    "number",
    "alsoNumbered",
    "publicationKind",
    "adoptedBy",
    "series",
    "publishingSector",
    "concernsWork",
    "concernsEdition",
    "latestEdition",
    "status",
)

KINDS: Sequence[PageKind] = (
    PageKind(
        "publication",
        PUBLICATION,
        (
            EDITIONS,
            replace(VERSIONS, empty=""),
            ADDITIONS,
            replace(CITATIONS, empty="No resolution or decision that was read cites it."),
            replace(PROPOSALS, empty=""),
            DISAGREEMENTS,
        ),
        TEMPLATE,
        timely=True,
    ),
    PageKind(
        "text",
        (
            "number",
            "workingNumber",
            "titleOrSubject",
            "adoptedBy",
            "status",
            "firstAdoptedAt",
            "dealtWithAt",
            "reportedAction",
            "latestKnownVersion",
            "abrogatedAt",
            "revisionChain",
        ),
        (
            VERSIONS,
            CLAUSES,
            TOPICS,
            CITATIONS,
            RELATED,
            PROPOSALS,
            POSITIONS,
            MARKED_UP,
            WORDS,
            DISAGREEMENTS,
        ),
        TEMPLATE,
        timely=True,
    ),
    PageKind(
        "version",
        (
            "versionOf",
            "versionLabel",
            "otherVersionLabel",
            "adoptedAt",
            "versionAction",
            "revises",
            "revisedBy",
            "previousBasis",
            "titleBasis",
            "documentUrl",
        ),
        (
            replace(VERSIONS, title="Among the versions of the text", empty=""),
            replace(CLAUSES, empty="No operative clause is known: this version was not read in full."),
            replace(CITATIONS, empty="No citation is known, by this version or of it."),
            STRUCTURE,
            replace(RELATED, empty=""),
            POSITIONS,
            MARKED_UP,
            DISAGREEMENTS,
        ),
        TEMPLATE,
    ),
    PageKind(
        "edition",
        (
            "editionOf",
            "editionIdentifier",
            "published",
            "status",
            "inForce",
            "responsibleGroup",
            "documentUrl",
            "editionNumber",
            "addressCode",
        ),
        (replace(CITATIONS, empty=""),),
        TEMPLATE,
    ),
    PageKind(
        "outside text",
        (
            "status",
            "documentSymbol",
            "adoptedIn",
            "roleInProcess",
            "outcomeOf",
            "setOutIn",
            "partOfActionLine",
            "actionLineCode",
        ),
        (
            replace(CITATIONS, empty="No text of the Union that was read cites it."),
            replace(RELATED, empty="", title="How it stands to other texts and groups", note=""),
            POSITIONS,
        ),
        TEMPLATE,
    ),
)
