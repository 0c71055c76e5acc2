"""Screenshots of pages have the same size in each run."""

from __future__ import annotations

import struct
from pathlib import Path

from playwright.sync_api import Browser

from tests.browser.pages import kind
from tests.browser.screenshots import DOCS_BYTES, LOOKS, PICTURES, take_kind

ROOT = Path(__file__).parents[2]


def size(file: Path) -> tuple[int, int]:
    """Return the width and height in the header of a PNG."""
    width, height = struct.unpack(">II", file.read_bytes()[16:24])
    return width, height


def test_a_kind_of_page_in_every_look(browser: Browser, origin: str, tmp_path: Path) -> None:
    files = [take_kind(browser, origin, kind("resolution"), look, tmp_path) for look in LOOKS]
    assert [size(file)[0] for file in files] == [look.width for look in LOOKS]
    assert len({file.read_bytes() for file in files}) == len(LOOKS)
    # Not of the same bytes: how letters are smoothed is the browser's business.
    first = size(files[0])
    assert size(take_kind(browser, origin, kind("resolution"), LOOKS[0], tmp_path)) == first


def test_pictures_of_the_documentation_are_there_and_light() -> None:
    shown = {file.stem: file.stat().st_size for file in (ROOT / "docs" / "pictures").glob("*.png")}
    assert shown.keys() == {each.name for each in PICTURES}
    assert max(shown.values()) <= DOCS_BYTES
    texts = "".join(file.read_text(encoding="utf-8") for file in (ROOT / "README.md", *(ROOT / "docs").glob("*.md")))
    assert [name for name in shown if f"pictures/{name}.png" not in texts] == []
