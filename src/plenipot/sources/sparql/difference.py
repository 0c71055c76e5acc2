"""Diff between the result of a query and a table, for people to review before they edit the table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from plenipot.sources.sparql.client import Row
from plenipot.sources.sparql.jobs import Job


@dataclass(frozen=True, order=True)
class Change:
    """A line of the diff: ``+`` only in the result, ``-`` only in the table, ``~`` another value in a column."""

    key: tuple[str, ...]
    sign: str
    column: str = ""
    in_table: str = ""
    in_result: str = ""

    def line(self) -> str:
        """Serialize as a tab-separated line."""
        return "\t".join((self.sign, *self.key, self.column, self.in_table, self.in_result)).rstrip("\t")


def compare(job: Job, table: list[Row], solutions: Iterable[Row]) -> list[Change]:
    """Compare a table with the solutions of a query; the changes are sorted, so that the diff is deterministic."""
    table_rows: dict[tuple[str, ...], Row] = {tuple(row[column] for column in job.key): row for row in table}
    known_keys = {row[job.known] for row in table} if job.known else set()
    result_rows: dict[tuple[str, ...], list[Row]] = {}
    for solution in solutions:
        cells = job.cells_of(solution)
        if cells is not None and (job.known is None or cells[job.known] in known_keys):
            result_rows.setdefault(tuple(cells[column] for column in job.key), []).append(cells)
    changes = {
        Change(key, "+", in_result="|".join(_values(job, result_rows[key])))
        for key in result_rows.keys() - table_rows.keys()
    }
    if job.removals:
        changes |= {Change(key, "-") for key in table_rows.keys() - result_rows.keys()}
    for key in table_rows.keys() & result_rows.keys():
        changes |= set(_differences(job, key, table_rows[key], result_rows[key]))
    return sorted(changes)


def _values(job: Job, rows: list[Row]) -> list[str]:
    extra = [column for column in (*job.values, *job.cells) if column not in job.key]
    return sorted({row[column] for row in rows for column in dict.fromkeys(extra) if row.get(column)})


def _differences(job: Job, key: tuple[str, ...], row: Row, results: list[Row]) -> Iterable[Change]:
    for column in job.values:
        values = sorted({result[column] for result in results if result[column]})
        if values and not any(_same(row[column], value, job.tolerance) for value in values):
            yield Change(key, "~", column, row[column], "|".join(values))


def _same(in_table: str, in_result: str, tolerance: float) -> bool:
    if in_table == in_result:
        return True
    if not tolerance:
        return False
    try:
        return abs(float(in_table) - float(in_result)) <= tolerance
    except ValueError:
        return False


def report(job: Job, endpoint: str, rows: int, changes: list[Change]) -> str:
    """Write the diff of a job; it has no time stamp, so that equal results give equal diffs."""
    head = [
        f"# {job.name}: {job.title}",
        f"# {endpoint}, {rows} rows, compared with {job.file}: {len(changes)} changes",
    ]
    return "\n".join([*head, *(change.line() for change in changes)]) + "\n"
