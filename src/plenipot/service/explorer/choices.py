"""What a reader chooses on a page of its own: one of a few values, in the address."""

from __future__ import annotations

from collections.abc import Collection

from fastapi import Request

from plenipot.service.problems import Problem


def chosen(request: Request, name: str, allowed: Collection[str], default: str = "") -> str:
    """The value of a choice.

    Raises:
        Problem: 400 for a value that there is not.
    """
    value = request.query_params.get(name, "") or default
    if value and value not in allowed:
        raise Problem(400, "Unknown choice", f"{name}={value[:30]!r}: choose one of {', '.join(allowed)}.")
    return value
