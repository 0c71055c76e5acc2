"""Query parameters with a fixed set of values, and the responses of pages that have them."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection

from fastapi import Request, Response

from plenipot.http.negotiation import HTML
from plenipot.http.requests.types import Choice, read_parameter
from plenipot.http.responses import CORS, respond


def read_choice(request: Request, name: str, allowed: Collection[str], default: str = "") -> str:
    """Return the value of a query parameter that must be one of ``allowed``.

    Raises:
        Problem: 400 for any other value.
    """
    value: str = read_parameter(request, name, Choice(allowed), default, "Unknown choice")
    return value


def alphabetical_key(name: str) -> str:
    """Return a sort key for names that ignores case and accents.

    >>> sorted(["Cuba", "Zambie", "Émirats", "Côte d’Ivoire"], key=alphabetical_key)
    ['Côte d’Ivoire', 'Cuba', 'Émirats', 'Zambie']
    """
    letters = unicodedata.normalize("NFKD", name)
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).casefold()


def page_response(page: Response, cacheable: bool) -> Response:
    """Return a rendered page with the cache headers of the release, or of one hour.

    A page that depends on today's date is not ``cacheable``: it gets no ETag, which would only change with the release.
    """
    if cacheable:
        return respond(bytes(page.body), HTML)
    return Response(page.body, media_type=HTML, headers={"Cache-Control": "public, max-age=3600", **CORS})
