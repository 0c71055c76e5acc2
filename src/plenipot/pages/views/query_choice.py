"""What a reader chooses on a page of its own: one of a few values, in the address."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection

from fastapi import Request, Response

from plenipot.http.negotiation import HTML
from plenipot.http.requests.types import Choice, read_parameter
from plenipot.http.responses import CORS, respond


def chosen(request: Request, name: str, allowed: Collection[str], default: str = "") -> str:
    """The value of a choice.

    Raises:
        Problem: 400 for a value that there is not.
    """
    value: str = read_parameter(request, name, Choice(allowed), default, "Unknown choice")
    return value


def alphabetical(name: str) -> str:
    """By what names are ordered: letters without case and accents.

    >>> sorted(["Cuba", "Zambie", "Émirats", "Côte d’Ivoire"], key=alphabetical)
    ['Côte d’Ivoire', 'Cuba', 'Émirats', 'Zambie']
    """
    letters = unicodedata.normalize("NFKD", name)
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).casefold()


def answer(request: Request, page: Response, lasting: bool) -> Response:
    """The page; one about today must not be kept as what stays right while the release is served: it has no tag."""
    if lasting:
        return respond(bytes(page.body), HTML)
    return Response(page.body, media_type=HTML, headers={"Cache-Control": "public, max-age=3600", **CORS})
