"""Where sources disagree about a thing: a section for the page of any."""

from __future__ import annotations

from plenipot.pages.drawings.grouped_rows import grouped
from plenipot.pages.sections import Section

DISAGREEMENTS = Section(
    "disagreements",
    "Where sources disagree",
    "where-sources-disagree-about-a-thing",
    "thing",
    shape="claims",
    draw=grouped("subject", "what"),
    columns={"value": "value", "reason": "why", "sources": "sources"},
    node="claim",
    note="Sources give different values. All are kept; the one that is followed stands in the rest of the page.",
)
"""It is left out where sources agree."""
