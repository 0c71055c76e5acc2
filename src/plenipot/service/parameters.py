"""What holds for the parameters of every address: they are UTF-8, and what others add to an address is not ours."""

from __future__ import annotations

import re
from urllib.parse import unquote_to_bytes

from fastapi import Request

from plenipot.service.problems import Problem

_TRACKING = re.compile(
    r"_.*|(utm|mtm|matomo|pk|piwik|hsa|mc|oly|vero)_.*|.+clk?id|gclsrc|[gw]braid|igsh(id)?|mkt_tok|s_cid|srsltid",
    re.IGNORECASE,
)


def is_tracking(name: str) -> bool:
    """Whether a parameter only tells by which link a reader came, or keeps a cache from answering.

    Social networks, mailings and advertisements add such parameters to every address: `utm_…` and the like, click
    identifiers (`fbclid`, `gclid`), and names that begin with an underscore, as jQuery and analytics write them.

    >>> [is_tracking(name) for name in ("utm_source", "fbclid", "_", "_ga", "as_of", "asof", "limit")]
    [True, True, True, True, False, False, False]
    """
    return bool(_TRACKING.fullmatch(name))


async def refuse_other_encodings(request: Request) -> None:
    """Refuse parameters that are not UTF-8: what was meant cannot be known (WHATWG URL, section 5).

    Raises:
        Problem: 400.
    """
    given: bytes = request.scope["query_string"]
    try:
        given.decode("ascii")
        unquote_to_bytes(given).decode("utf-8")
    except UnicodeDecodeError:
        raise not_utf8() from None


def not_utf8() -> Problem:
    """The problem of parameters in another encoding."""
    detail = "A parameter of the address is not UTF-8 text, each byte beyond ASCII as % and two digits."
    return Problem(400, "Not UTF-8", detail)
