"""Pages of claims, gaps and coverage sets."""

from __future__ import annotations

from collections.abc import Sequence

from plenipot.pages.kinds.disagreements import DISAGREEMENTS
from plenipot.pages.kinds.page_kind import PageKind

KINDS: Sequence[PageKind] = (
    PageKind("claim", ("subject", "attributeName", "value", "followed", "reason"), (DISAGREEMENTS,)),
    PageKind(
        "gap",
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
    PageKind("set", ("coverageArea", "expected", "present", "complete"), ()),
)
