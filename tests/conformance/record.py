"""Generated parts of the documentation."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path


def write_part(path: Path, name: str, lines: Iterable[str]) -> None:
    """Replace the lines between the marks of a generated part; create the page if it does not exist."""
    begin, end = f"<!-- begin {name}: written by a command -->", f"<!-- end {name} -->"
    text = path.read_text(encoding="utf-8") if path.exists() else f"{begin}\n{end}\n"
    before, found, rest = text.partition(begin)
    _, closed, after = rest.partition(end)
    if not found or not closed:
        raise ValueError(f"{path.name} has no part {name!r}: {begin} … {end}")
    path.write_text("\n".join([before + begin, "", *lines, "", end + after]), encoding="utf-8")
