"""Page of a topic."""

from __future__ import annotations

from collections.abc import Sequence

from plenipot.pages.drawings import provision_rows, topic_tree
from plenipot.pages.kinds.page_kind import PageKind
from plenipot.pages.kinds.texts import TEMPLATE
from plenipot.pages.sections import Section

ALL_TEXTS = 800
"""Row limit of the section of texts, which has a row per text and narrower topic."""

KINDS: Sequence[PageKind] = (
    PageKind(
        "topic",
        ("definition", "digWatchBasket", "definedIn", "remark"),
        (
            Section(
                "place",
                "Broader and narrower topics",
                "where-a-topic-stands",
                "topic",
                shape="texts/place",
                draw=topic_tree.place,
                note="The number of texts counts those that touch the topic or a narrower one.",
            ),
            Section(
                "years",
                "Texts by body and year",
                "texts-on-a-topic-by-body-and-year",
                "topic",
                shape="texts/bodies",
                draw=topic_tree.chart,
                note=(
                    "Versions that each body adopted or revised in a year, of the texts below. Of some "
                    "bodies only those texts are known that others cite."
                ),
            ),
            Section(
                "texts",
                "Texts that touch it",
                "resolutions-that-touch-internet-policy",
                "topic",
                shape="texts/texts",
                draw=provision_rows.by_body,
                node="instrument",
                empty="No source that was read assigns this topic, or a narrower one, to a text.",
                max_rows=ALL_TEXTS,
            ),
            Section(
                "proposals",
                "Proposals about these texts",
                "proposals-on-a-topic",
                "topic",
                shape="texts/proposals",
                draw=provision_rows.by_conference,
                node="proposal",
                note="Proposals to change a text that touches the topic; a proposal of a new text is not among them.",
                empty="No proposal about a text on this topic is known.",
            ),
            Section(
                "publications",
                "Consultations and publications",
                "publications-that-texts-on-a-topic-cite",
                "topic",
                shape="texts/kinds",
                draw=provision_rows.by_kind,
                node="work",
                note=(
                    "Publications that texts on the topic cite. The catalogue of publications itself does "
                    "not say which topics they treat."
                ),
                empty="No consultation on the topic is known, and no text on it cites a publication.",
            ),
            Section(
                "matches",
                "What others call it",
                "topics-and-their-matches-elsewhere",
                "topic",
                columns={
                    "targetName": "name there",
                    "set": "in",
                    "match": "how close",
                    "target": "identifier",
                    "confidence": "confidence",
                },
                node="link",
                empty="No match in another vocabulary was found.",
            ),
        ),
        TEMPLATE,
        timely=True,
    ),
)
