"""Checks of a page in the browser: accessibility (axe-core), headings, and overflow in a narrow window."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Page

from tests.browser.chromium import AXE

WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa")
# A colour that is changing fails the check of contrast in a moment of the change.
_RUN = """only => Promise.all(document.getAnimations().map(each => each.finished))
  .then(() => axe.run(document, {runOnly: only, resultTypes: ["violations"]}))
  .then(found => found.violations.map(({id, help, nodes}) => ({id, help, nodes: nodes.length,
    first: nodes.slice(0, 3).map(node => node.html.slice(0, 200) + " — " + node.failureSummary)})))"""
# Everything that reaches beyond the window, but for what stands in a region that scrolls by itself.
_BEYOND = """() => {
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= room) return [];
  const scrolls = (node) => {
    for (let each = node.parentElement; each && each !== document.body; each = each.parentElement)
      if (["auto", "scroll", "hidden", "clip"].includes(getComputedStyle(each).overflowX)) return true;
    return false;
  };
  return [`${document.documentElement.scrollWidth} px`, ...[...document.body.querySelectorAll("*")]
    .filter(node => node.getBoundingClientRect().right > room + 1 && !scrolls(node))
    .map(node => node.outerHTML.slice(0, 120))].slice(0, 8);
}"""
_HEADINGS = """() => [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")]
  .map(node => [Number(node.tagName[1]), node.textContent.trim()])"""


@dataclass(frozen=True)
class Heading:
    """A heading of a page."""

    level: int
    text: str


def violations(page: Page, dark: bool = False) -> list[str]:
    """Return the violations of WCAG 2.2 A and AA that axe-core finds."""
    page.emulate_media(color_scheme="dark" if dark else "light")
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    return [
        f"{each['id']}: {each['help']} ({each['nodes']})\n    " + "\n    ".join(each["first"])
        for each in page.evaluate(_RUN, {"type": "tag", "values": list(WCAG)})
    ]


def headings(page: Page) -> list[Heading]:
    """Return all headings, in order."""
    return [Heading(level, text) for level, text in page.evaluate(_HEADINGS)]


def beyond(page: Page) -> list[str]:
    """Return the elements that make the page wider than its window."""
    found: list[str] = page.evaluate(_BEYOND)
    return found
