"""The template context that all pages share: the chosen language and day, the release and the scripts."""

from __future__ import annotations

from typing import Any

from fastapi import Request

from plenipot.api.view import LANGUAGES, View, read_view
from plenipot.http.problems.problem import Problem
from plenipot.pages.assets import script

RIGHT_TO_LEFT = ("ar",)


def direction(lang: str | None) -> str:
    """Return the value of the HTML attribute ``dir`` for a language tag.

    >>> direction("ar"), direction(None)
    ('rtl', 'ltr')
    """
    return "rtl" if lang and lang.partition("-")[0] in RIGHT_TO_LEFT else "ltr"


def shared_context(request: Request) -> dict[str, Any]:
    """Context processor of the templates: the variables that ``base.html`` needs on every page.

    A request with a wrong language or day gets an error page, which uses the default view.
    """
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
