"""Pages of treaties, articles and provisions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from plenipot.pages.drawings import provision_rows, version_history
from plenipot.pages.kinds.disagreements import DISAGREEMENTS
from plenipot.pages.kinds.page_kind import PageKind
from plenipot.pages.kinds.texts import CITATIONS, POSITIONS, PROPOSALS, TEMPLATE
from plenipot.pages.sections import Section

LAID_DOWN = Section(
    "duties",
    "Whom it binds, entitles or empowers",
    "what-a-provision-lays-down",
    "part",
    shape="texts/duties",
    draw=provision_rows.laid_down,
    node="node",
    note="In words of our own, not those of the treaty; as amended through 2022.",
    empty="No duty, right or mandate was read from it.",
)
REFERENCES = Section(
    "references",
    "References between provisions",
    "what-refers-to-a-provision",
    "part",
    shape="texts/references",
    draw=provision_rows.references,
    node="other",
    empty="It refers to no other provision, and none refers to it.",
)
AMENDED = Section(
    "amendments",
    "What amended it",
    "what-amended-a-provision",
    "part",
    shape="texts/amendments",
    draw=provision_rows.amendments,
    note=(
        "By the marks beside the provisions in the texts that were read. A mark says that a conference "
        "touched a provision, not what it changed."
    ),
    empty="No mark of an amendment stands beside it.",
)
PROVISIONS = Section(
    "provisions",
    "Provisions",
    "provisions-of-an-article",
    "part",
    shape="texts/provisions",
    draw=provision_rows.provisions,
    node="provision",
    note="The words of the treaty are not in the graph: numbers, states and marks of amendment only.",
)
CITED = replace(CITATIONS, title="Texts that cite it", empty="No resolution or decision that was read cites it.")
PROPOSED = replace(PROPOSALS, empty="No proposal about it is known.")

KINDS: Sequence[PageKind] = (
    PageKind(
        "treaty",
        (
            "status",
            "date",
            "entryIntoForce",
            "adoptedAtConference",
            "depositary",
            "replaces",
            "replacedBy",
            "amends",
            "remark",
        ),
        (
            Section(
                "chain",
                "Before and after",
                "chain-of-a-treaty",
                "treaty",
                shape="texts/chain",
                draw=version_history.treaties,
                node="link",
            ),
            Section(
                "acts",
                "What conferences did to it",
                "acts-of-conferences-on-a-treaty",
                "treaty",
                columns={"date": "date", "conference": "conference", "did": "what it did", "remark": "remark"},
                node="act",
                empty="No act of a conference on this treaty is recorded.",
            ),
            Section(
                "amendments",
                "Instruments that amend it",
                "amendments-of-the-constitution",
                "treaty",
                columns={
                    "instrument": "instrument",
                    "conference": "conference",
                    "date": "date",
                    "entryIntoForce": "in force from",
                },
                node="instrument",
            ),
            Section(
                "signatures",
                "Who signed",
                "signatures-under-a-treaty",
                "treaty",
                shape="texts/signatures",
                draw=provision_rows.statuses,
                node="signature",
                note=(
                    "Only States of which a source that was read speaks. Signed, did not sign, announced "
                    "that it would not and disagreed are four things, none of which follows from another."
                ),
                empty="No list of those who signed this treaty was read.",
                max_rows=400,
            ),
            Section(
                "articles",
                "Articles and annexes",
                "articles-of-a-treaty",
                "treaty",
                shape="texts/articles",
                draw=provision_rows.chapters,
                node="division",
                note="The words of the treaty are not in the graph.",
                empty="The articles of this treaty are not in the graph.",
                max_rows=400,
            ),
            CITED,
            PROPOSED,
            POSITIONS,
            DISAGREEMENTS,
        ),
        TEMPLATE,
        timely=True,
    ),
    PageKind(
        "article",
        ("inTreaty", "chapterTitle", "sectionTitle", "provisionRange", "status", "textState", "titleAmendedAt"),
        (PROVISIONS, LAID_DOWN, AMENDED, REFERENCES, CITED, PROPOSED, DISAGREEMENTS),
        TEMPLATE,
    ),
    PageKind(
        "provision",
        ("inTreaty", "inArticle", "status", "amendedAt", "textState", "namesBody", "remark"),
        (
            LAID_DOWN,
            AMENDED,
            REFERENCES,
            CITED,
            PROPOSED,
            replace(PROVISIONS, title="Where it stands in its article"),
            DISAGREEMENTS,
        ),
        TEMPLATE,
    ),
)
