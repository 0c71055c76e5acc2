"""Steps of a journey through the pages, by roles and names as a reader meets them, not by how a page is built."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import urljoin

from playwright.sync_api import Locator, Page, expect

from plenipot.model.vocabulary import BASE
from tests.browser.readers import Reader

TAKE = "Take it with you"
Role = Literal["link", "button", "checkbox", "radio", "option", "tab", "treeitem", "row"]


class Step(ABC):
    """Something that a reader does, or sees."""

    @abstractmethod
    def go(self, reader: Reader) -> None:
        """Do it."""


def part(page: Page, name: str) -> Locator:
    """A part of the page by its heading; the main one without a name."""
    return page.get_by_role("region", name=name).first if name else page.get_by_role("main")


@dataclass(frozen=True)
class Search(Step):
    """Write in the field of the page for searching, and ask."""

    text: str

    def go(self, reader: Reader) -> None:
        """Write and press enter, as with a pointer too."""
        page = reader.page
        fields = page.get_by_role("searchbox").or_(page.get_by_role("combobox", name=re.compile("search", re.I)))
        reader.write(fields.first, self.text)
        with page.expect_navigation():
            page.keyboard.press("Enter")


@dataclass(frozen=True)
class Suggested(Step):
    """Write in the field for searching, and choose what is suggested while writing."""

    text: str
    option: str

    def go(self, reader: Reader) -> None:
        """By the arrow keys, or by pointing at it."""
        page = reader.page
        reader.write(page.get_by_role("combobox").first, self.text)
        with page.expect_navigation():
            reader.suggested(page.get_by_role("option", name=self.option).first)


@dataclass(frozen=True)
class Follow(Step):
    """Follow a link to another page."""

    name: str
    within: str = ""
    """The heading of the part of the page; ``*`` for anywhere, the frame too."""
    exact: bool = True

    def go(self, reader: Reader) -> None:
        """The first of this name: several say the same."""
        place: Page | Locator = reader.page if self.within == "*" else part(reader.page, self.within)
        link = place.get_by_role("link", name=self.name, exact=self.exact).first
        reader.approach(link)
        with reader.page.expect_navigation():
            reader.use(link)


@dataclass(frozen=True)
class Use(Step):
    """Press a button, tick a box, choose an option that the page itself shows."""

    role: Role
    name: str
    within: str = ""
    leads_on: bool = False

    def go(self, reader: Reader) -> None:
        """Wait for another page where it leads to one."""
        place: Page | Locator = reader.page if self.within == "*" else part(reader.page, self.within)
        target = place.get_by_role(self.role, name=self.name).first
        use = reader.suggested if self.role == "option" else reader.use
        if not self.leads_on:
            use(target)
            return
        with reader.page.expect_navigation():
            use(target)


@dataclass(frozen=True)
class Write(Step):
    """Write into a field."""

    label: str
    text: str
    within: str = ""

    def go(self, reader: Reader) -> None:
        """By its label."""
        reader.write(part(reader.page, self.within).get_by_label(self.label).first, self.text)


@dataclass(frozen=True)
class See(Step):
    """See something on the page."""

    text: str
    within: str = ""

    def go(self, reader: Reader) -> None:
        """It is there, and can be seen."""
        expect(part(reader.page, self.within).get_by_text(self.text).locator("visible=true").first).to_be_visible()


@dataclass(frozen=True)
class Download(Step):
    """Take away a file."""

    name: str
    within: str
    suffix: str
    has: Sequence[str] = field(default_factory=tuple)
    """What stands in it."""

    def go(self, reader: Reader) -> None:
        """The file is there, and says what the page said."""
        link = part(reader.page, self.within).get_by_role("link", name=self.name, exact=True).first
        reader.approach(link)
        with reader.page.expect_download() as started:
            reader.use(link)
        assert started.value.suggested_filename.endswith(f".{self.suffix}")
        text = Path(started.value.path()).read_text(encoding="utf-8")
        assert [each for each in self.has if each not in text] == []


@dataclass(frozen=True)
class Cite(Step):
    """Take away a citation."""

    title: str
    path: str

    def go(self, reader: Reader) -> None:
        """It names the thing, the release and the permanent address; the same stands in the entry for BibTeX."""
        taken = part(reader.page, TAKE)
        said = taken.inner_text()
        assert f"“{self.title}”" in said
        assert re.search(r"release \S+\.", said)
        reader.use(taken.locator("summary").filter(has_text="BibTeX"))
        entry = taken.get_by_text("@misc{").inner_text()
        assert f"title = {{{self.title}}}" in entry
        assert f"url = {{{BASE}{self.path}}}" in entry


@dataclass(frozen=True)
class CopyAddress(Step):
    """Take away the permanent address."""

    path: str

    def go(self, reader: Reader) -> None:
        """What is in the clipboard is an identifier, and the service knows it."""
        reader.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        reader.use(part(reader.page, TAKE).get_by_role("button", name="Copy"))
        expect(part(reader.page, TAKE).get_by_role("button", name="Copied")).to_be_visible()
        copied = reader.page.evaluate("navigator.clipboard.readText()")
        assert copied == BASE + self.path
        response = reader.page.goto(urljoin(reader.page.url, "/" + self.path))
        assert response is not None
        assert response.status == 200


@dataclass(frozen=True)
class Journey:
    """A whole way, from the start page to the answer taken away."""

    name: str
    question: str
    steps: Sequence[Step]

    def __str__(self) -> str:
        return self.name
