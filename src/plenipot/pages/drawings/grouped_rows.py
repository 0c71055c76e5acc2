"""Data of shape templates: grouped rows, ballots of elections, tallies of texts, and stacked bars."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from plenipot.api.view import View
from plenipot.model.terms import Cell
from plenipot.pages.drawings.natural_sort import natural_key
from plenipot.pages.sections import Drawing, FilledRow, FilledSection


@dataclass(frozen=True)
class RowGroup:
    """Rows with the same value in a column."""

    name: str
    """The HTML id of the group."""
    heading: Cell
    rows: Sequence[FilledRow]
    groups: Sequence[RowGroup] = ()


def grouped(*columns: str, other: str = "not known") -> Drawing:
    """Make a drawing that groups rows by columns; ``other`` is the heading of unbound values."""

    def draw(filled: FilledSection, view: View, iri: str) -> Sequence[RowGroup]:
        return groups(filled.rows, columns, other, filled.section.name)

    return draw


def groups(rows: Iterable[FilledRow], columns: Sequence[str], other: str, name: str) -> Sequence[RowGroup]:
    """Group rows by the first column, and each group by the other columns; groups are in order of their first row.

    Args:
        rows: the rows.
        columns: at least one column.
        other: the heading of rows without a value.
        name: the prefix of the groups' HTML ids.
    """
    column, *rest = columns
    row_groups = []
    for key, members in _rows_by(rows, column).items():
        anchor = f"{name}-{slug(key or other)}"
        heading = members[0].cells.get(column) or Cell(other)
        row_groups.append(RowGroup(anchor, heading, members, groups(members, rest, other, anchor) if rest else ()))
    return row_groups


def slug(text: str) -> str:
    """Make a part of an HTML id from the last segment of an IRI, or from a text.

    >>> slug("https://w3id.org/plenipot/region/a"), slug("not adopted")
    ('a', 'not-adopted')
    """
    return "-".join("".join(c if c.isascii() and c.isalnum() else " " for c in text.rpartition("/")[2]).lower().split())


# Votes ---------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Vote:
    """The result of a candidate in a ballot; None where it is not known."""

    row: FilledRow
    votes: int | None
    share: float
    """Length of the bar in percent of the longest bar."""
    elected: bool | None
    remark: str


@dataclass(frozen=True)
class Ballot:
    """A round of an election, or the candidates of a region."""

    heading: str | Cell
    round: str
    date: str
    cast: str
    majority: str
    line: float | None
    """Position of the required majority in percent of the longest bar."""
    votes: Sequence[Vote]

    @property
    def counted(self) -> bool:
        """Whether the votes of any candidate are known."""
        return any(vote.votes is not None for vote in self.votes)


@dataclass(frozen=True)
class Contest:
    """An election with its ballots; ``candidates`` is the number of candidacies."""

    name: str
    heading: Cell
    post: str | None
    """IRI of the elected office or body."""
    ballots: Sequence[Ballot]
    candidates: int


# The order in which a plenipotentiary conference elects.
_POST_ORDER = (
    "secretary-general",
    "deputy-secretary-general",
    "director-br",
    "director-tsb",
    "director-bdt",
    "rrb",
    "council",
)


def contests(heading: str) -> Drawing:
    """Make a drawing of elections, headed by the column ``post`` or ``conference``.

    Elections of different posts are in the order in which a conference elects; those of one post, latest first.
    """

    def draw(filled: FilledSection, view: View, iri: str) -> Sequence[Contest]:
        elections = [_contest(heading, rows) for rows in _rows_by(filled.rows, "election").values()]
        return sorted(elections, key=_post_rank) if heading == "post" else elections[::-1]

    return draw


def _post_rank(group: Contest | RowGroup) -> int:
    name = (group.heading.iri or "").rpartition("/")[2]
    return _POST_ORDER.index(name) if name in _POST_ORDER else -1


def posts(filled: FilledSection, view: View, iri: str) -> Sequence[RowGroup]:
    """Group rows by elected post, in the order in which a conference elects them, and by region."""
    return sorted(groups(filled.rows, ("post", "region"), "", filled.section.name), key=_post_rank)


def _rows_by(rows: Iterable[FilledRow], column: str) -> Mapping[str, list[FilledRow]]:
    by_value: dict[str, list[FilledRow]] = {}
    for row in rows:
        cell = row.cells.get(column)
        by_value.setdefault((cell.iri or cell.text) if cell else "", []).append(row)
    return by_value


def _contest(heading: str, rows: Sequence[FilledRow]) -> Contest:
    first = rows[0].cells
    rounds = _rows_by(rows, "round")
    parts = rounds if len(rounds) > 1 or "" not in rounds else _rows_by(rows, "region")
    longest = max((row.number("votes") or 0 for row in rows), default=0)
    ballots = [_ballot(part, longest) for part in parts.values()]
    number = len({row.cells["candidacy"].iri for row in rows})
    return Contest(slug(first["election"].iri or ""), first[heading], first["post"].iri, ballots, number)


def _ballot(rows: Sequence[FilledRow], longest: int) -> Ballot:
    first = rows[0]
    number, region = first.text("round"), first.cells.get("region")
    heading: str | Cell = f"Round {number}" if number else region or ""
    majority = first.number("majority")
    line = 100 * majority / max(longest, majority) if majority else None
    votes = [_vote(row, max(longest, majority or 0)) for row in rows]
    return Ballot(heading, number, first.text("date"), first.text("votesCast"), first.text("majority"), line, votes)


def _vote(row: FilledRow, longest: int) -> Vote:
    number = row.number("votes")
    elected_text = row.text("elected")
    elected = elected_text == "true" if elected_text else None
    if elected is None and row.text("outcome") and not row.text("round"):
        elected = row.text("outcome") == "elected"
    withdrew = f"withdrew {row.text('withdrew')}" if row.text("withdrew") else ""
    remark = row.text("remark").removeprefix("candidate; no result found").removeprefix("; ")
    remark = remark.removesuffix("; no result found")
    remarks = (withdrew, "unopposed" if row.text("unopposed") == "true" else "", remark)
    share = 100 * number / longest if number and longest else 0.0
    return Vote(row, number, round(share, 1), elected, "; ".join(text for text in remarks if text))


# Texts and proposals -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Tally:
    """Numbers of rows by action and kind: ``numbers`` by name of the action group and IRI of the kind."""

    actions: Sequence[RowGroup]
    kinds: Mapping[str, Cell]
    numbers: Mapping[tuple[str, str], int]


_ACTIONS = ("adopted", "revised", "abrogated")


_KINDS = ("Resolution", "Decision", "Recommendation", "Opinion")


def tally(filled: FilledSection, view: View, iri: str) -> Tally:
    """Group texts by action (adopted, revised, abrogated) and kind, in order of their numbers."""
    rows = sorted(filled.rows, key=lambda row: (_kind_rank(row.cells.get("kind")), natural_key(row.text("instrument"))))
    action_groups = groups(rows, ("action", "kind"), "other", filled.section.name)
    actions = sorted(
        action_groups,
        key=lambda group: _ACTIONS.index(group.heading.text) if group.heading.text in _ACTIONS else len(_ACTIONS),
    )
    unsorted_kinds = {kind.heading.iri or "": kind.heading for action in action_groups for kind in action.groups}
    kinds = dict(sorted(unsorted_kinds.items(), key=lambda item: _kind_rank(item[1])))
    numbers = {
        (action.name, kind.heading.iri or ""): len(kind.rows) for action in action_groups for kind in action.groups
    }
    return Tally(actions, kinds, numbers)


def _kind_rank(kind: Cell | None) -> int:
    name = (kind.iri or "").rpartition("/")[2] if kind else ""
    return _KINDS.index(name) if name in _KINDS else len(_KINDS)


@dataclass(frozen=True)
class Bar:
    """A stacked bar with its heading; ``parts`` are the numbers of its segments."""

    heading: Cell
    total: int
    parts: Sequence[int]
    spans: Sequence[tuple[float, float]] = field(default=())
    """Start and length of each segment in percent of the longest bar."""


OUTCOMES = ("adopted", "not adopted", "not known")


def outcomes_by_region(filled: FilledSection, view: View, iri: str) -> Sequence[Bar]:
    """Count proposals by region and outcome; a proposal of two regions counts in both."""
    by_region: dict[str, dict[str, set[str]]] = {}
    for row in filled.rows:
        kind = row.text("kind") or row.text("inferredKind")
        outcome = "adopted" if kind.startswith("adopted") else kind if kind in OUTCOMES else "not known"
        for region in (row.text("region") or "proposer not named, or of no region").split(" | "):
            by_region.setdefault(region, {}).setdefault(outcome, set()).add(row.cells["proposal"].iri or "")
    return bars(
        (Cell(name), [len(kinds.get(outcome, ())) for outcome in OUTCOMES]) for name, kinds in by_region.items()
    )


def outcomes_by_topic(filled: FilledSection, view: View, iri: str) -> Sequence[Bar]:
    """Count proposals by topic and outcome."""
    counts = []
    for row in filled.rows:
        total, adopted, not_adopted = (row.number(name) or 0 for name in ("proposals", "adopted", "notAdopted"))
        counts.append((row.cells["topic"], [adopted, not_adopted, max(total - adopted - not_adopted, 0)]))
    return bars(counts)


def bars(counts: Iterable[tuple[Cell, Sequence[int]]]) -> Sequence[Bar]:
    """Make stacked bars, the longest first.

    >>> [(bar.total, bar.spans) for bar in bars([(Cell("a"), [1, 0, 1]), (Cell("b"), [4, 0, 0])])]
    [(4, ((0.0, 100.0), (100.0, 0.0), (100.0, 0.0))), (2, ((0.0, 25.0), (25.0, 0.0), (25.0, 25.0)))]
    """
    ordered = sorted(counts, key=lambda item: -sum(item[1]))
    longest = max((sum(parts) for _, parts in ordered), default=0) or 1
    return [Bar(heading, sum(parts), parts, _spans(parts, longest)) for heading, parts in ordered]


def _spans(parts: Sequence[int], longest: int) -> tuple[tuple[float, float], ...]:
    starts = [sum(parts[:index]) for index in range(len(parts))]
    scale = 100 / longest
    return tuple((round(at * scale, 2), round(part * scale, 2)) for at, part in zip(starts, parts, strict=True))
