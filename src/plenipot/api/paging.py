"""Pages of rows: where the first, the one before and the one after are (RFC 8288), and the query for one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlencode

_OWN_LIMIT = re.compile(r"\s+LIMIT\s+([0-9]+)\s*$")


def page_links(given: Mapping[str, str], limit: int, offset: int, more: bool) -> list[str]:
    """The links of a page, relative to its address; ``given`` are all parameters of the request.

    >>> page_links({"limit": "10", "offset": "10"}, 10, 10, more=True)
    ['<?limit=10>; rel="first"', '<?limit=10>; rel="prev"', '<?limit=10&offset=20>; rel="next"']
    >>> page_links({"limit": "10", "offset": "4"}, 10, 4, more=False)
    ['<?limit=10>; rel="first"', '<?limit=4>; rel="prev"']
    """
    links = []
    if offset:
        links.append(_link(given, limit, 0, "first"))
        # The page before ends where this one begins.
        links.append(_link(given, min(limit, offset), max(0, offset - limit), "prev"))
    if more:
        links.append(_link(given, limit, offset + limit, "next"))
    return links


def _link(given: Mapping[str, str], limit: int, offset: int, relation: str) -> str:
    values: dict[str, object] = {**given, "limit": limit, "offset": offset}
    if not offset:
        del values["offset"]
    return f'<?{urlencode(values)}>; rel="{relation}"'


def sliced(text: str, limit: int | None, offset: int) -> str:
    """The query for a part of its rows and one more; some questions have a LIMIT of their own, which stays.

    >>> sliced("SELECT * { }", 10, 20), sliced("SELECT * { }\\nLIMIT 25\\n", 10, 20)
    ('SELECT * { }\\nLIMIT 11\\nOFFSET 20', 'SELECT * { }\\nLIMIT 5\\nOFFSET 20')
    >>> sliced("SELECT * { }\\nLIMIT 25\\n", None, 30)
    'SELECT * { }\\nLIMIT 0\\nOFFSET 30'
    """
    taken = limit + 1 if limit else None
    if own := _OWN_LIMIT.search(text):
        left = max(0, int(own[1]) - offset)
        text, taken = text[: own.start()], left if taken is None else min(left, taken)
    return text + ("" if taken is None else f"\nLIMIT {taken}") + (f"\nOFFSET {offset}" if offset else "")
