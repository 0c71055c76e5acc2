"""Pages of rows: where the first, the one before and the one after are (RFC 8288)."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode


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
