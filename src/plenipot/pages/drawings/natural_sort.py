"""Sort texts as people do: by the value of the numbers in them."""

from __future__ import annotations

import re

_DIGITS = re.compile("([0-9]{1,18})", re.ASCII)


def natural_key(text: str) -> list[tuple[int, str]]:
    """Return a sort key that orders numbers in texts by value, whatever the case of letters.

    >>> sorted(["Resolution 102", "Resolution 2 bis", "resolution 2"], key=natural_key)
    ['resolution 2', 'Resolution 2 bis', 'Resolution 102']
    """
    parts = _DIGITS.split(text.casefold())
    return [(int(part), "") if index % 2 else (0, part) for index, part in enumerate(parts)]
