"""What a reader chose for all pages: the language of names, and the day that is looked at."""

from __future__ import annotations

import re
from typing import Any

from fastapi import Request

from plenipot.api.view import LANGUAGES, View, read_view
from plenipot.http.problems.problem import Problem
from plenipot.pages.assets import script

RIGHT_TO_LEFT = ("ar",)
_SUBTAG = re.compile("[a-z0-9]{1,8}")


def read_language(text: str) -> str:
    """The language of the interface for a language tag, by lookup (RFC 4647, section 3.4); English for none.

    >>> [read_language(text) for text in ("", "FR", "en-GB", "zh-Hans-CN", "es_419")]
    ['en', 'fr', 'en', 'zh', 'es']

    Raises:
        Problem: 400 for a language that the Union does not have.
    """
    tags = text.strip().replace("_", "-").lower().split("-") if text else ["en"]
    while tags and all(_SUBTAG.fullmatch(tag) for tag in tags):
        if (found := "-".join(tags)) in LANGUAGES:
            return found
        tags.pop()
    raise Problem(400, "Unknown language", f"lang={text[:20]!r}: choose one of {', '.join(LANGUAGES)}.")


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
