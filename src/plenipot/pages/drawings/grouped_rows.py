"""Shapes that need more than rows: rows put into groups, and the numbers of charts that are drawn on the server."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from plenipot.api.view import View
from plenipot.model.terms import Cell
from plenipot.pages.sections import Drawing, Filled, FilledRow


@dataclass(frozen=True)
class RowGroup:
    """Rows that have a value in common."""

    name: str
    """The end of an anchor on the page."""
    heading: Cell
    rows: Sequence[FilledRow]
    groups: Sequence[RowGroup] = ()


def grouped(*columns: str, other: str = "not known") -> Drawing:
    """A drawing that puts rows into groups by columns, in the order in which their values come first."""

    def draw(filled: Filled, view: View, iri: str) -> Sequence[RowGroup]:
        return groups(filled.rows, columns, other, filled.section.name)

    return draw


def groups(rows: Iterable[FilledRow], columns: Sequence[str], other: str, name: str) -> Sequence[RowGroup]:
    """The rows by the first column, then within each group by the others."""
    column, *rest = columns
    found: dict[str, list[FilledRow]] = {}
    for row in rows:
        each = row.cells.get(column)
        found.setdefault((each.iri or each.text) if each else "", []).append(row)
    made = []
    for key, members in found.items():
        anchor = f"{name}-{slug(key or other)}"
        heading = members[0].cells.get(column) or Cell(other)
        made.append(RowGroup(anchor, heading, members, groups(members, rest, other, anchor) if rest else ()))
    return made


def slug(text: str) -> str:
    """The last word of an address, or a text, as the end of an anchor.

    >>> slug("https://w3id.org/plenipot/region/a"), slug("not adopted")
    ('a', 'not-adopted')
    """
    return "-".join("".join(c if c.isascii() and c.isalnum() else " " for c in text.rpartition("/")[2]).lower().split())


# Votes ---------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Vote:
    """A candidate in a ballot."""

    row: FilledRow
    votes: int | None
    share: float
    """The length of the bar in percent."""
    elected: bool | None
    remark: str


@dataclass(frozen=True)
class Ballot:
    """A round, or the candidates of a region."""

    heading: str | Cell
    round: str
    date: str
    cast: str
    majority: str
    line: float | None
    """Where the majority lies, in percent of the longest bar."""
    votes: Sequence[Vote]

    @property
    def counted(self) -> bool:
        """Whether a figure is known."""
        return any(each.votes is not None for each in self.votes)


@dataclass(frozen=True)
class Contest:
    """An election with its ballots."""

    name: str
    heading: Cell
    post: str | None
    """What is elected."""
    ballots: Sequence[Ballot]
    candidates: int


# The order in which a conference elects.
_POSTS = (
    "secretary-general",
    "deputy-secretary-general",
    "director-br",
    "director-tsb",
    "director-bdt",
    "rrb",
    "council",
)


def contests(heading: str) -> Drawing:
    """A drawing of elections, each under the value of a column."""

    def draw(filled: Filled, view: View, iri: str) -> Sequence[Contest]:
        made = [_contest(heading, rows) for rows in _by(filled.rows, "election").values()]
        return sorted(made, key=_turn) if heading == "post" else made[::-1]

    return draw


def _turn(each: Contest | RowGroup) -> int:
    name = (each.heading.iri or "").rpartition("/")[2]
    return _POSTS.index(name) if name in _POSTS else -1


def posts(filled: Filled, view: View, iri: str) -> Sequence[RowGroup]:
    """Offices, boards and the Council in the order in which a conference elects them, each by region."""
    return sorted(groups(filled.rows, ("post", "region"), "", filled.section.name), key=_turn)


def _by(rows: Iterable[FilledRow], column: str) -> Mapping[str, list[FilledRow]]:
    found: dict[str, list[FilledRow]] = {}
    for row in rows:
        each = row.cells.get(column)
        found.setdefault((each.iri or each.text) if each else "", []).append(row)
    return found


def _contest(heading: str, rows: Sequence[FilledRow]) -> Contest:
    first = rows[0].cells
    rounds = _by(rows, "round")
    parts = rounds if len(rounds) > 1 or "" not in rounds else _by(rows, "region")
    longest = max((_number(row, "votes") or 0 for row in rows), default=0)
    ballots = [_ballot(part, longest) for part in parts.values()]
    number = len({row.cells["candidacy"].iri for row in rows})
    return Contest(slug(first["election"].iri or ""), first[heading], first["post"].iri, ballots, number)


def _ballot(rows: Sequence[FilledRow], longest: int) -> Ballot:
    first = rows[0]
    number, region = first.text("round"), first.cells.get("region")
    heading: str | Cell = f"Round {number}" if number else region or ""
    majority = _number(first, "majority")
    line = 100 * majority / max(longest, majority) if majority else None
    votes = [_vote(row, max(longest, majority or 0)) for row in rows]
    return Ballot(heading, number, first.text("date"), first.text("votesCast"), first.text("majority"), line, votes)


def _vote(row: FilledRow, longest: int) -> Vote:
    number = _number(row, "votes")
    said = row.text("elected")
    elected = said == "true" if said else None
    if elected is None and row.text("outcome") and not row.text("round"):
        elected = row.text("outcome") == "elected"
    withdrew = f"withdrew {row.text('withdrew')}" if row.text("withdrew") else ""
    remark = row.text("remark").removeprefix("candidate; no result found").removeprefix("; ")
    remark = remark.removesuffix("; no result found")
    remarks = (withdrew, "unopposed" if row.text("unopposed") == "true" else "", remark)
    share = 100 * number / longest if number and longest else 0.0
    return Vote(row, number, round(share, 1), elected, "; ".join(each for each in remarks if each))


def _number(row: FilledRow, column: str) -> int | None:
    text = row.text(column)
    return int(text) if text.isdigit() else None


# Texts and proposals -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Tally:
    """How many rows there are of each kind and action."""

    actions: Sequence[RowGroup]
    kinds: Mapping[str, Cell]
    numbers: Mapping[tuple[str, str], int]


_ACTIONS = ("adopted", "revised", "abrogated")


_KINDS = ("Resolution", "Decision", "Recommendation", "Opinion")


def tally(filled: Filled, view: View, iri: str) -> Tally:
    """Texts by what was done to them and by their kind, in the order of their numbers."""
    rows = sorted(filled.rows, key=lambda row: (_place(row.cells.get("kind")), natural(row.text("instrument"))))
    made = groups(rows, ("action", "kind"), "other", filled.section.name)
    actions = sorted(
        made, key=lambda each: _ACTIONS.index(each.heading.text) if each.heading.text in _ACTIONS else len(_ACTIONS)
    )
    found = {kind.heading.iri or "": kind.heading for action in made for kind in action.groups}
    kinds = dict(sorted(found.items(), key=lambda each: _place(each[1])))
    numbers = {(action.name, kind.heading.iri or ""): len(kind.rows) for action in made for kind in action.groups}
    return Tally(actions, kinds, numbers)


def _place(kind: Cell | None) -> int:
    name = (kind.iri or "").rpartition("/")[2] if kind else ""
    return _KINDS.index(name) if name in _KINDS else len(_KINDS)


def natural(text: str) -> list[tuple[int, str]]:
    """A key that puts numbers in a text in their order.

    >>> sorted(["Resolution 102", "Resolution 2"], key=natural)
    ['Resolution 2', 'Resolution 102']
    """
    return [(int(part), "") if part.isdigit() else (0, part) for part in re.split("([0-9]+)", text)]


@dataclass(frozen=True)
class Bar:
    """How much of something became what."""

    heading: Cell
    total: int
    parts: Sequence[int]
    spans: Sequence[tuple[float, float]] = field(default=())
    """Where each part begins and how long it is, in percent of the longest bar."""


OUTCOMES = ("adopted", "not adopted", "not known")


def outcomes_by_region(filled: Filled, view: View, iri: str) -> Sequence[Bar]:
    """Proposals of each region, by what became of them; one of two regions counts in both."""
    found: dict[str, dict[str, set[str]]] = {}
    for row in filled.rows:
        kind = row.text("kind") or row.text("inferredKind")
        outcome = "adopted" if kind.startswith("adopted") else kind if kind in OUTCOMES else "not known"
        for region in (row.text("region") or "proposer not named, or of no region").split(" | "):
            found.setdefault(region, {}).setdefault(outcome, set()).add(row.cells["proposal"].iri or "")
    return bars((Cell(name), [len(kinds.get(each, ())) for each in OUTCOMES]) for name, kinds in found.items())


def outcomes_by_topic(filled: Filled, view: View, iri: str) -> Sequence[Bar]:
    """Proposals on each topic, by what became of them."""
    made = []
    for row in filled.rows:
        all_, yes, no = (int(row.text(name) or 0) for name in ("proposals", "adopted", "notAdopted"))
        made.append((row.cells["topic"], [yes, no, max(all_ - yes - no, 0)]))
    return bars(made)


def bars(given: Iterable[tuple[Cell, Sequence[int]]]) -> Sequence[Bar]:
    """Bars of several parts, the longest first.

    >>> [(bar.total, bar.spans) for bar in bars([(Cell("a"), [1, 0, 1]), (Cell("b"), [4, 0, 0])])]
    [(4, ((0.0, 100.0), (100.0, 0.0), (100.0, 0.0))), (2, ((0.0, 25.0), (25.0, 0.0), (25.0, 25.0)))]
    """
    ordered = sorted(given, key=lambda each: -sum(each[1]))
    longest = max((sum(parts) for _, parts in ordered), default=0) or 1
    return [Bar(heading, sum(parts), parts, _spans(parts, longest)) for heading, parts in ordered]


def _spans(parts: Sequence[int], longest: int) -> tuple[tuple[float, float], ...]:
    starts = [sum(parts[:index]) for index in range(len(parts))]
    scale = 100 / longest
    return tuple((round(at * scale, 2), round(part * scale, 2)) for at, part in zip(starts, parts, strict=True))
