"""What a reader chose for all pages: the language of names, and the day that is looked at."""

from __future__ import annotations

from typing import Any

from fastapi import Request

from plenipot.api.view import LANGUAGES, View, read_view
from plenipot.http.problems.problem import Problem
from plenipot.pages.assets import script

RIGHT_TO_LEFT = ("ar",)


def direction(lang: str | None) -> str:
    """How a text of a language runs.

    >>> direction("ar"), direction(None)
    ('rtl', 'ltr')
    """
    return "rtl" if lang and lang.partition("-")[0] in RIGHT_TO_LEFT else "ltr"


def frame(request: Request) -> dict[str, Any]:
    """What the frame of every page shows; a problem has its page too, also where a choice is the problem."""
    state = request.app.state
    try:
        view = read_view(request)
    except Problem:
        view = View(request.url.path)
    return {
        "view": view,
        "languages": LANGUAGES,
        "direction": direction,
        "script": script,
        "triples": state.triples,
        "release": state.release,
    }
