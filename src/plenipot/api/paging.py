"""Pagination: ``Link`` headers (RFC 8288) and LIMIT and OFFSET of queries."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlencode

_QUERY_LIMIT = re.compile(r"\s+LIMIT\s+([0-9]+)\s*$")


def page_links(params: Mapping[str, str], limit: int, offset: int, more: bool) -> list[str]:
    """Make the links to the first, previous and next page, relative to the URL of the request.

    Args:
        params: all parameters of the request.
        limit: rows per page.
        offset: rows before this page.
        more: whether there are rows after this page.

    >>> page_links({"limit": "10", "offset": "10"}, 10, 10, more=True)
    ['<?limit=10>; rel="first"', '<?limit=10>; rel="prev"', '<?limit=10&offset=20>; rel="next"']
    >>> page_links({"limit": "10", "offset": "4"}, 10, 4, more=False)
    ['<?limit=10>; rel="first"', '<?limit=4>; rel="prev"']
    """
    links = []
    if offset:
        links.append(_link(params, limit, 0, "first"))
        # The previous page ends where this one starts, so it can be shorter than the limit.
        links.append(_link(params, min(limit, offset), max(0, offset - limit), "prev"))
    if more:
        links.append(_link(params, limit, offset + limit, "next"))
    return links


def _link(params: Mapping[str, str], limit: int, offset: int, relation: str) -> str:
    values: dict[str, object] = {**params, "limit": limit, "offset": offset}
    if not offset:
        del values["offset"]
    return f'<?{urlencode(values)}>; rel="{relation}"'


def paginate(query: str, limit: int | None, offset: int) -> str:
    """Add LIMIT and OFFSET to a query. LIMIT is one more than ``limit``, to detect further rows.

    A LIMIT at the end of the query still applies to the rows of all pages together.

    >>> paginate("SELECT * { }", 10, 20), paginate("SELECT * { }\\nLIMIT 25\\n", 10, 20)
    ('SELECT * { }\\nLIMIT 11\\nOFFSET 20', 'SELECT * { }\\nLIMIT 5\\nOFFSET 20')
    >>> paginate("SELECT * { }\\nLIMIT 25\\n", None, 30)
    'SELECT * { }\\nLIMIT 0\\nOFFSET 30'
    """
    rows = limit + 1 if limit else None
    if query_limit := _QUERY_LIMIT.search(query):
        remaining = max(0, int(query_limit[1]) - offset)
        query, rows = query[: query_limit.start()], remaining if rows is None else min(remaining, rows)
    return query + ("" if rows is None else f"\nLIMIT {rows}") + (f"\nOFFSET {offset}" if offset else "")
