"""Problem details for exceeded bounds of a query: which bound, its value, and how to need less."""

from __future__ import annotations

from plenipot.engine.errors import (
    AnswerTooLarge,
    DeadlineExceeded,
    LimitExceeded,
    MemoryExceeded,
    QueueFull,
    ShareExceeded,
    SpillExceeded,
    TooManyRows,
)
from plenipot.http.problems.problem import Problem
from plenipot.http.settings import Settings

_RETRY = {"Retry-After": "5"}


def limit_problem(error: LimitExceeded, settings: Settings) -> Problem:
    """Make the problem of an exceeded bound.

    >>> limit_problem(DeadlineExceeded(), Settings(timeout=2)).extra
    {'limit': 'timeout', 'seconds': 2}
    """
    if isinstance(error, DeadlineExceeded):
        detail = (
            f"The query ran longer than {settings.timeout:g} seconds and was ended. "
            "Ask for less: add a LIMIT, name the class of a variable, avoid patterns that share no variable."
        )
        extra: dict[str, object] = {"limit": "timeout", "seconds": settings.timeout}
        return Problem(503, "Time limit exceeded", detail, extra, _RETRY)
    if isinstance(error, MemoryExceeded):
        detail = (
            f"The query needed more than {settings.memory_mb} MB, or is nested too deeply, and was ended. "
            "Ask for less: add a LIMIT, select fewer variables, avoid sorting or grouping everything, "
            "avoid patterns that share no variable."
        )
        return Problem(
            503, "Memory limit exceeded", detail, {"limit": "memory", "megabytes": settings.memory_mb}, _RETRY
        )
    if isinstance(error, AnswerTooLarge):
        # Without Retry-After: the data do not change, so that the answer stays too large.
        detail = (
            f"The answer has more than {settings.answer_mb} MB. "
            "Ask for it in parts with ORDER BY, LIMIT and OFFSET, or select fewer variables."
        )
        return Problem(400, "Answer too large", detail, {"limit": "answer", "megabytes": settings.answer_mb})
    if isinstance(error, TooManyRows):
        detail = (
            f"The answer has more than {settings.rows} rows. "
            "Ask for it in parts with ORDER BY, LIMIT and OFFSET, or count them; the whole graph is at /dataset."
        )
        return Problem(400, "Too many rows", detail, {"limit": "rows", "rows": settings.rows})
    if isinstance(error, ShareExceeded):
        detail = (
            "Others wait who used the query processes less than you, so that your query was ended before its time. "
            "Ask for less: add a LIMIT, name the class of a variable; or send fewer queries at a time."
        )
        return Problem(503, "Share exceeded", detail, {"limit": "share"}, _RETRY)
    if isinstance(error, SpillExceeded):
        detail = (
            "Too many long answers wait to be read just now, of you or of everybody. Read those that you asked for, "
            "then try again; or ask for this one in parts with LIMIT and OFFSET."
        )
        return Problem(503, "Too busy", detail, {"limit": "spill", "megabytes": settings.spill_mb}, _RETRY)
    if isinstance(error, QueueFull):
        detail = "All query processes are busy and too many queries wait. Try again in a few seconds."
        return Problem(503, "Too busy", detail, {"limit": "queue", "queries": settings.queue}, _RETRY)
    return Problem(503, "No query process", "The service runs no queries just now.", {"limit": "workers"}, _RETRY)
