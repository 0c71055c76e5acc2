"""Steps of a journey through the pages; they locate elements by role and accessible name."""

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
    """An action of a reader, or a check."""

    @abstractmethod
    def go(self, reader: Reader) -> None:
        """Run the step."""


def part(page: Page, name: str) -> Locator:
    """Locate a section of the page by its heading; the main part if ``name`` is empty."""
    return page.get_by_role("region", name=name).first if name else page.get_by_role("main")


@dataclass(frozen=True)
class Search(Step):
    """Type into the search field of the page, and submit."""

    text: str

    def go(self, reader: Reader) -> None:
        """Type and press Enter, with any device."""
        page = reader.page
        fields = page.get_by_role("searchbox").or_(page.get_by_role("combobox", name=re.compile("search", re.I)))
        reader.write(fields.first, self.text)
        with page.expect_navigation():
            page.keyboard.press("Enter")


@dataclass(frozen=True)
class Suggested(Step):
    """Type into the search field, and choose a suggestion."""

    text: str
    option: str

    def go(self, reader: Reader) -> None:
        """Choose with the arrow keys or with the pointer."""
        page = reader.page
        reader.write(page.get_by_role("combobox").first, self.text)
        with page.expect_navigation():
            reader.choose_suggestion(page.get_by_role("option", name=self.option).first)


@dataclass(frozen=True)
class Follow(Step):
    """Follow a link to another page."""

    name: str
    within: str = ""
    """Heading of the section with the link; ``*`` for the whole page with its header and footer."""
    exact: bool = True

    def go(self, reader: Reader) -> None:
        """Follow the first link of this name; several can have the same target."""
        place: Page | Locator = reader.page if self.within == "*" else part(reader.page, self.within)
        link = place.get_by_role("link", name=self.name, exact=self.exact).first
        reader.approach(link)
        with reader.page.expect_navigation():
            reader.use(link)


@dataclass(frozen=True)
class Use(Step):
    """Press a button, tick a box or choose a visible option."""

    role: Role
    name: str
    within: str = ""
    leads_on: bool = False

    def go(self, reader: Reader) -> None:
        """Press it, and wait for the next page if it leads to one."""
        place: Page | Locator = reader.page if self.within == "*" else part(reader.page, self.within)
        target = place.get_by_role(self.role, name=self.name).first
        use = reader.choose_suggestion if self.role == "option" else reader.use
        if not self.leads_on:
            use(target)
            return
        with reader.page.expect_navigation():
            use(target)


@dataclass(frozen=True)
class Write(Step):
    """Type into a field."""

    label: str
    text: str
    within: str = ""

    def go(self, reader: Reader) -> None:
        """Locate the field by its label, and type."""
        reader.write(part(reader.page, self.within).get_by_label(self.label).first, self.text)


@dataclass(frozen=True)
class See(Step):
    """Check a text on the page."""

    text: str
    within: str = ""

    def go(self, reader: Reader) -> None:
        """Assert that it is visible."""
        expect(part(reader.page, self.within).get_by_text(self.text).locator("visible=true").first).to_be_visible()


@dataclass(frozen=True)
class Download(Step):
    """Download a file."""

    name: str
    within: str
    suffix: str
    has: Sequence[str] = field(default_factory=tuple)
    """Text in the file."""

    def go(self, reader: Reader) -> None:
        """Assert that the download has the text of the page."""
        link = part(reader.page, self.within).get_by_role("link", name=self.name, exact=True).first
        reader.approach(link)
        with reader.page.expect_download() as started:
            reader.use(link)
        assert started.value.suggested_filename.endswith(f".{self.suffix}")
        text = Path(started.value.path()).read_text(encoding="utf-8")
        assert [each for each in self.has if each not in text] == []


@dataclass(frozen=True)
class Cite(Step):
    """Copy a citation."""

    title: str
    path: str

    def go(self, reader: Reader) -> None:
        """Assert that the citation and the BibTeX entry have the thing, the release and the permanent address."""
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
    """Copy the permanent address."""

    path: str

    def go(self, reader: Reader) -> None:
        """Assert that the clipboard has an identifier that the service resolves."""
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
    """A journey from the home page to a result."""

    name: str
    question: str
    steps: Sequence[Step]

    def __str__(self) -> str:
        return self.name
