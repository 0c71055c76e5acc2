"""Pages of organizations outside the Union; regional organizations of States are in ``states.py``."""

from __future__ import annotations

from collections.abc import Sequence

from plenipot.pages.kinds.page_kind import PageKind
from plenipot.pages.sections import Section

KINDS: Sequence[PageKind] = (
    PageKind(
        "organization",
        ("abbreviation", "stakeholderKind", "ituStatus", "sectorMemberIn", "remark"),
        (
            Section(
                "listings",
                "Where it is listed as a member",
                "where-an-organization-is-listed",
                "organization",
                columns={"category": "as", "sector": "in", "state": "State", "day": "by a list of", "remark": "remark"},
                node="listing",
            ),
            Section(
                "positions",
                "Positions it took",
                "positions-of-an-actor",
                "actor",
                columns={
                    "conference": "where",
                    "date": "when",
                    "stance": "stance, as reported",
                    "subject": "on what",
                    "about": "text or body",
                },
                node="position",
                empty="No position of this organization was found so far.",
            ),
            Section(
                "documents",
                "Reference documents it published",
                "documents-published-by-an-organization",
                "organization",
                columns={"document": "document", "date": "date", "conference": "conference", "concerns": "about"},
                node="document",
            ),
        ),
    ),
)
