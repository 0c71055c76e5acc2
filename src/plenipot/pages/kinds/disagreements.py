"""The section about disagreements between sources, for the page of any thing."""

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
"""Pages omit the section if sources agree: it has no ``empty`` text."""
