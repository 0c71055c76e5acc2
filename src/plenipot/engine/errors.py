"""Why a query is not answered."""

from __future__ import annotations


class QueryError(ValueError):
    """The query itself is wrong."""


class BadSyntax(QueryError):
    """It is not SPARQL; the message tells line and column, both from 1, and what is wrong there."""


class ServiceRefused(QueryError):
    """It asks another endpoint."""


class NotInFormat(QueryError):
    """The answer has something that its format cannot carry; the message is what."""


class LimitExceeded(RuntimeError):
    """A bound was passed."""


class DeadlineExceeded(LimitExceeded):
    """The query ran longer than allowed."""


class MemoryExceeded(LimitExceeded):
    """The query process ended because it needed more memory than allowed."""


class AnswerTooLarge(LimitExceeded):
    """The answer has more bytes than allowed."""


class TooManyRows(LimitExceeded):
    """The answer has more rows or triples than allowed."""


class ShareExceeded(LimitExceeded):
    """The query had to end for one of a client that used the query processes less."""


class SpillExceeded(LimitExceeded):
    """The long answers that wait in files have no room for this one."""


class QueueFull(LimitExceeded):
    """Too many queries wait already."""


class Unavailable(LimitExceeded):
    """There is no query process any more."""
