"""Errors of engines: invalid queries and exceeded bounds."""

from __future__ import annotations


class QueryError(ValueError):
    """The query is invalid, or the engine cannot run it."""


class BadSyntax(QueryError):
    """The query is not valid SPARQL. The message has line and column, both from 1, and the mistake."""


class ServiceRefused(QueryError):
    """The query has SERVICE, which the engine refuses."""


class NotInFormat(QueryError):
    """The requested format cannot represent the answer; the message says why."""


class LimitExceeded(RuntimeError):
    """A query exceeded a bound."""


class DeadlineExceeded(LimitExceeded):
    """The query ran longer than allowed."""


class MemoryExceeded(LimitExceeded):
    """The worker died because the query exceeded the memory limit."""


class AnswerTooLarge(LimitExceeded):
    """The serialized answer exceeds its limit of bytes."""


class TooManyRows(LimitExceeded):
    """The answer exceeds its limit of rows or triples."""


class ShareExceeded(LimitExceeded):
    """The scheduler ended the query in favour of a client that has used the workers less."""


class SpillExceeded(LimitExceeded):
    """The disk space for spilled answers is used up, for this client or for all."""


class QueueFull(LimitExceeded):
    """The queue of waiting queries is full, or the query waited too long in it."""


class Unavailable(LimitExceeded):
    """There is no worker to run the query, or no engine behind the service."""
