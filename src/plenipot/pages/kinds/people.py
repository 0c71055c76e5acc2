"""Pages of persons and offices."""

from __future__ import annotations

from collections.abc import Sequence

from plenipot.pages.drawings.bar_timeline import timeline
from plenipot.pages.drawings.grouped_rows import contests
from plenipot.pages.kinds.disagreements import DISAGREEMENTS
from plenipot.pages.kinds.page_kind import PageKind
from plenipot.pages.sections import FilledRow, Section


def _role(row: FilledRow) -> str:
    """Return the text of a bar in the timeline of a person.

    >>> from plenipot.model.terms import Cell
    >>> _role(FilledRow({"as": Cell("chair"), "what": Cell("Study Group 17")}, None))
    'chair, Study Group 17'
    """
    return row.text("what") if row.text("as") == "holder" else f"{row.text('as')}, {row.text('what')}"


def _holder(row: FilledRow) -> str:
    return f"{row.text('person')} ({row.text('capacity')})" if row.text("capacity") else row.text("person")


KINDS: Sequence[PageKind] = (
    PageKind(
        "person",
        ("nationality", "remark"),
        (
            Section(
                "roles",
                "Offices, seats, chairs and roles",
                "offices-seats-and-roles-of-a-person",
                "person",
                shape="timeline",
                columns={
                    "what": "office, body or conference",
                    "as": "as",
                    "start": "from",
                    "end": "to",
                    "state": "State",
                    "electedAt": "elected at",
                    "votes": "votes",
                    "basis": "dates or seat",
                    "endReason": "why it ended",
                },
                node="role",
                note="Derived dates follow from the length of a term; a derived seat follows from another statement.",
                empty="No office, seat, chair or role is in the graph.",
                history=True,
                draw=timeline(_role),
            ),
            Section(
                "candidacies",
                "Candidacies",
                "candidates-rounds-and-votes",
                "person",
                columns={
                    "conference": "conference",
                    "post": "for",
                    "round": "round",
                    "votes": "votes",
                    "votesCast": "of",
                    "majority": "needed",
                    "outcome": "result",
                    "withdrew": "withdrew",
                    "remark": "remark",
                },
                node="candidacy",
                note="The result is that of the whole election; where it is empty, none was found.",
            ),
            DISAGREEMENTS,
        ),
        "people.html",
        timely=True,
    ),
    PageKind(
        "office",
        ("officeOf", "electedByBody", "establishedBy", "remark"),
        (
            Section(
                "holders",
                "Holders",
                "secretaries-general-and-how-they-were-elected",
                "office",
                shape="timeline",
                columns={
                    "person": "person",
                    "nationality": "State",
                    "start": "from",
                    "end": "to",
                    "capacity": "capacity",
                    "electedAt": "elected at",
                    "appointedBy": "appointed by",
                    "votes": "votes",
                    "votesCast": "of",
                    "endReason": "why it ended",
                    "termBasis": "dates",
                },
                node="tenure",
                note="Derived dates follow from the length of a term. A bar with a broken edge has a beginning "
                "or an end that is not known.",
                empty="No holder is in the graph.",
                history=True,
                draw=timeline(_holder),
            ),
            Section(
                "elections",
                "Elections",
                "candidates-rounds-and-votes",
                "post",
                shape="contests",
                node="candidacy",
                note="The last comes first. As far as found: a round or a figure that no source prints is missing.",
                max_rows=400,
                draw=contests("conference"),
            ),
            Section(
                "duties",
                "Duties",
                "duties-of-an-elected-official",
                "office",
                columns={
                    "provision": "provision",
                    "modality": "may or must",
                    "verb": "what",
                    "object": "in short",
                    "involves": "involves",
                },
                names={"provision": "number"},
                note="Under the Constitution and the Convention as amended up to 2022; in short, not in the "
                "words of the text.",
                node="provision",
            ),
            DISAGREEMENTS,
        ),
        "people.html",
        timely=True,
    ),
)
