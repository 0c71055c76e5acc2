"""Every kind of page in a browser: its content with and without scripts, in narrow windows and in print."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import chromium
from tests.browser.look import beyond, headings
from tests.browser.pages import KINDS, Kind
from tests.browser.watch import Watch

SHEET = 720
"""Width in pixels of a sheet of A4 within its margins."""
each_kind = pytest.mark.parametrize("kind", KINDS, ids=str)


def said(page: Page) -> str:
    """Return the visible text of the content as one line, with the case that CSS gives it."""
    return " ".join((page.locator("main").text_content() or "").split())


@each_kind
def test_what_is_on_it(page: Page, watch: Watch, origin: str, kind: Kind) -> None:
    watch.expect(kind)
    response = page.goto(origin + kind.path)
    assert response is not None
    assert response.status == kind.status
    there = headings(page)
    [first] = [each.text for each in there if each.level == 1]
    assert first.startswith(kind.heading)
    levels = [each.level for each in there]
    jumps = [there[at + 1] for at in range(len(levels) - 1) if levels[at + 1] > levels[at] + 1]
    assert jumps == [], "a heading is more than one level below the one before"
    assert all(each.text for each in there)
    text = said(page)
    assert [each for each in kind.has if each not in text] == []


@each_kind
@pytest.mark.window(scripts=False)
def test_it_is_read_without_scripts(page: Page, watch: Watch, origin: str, kind: Kind) -> None:
    watch.expect(kind)
    page.goto(origin + kind.path)
    assert page.get_by_role("heading", level=1).is_visible()
    assert page.locator("noscript").count() == 0
    text = said(page)
    assert [each for each in kind.has if each not in text] == []
    assert len(text) > 40


@each_kind
@pytest.mark.window(width=390, height=700)
def test_it_fits_a_phone_and_a_sheet(page: Page, watch: Watch, origin: str, kind: Kind) -> None:
    watch.expect(kind)
    page.goto(origin + kind.path)
    assert beyond(page) == []
    page.set_viewport_size({"width": 320, "height": 700})
    assert beyond(page) == []
    page.emulate_media(media="print")
    page.set_viewport_size({"width": SHEET, "height": 1000})
    assert page.get_by_role("heading", level=1).is_visible()
    assert not page.get_by_role("navigation", name="Main").is_visible()
    assert not page.get_by_role("banner").get_by_role("search").is_visible()
    assert len(page.locator("main").inner_text()) > 20
    # What is a little wider than the sheet is made smaller by the browser.
    assert page.evaluate("document.documentElement.scrollWidth") <= SHEET * 1.25, beyond(page)


@pytest.mark.window(width=390, height=700)
def test_a_row_is_a_card_on_a_phone(page: Page, origin: str) -> None:
    page.goto(origin + "/office/secretary-general")
    holders = page.get_by_role("region", name="Holders, table")
    assert holders.evaluate("node => node.scrollWidth <= node.clientWidth")
    first = holders.get_by_role("row").nth(1)
    assert first.inner_text().split("\n")[0] == "Doreen Bogdan-Martin"
    shown = first.locator("td[data-title]").first
    assert shown.evaluate("node => getComputedStyle(node, '::before').content").strip('"') == "State "
    mark = first.get_by_role("link", name="Why this is believed").bounding_box()
    assert mark
    assert mark["x"] > 300


@pytest.mark.window(width=390, height=700)
def test_a_picture_wider_than_the_screen_shows_its_recent_end_or_the_day(page: Page, origin: str) -> None:
    terms = page.get_by_role("region", name="Terms on the Council, drawn over time")
    page.goto(origin + "/state/ken")
    assert terms.evaluate("node => node.scrollLeft + node.clientWidth >= node.scrollWidth - 1")
    page.goto(origin + "/state/ken?as_of=1985-01-01")
    room, day = terms.bounding_box(), terms.locator(".day").bounding_box()
    assert room
    assert day
    assert room["x"] < day["x"] < room["x"] + room["width"]


@pytest.mark.parametrize("kind", [each for each in KINDS if each.status == 200], ids=str)
def test_it_is_read_in_arabic(page: Page, origin: str, kind: Kind) -> None:
    page.goto(origin + kind.at(lang="ar"))
    wrong = page.locator('main [lang="ar"]:not([dir="rtl"]):not([dir="auto"]):not(option)')
    assert wrong.count() == 0, wrong.first.evaluate("node => node.outerHTML")
    assert page.get_by_role("navigation", name="Language of names").locator('[aria-current="true"]').count() == 1
    assert beyond(page) == []


def test_a_page_too_wide_is_seen(page: Page, origin: str) -> None:
    page.goto(origin + "/")
    page.evaluate("document.querySelector('h1').style.width = '3000px'")
    assert any("<h1" in each for each in beyond(page))


def test_what_must_not_be_done_is_seen(browser: Browser, origin: str) -> None:
    window = chromium.context(browser)
    watch = Watch(window, origin)
    page = window.new_page()
    page.goto(origin + "/")
    page.evaluate("""async () => {
      console.error("an error");
      setTimeout(() => { throw new Error("thrown"); });
      document.head.append(Object.assign(document.createElement("script"), {textContent: "1"}));
      document.body.append(Object.assign(document.createElement("img"), {src: "https://example.org/x.png"}));
      await fetch("/state/zzz");
    }""")
    page.wait_for_timeout(100)
    window.close()
    told = "\n".join(watch.faults)
    for fault in ("an error", "thrown", "breaks the policy: script-src", "example.org", "404: /state/zzz"):
        assert fault in told
