"""Checks of all query parameters: they must be UTF-8, and tracking parameters are ignored."""

from __future__ import annotations

import re
from urllib.parse import unquote_to_bytes

from fastapi import Request

from plenipot.http.problems.problem import Problem

_TRACKING = re.compile(
    r"_.*|(utm|mtm|matomo|pk|piwik|hsa|mc|oly|vero)_.*|.+clk?id|gclsrc|[gw]braid|igsh(id)?|mkt_tok|s_cid|srsltid",
    re.IGNORECASE,
)


def is_tracking(name: str) -> bool:
    """Whether a parameter only tracks where a reader comes from, or defeats caches.

    Social networks, mailings and advertisements add such parameters to links: `utm_…`, click identifiers (`fbclid`,
    `gclid`), and names that begin with an underscore, which jQuery and analytics scripts use.

    >>> [is_tracking(name) for name in ("utm_source", "fbclid", "_", "_ga", "as_of", "asof", "limit")]
    [True, True, True, True, False, False, False]
    """
    return bool(_TRACKING.fullmatch(name))


async def refuse_other_encodings(request: Request) -> None:
    """Refuse query strings that are not percent-encoded UTF-8 (WHATWG URL, section 5).

    Raises:
        Problem: 400 for another encoding.
    """
    query_string: bytes = request.scope["query_string"]
    try:
        query_string.decode("ascii")
        unquote_to_bytes(query_string).decode("utf-8")
    except UnicodeDecodeError:
        raise not_utf8() from None


def not_utf8() -> Problem:
    """The problem (400) of parameters in another encoding than UTF-8."""
    detail = "A parameter of the address is not UTF-8 text, each byte beyond ASCII as % and two digits."
    return Problem(400, "Not UTF-8", detail)
