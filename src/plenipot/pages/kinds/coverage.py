"""The pages of claims, gaps and sets."""

from __future__ import annotations

from collections.abc import Sequence

from plenipot.pages.kinds.disagreements import DISAGREEMENTS
from plenipot.pages.kinds.page_kind import PageKind

KINDS: Sequence[PageKind] = (
    PageKind("claim", ("Claim",), ("subject", "attributeName", "value", "followed", "reason"), (DISAGREEMENTS,)),
    PageKind(
        "gap",
        ("KnownGap",),
        (
            "gapSubject",
            "have",
            "expected",
            "gapResult",
            "tried",
            "triedOn",
            "stillMissing",
            "toBeFoundIn",
            "measuredBy",
        ),
        (),
    ),
    PageKind("set", ("CoverageSet",), ("coverageArea", "expected", "present", "complete"), ()),
)
