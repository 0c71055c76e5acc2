"""Screenshots of every kind of page: ``python -m tests.browser.screenshots FOLDER``.

Each kind is taken wide, narrow, dark and in Arabic, to be looked at. ``--docs`` makes those of the documentation.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click
from playwright.sync_api import Browser

from tests.browser.chromium import chromium, context
from tests.browser.pages import KINDS, Kind, kind
from tests.server import shared_release

LONGEST = 3000
"""Maximum height of a screenshot in pixels, from the top of the page."""
DOCS_BYTES = 200_000
"""Limit of the size in bytes of a screenshot of the documentation."""


@dataclass(frozen=True)
class Look:
    """A variant of a screenshot: window size, colour scheme, language."""

    name: str
    width: int
    dark: bool = False
    lang: str = ""
    height: int = 900


@dataclass(frozen=True)
class Picture:
    """A screenshot of the documentation."""

    name: str
    path: str
    look: Look
    at: str = ""
    """Heading to scroll to."""


LOOKS: Sequence[Look] = (
    Look("wide", 1280),
    Look("narrow", 390),
    Look("dark", 1280, dark=True),
    Look("arabic", 1280, lang="ar"),
)
_PAGE = Look("page", 1120, height=760)
PICTURES: Sequence[Picture] = (
    Picture("start", "/", _PAGE),
    Picture("resolution", "/resolution/pp/102", _PAGE),
    Picture("council", "/council", _PAGE, at="States and terms since 1947"),
    Picture("map", "/map?layer=wcit-12", Look("map", 900, height=680)),
    Picture("relations", kind("relations").path, _PAGE, at="Picture"),
    Picture("why", kind("why").path, _PAGE),
    Picture("workbench", kind("answer in the workbench").path, _PAGE),
)


def take(browser: Browser, address: str, look: Look, file: Path, whole: bool = True, at: str = "") -> None:
    """Take a screenshot of the whole page, down to ``LONGEST``, or of the visible part."""
    window = context(browser, width=look.width, height=look.height, dark=look.dark)
    page = window.new_page()
    page.goto(address, wait_until="networkidle")
    if at:
        page.get_by_role("heading", name=at).first.evaluate("node => node.scrollIntoView({block: 'start'})")
    height = min(page.evaluate("document.documentElement.scrollHeight"), LONGEST) if whole else look.height
    if whole:
        page.set_viewport_size({"width": look.width, "height": height})
    page.screenshot(path=file, animations="disabled", caret="hide")
    window.close()


def take_kind(browser: Browser, origin: str, kind: Kind, look: Look, folder: Path) -> Path:
    """Save a screenshot of a kind of page in a folder."""
    file = folder / f"{kind}-{look.name}.png"
    take(browser, origin + (kind.at(lang=look.lang) if look.lang else kind.path), look, file)
    return file


def take_for_docs(browser: Browser, origin: str, folder: Path) -> Iterator[Path]:
    """Take the screenshots of the documentation.

    Raises:
        ValueError: one weighs too much.
    """
    for each in PICTURES:
        file = folder / f"{each.name}.png"
        take(browser, origin + each.path, each.look, file, whole=False, at=each.at)
        if (weight := file.stat().st_size) > DOCS_BYTES:
            raise ValueError(f"{file.name} has {weight} bytes; at most {DOCS_BYTES} are for a picture")
        yield file


@contextmanager
def _origin(server: str | None) -> Iterator[str]:
    if server:
        yield server.rstrip("/")
        return
    with tempfile.TemporaryDirectory() as folder, shared_release(Path(folder)) as started:
        yield started.url


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--docs", is_flag=True, help="Make the pictures of the documentation.")
@click.option("--only", multiple=True, metavar="NAME", help="Only this kind of page; repeatable.")
@click.option("--server", metavar="URL", help="Look at this server; else one of the release is started.")
def main(folder: Path, docs: bool, only: tuple[str, ...], server: str | None) -> None:
    """Save screenshots in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with _origin(server) as origin, chromium() as browser:
        if docs:
            for file in take_for_docs(browser, origin, folder):
                click.echo(file)
            return
        for each in [kind(name) for name in only] or KINDS:
            for look in LOOKS:
                click.echo(take_kind(browser, origin, each, look, folder))


if __name__ == "__main__":
    main()
