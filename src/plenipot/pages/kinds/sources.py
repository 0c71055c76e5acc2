"""Page of a source: the things that are derived from it, and the claims that other sources contradict."""

from __future__ import annotations

from collections.abc import Sequence

from plenipot.pages.kinds.page_kind import PageKind
from plenipot.pages.sections import Section

KINDS: Sequence[PageKind] = (
    PageKind(
        "source",
        ("publisherName", "sourceKind", "date", "remark"),
        (
            Section(
                "counts",
                "How much rests on it",
                "what-rests-on-a-source-by-kind",
                "source",
                shape="counts",
                columns={"kind": "kind of thing", "things": "things"},
                empty="Nothing in this release rests on this source.",
            ),
            Section(
                "things",
                "What rests on it",
                "things-that-rest-on-a-source",
                "source",
                columns={"thing": "thing", "kind": "kind"},
                node="thing",
                note="At most two hundred things; the numbers above lead to all of a kind.",
                max_rows=60,
            ),
            Section(
                "claims",
                "Where others contradict it",
                "claims-of-a-source",
                "source",
                columns={
                    "subject": "about",
                    "attribute": "what",
                    "value": "this source",
                    "followed": "followed here",
                    "otherValue": "others",
                    "reason": "why",
                },
                node="claim",
                empty="No other source is known to contradict it.",
            ),
        ),
        "source.html",
    ),
)
