"""How an answer differs from a table: the lines that a person reads before anything is changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from plenipot.sources.sparql.client import Row
from plenipot.sources.sparql.jobs import Job


@dataclass(frozen=True, order=True)
class Change:
    """``+`` is found and not kept, ``-`` is kept and not found, ``~`` has another value."""

    key: tuple[str, ...]
    sign: str
    column: str = ""
    kept: str = ""
    found: str = ""

    def line(self) -> str:
        """One line, with tabs."""
        return "\t".join((self.sign, *self.key, self.column, self.kept, self.found)).rstrip("\t")


def compare(job: Job, table: list[Row], solutions: Iterable[Row]) -> list[Change]:
    """The changes, sorted: the same table and the same answer always give the same lines."""
    kept: dict[tuple[str, ...], Row] = {tuple(row[column] for column in job.key): row for row in table}
    known = {row[job.known] for row in table} if job.known else set()
    found: dict[tuple[str, ...], list[Row]] = {}
    for solution in solutions:
        cells = job.cells_of(solution)
        if cells is not None and (job.known is None or cells[job.known] in known):
            found.setdefault(tuple(cells[column] for column in job.key), []).append(cells)
    changes = {Change(key, "+", found="|".join(_values(job, found[key]))) for key in found.keys() - kept.keys()}
    if job.removals:
        changes |= {Change(key, "-") for key in kept.keys() - found.keys()}
    for key in kept.keys() & found.keys():
        changes |= set(_differences(job, key, kept[key], found[key]))
    return sorted(changes)


def _values(job: Job, rows: list[Row]) -> list[str]:
    extra = [column for column in (*job.values, *job.cells) if column not in job.key]
    return sorted({row[column] for row in rows for column in dict.fromkeys(extra) if row.get(column)})


def _differences(job: Job, key: tuple[str, ...], kept: Row, found: list[Row]) -> Iterable[Change]:
    for column in job.values:
        values = sorted({row[column] for row in found if row[column]})
        if values and not any(_same(kept[column], value, job.tolerance) for value in values):
            yield Change(key, "~", column, kept[column], "|".join(values))


def _same(kept: str, found: str, tolerance: float) -> bool:
    if kept == found:
        return True
    if not tolerance:
        return False
    try:
        return abs(float(kept) - float(found)) <= tolerance
    except ValueError:
        return False


def report(job: Job, endpoint: str, rows: int, changes: list[Change]) -> str:
    """The part of a diff that a job makes; no time of day, so that it is the same for the same answer."""
    head = [
        f"# {job.name}: {job.title}",
        f"# {endpoint}, {rows} rows, compared with {job.file}: {len(changes)} changes",
    ]
    return "\n".join([*head, *(change.line() for change in changes)]) + "\n"
