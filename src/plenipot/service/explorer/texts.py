"""The pages of resolutions, decisions, opinions and recommendations."""

from __future__ import annotations

from collections.abc import Sequence

from plenipot.service.explorer.kinds import Kind
from plenipot.service.explorer.sections import Section

KINDS: Sequence[Kind] = (
    Kind(
        "text",
        ("Instrument",),
        ("number", "adoptedBy", "status", "firstAdoptedAt", "abrogatedAt"),
        (
            Section(
                "versions",
                "Versions",
                "revision-history-of-resolution-102",
                "instrument",
                columns={
                    "version": "version",
                    "title": "title",
                    "conference": "conference",
                    "action": "what the conference did",
                },
                node="version",
            ),
        ),
        timely=True,
    ),
)
