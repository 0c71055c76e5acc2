"""Search in the browser: the page shows a correction, and offers the search for the exact text."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.look import violations

pytestmark = pytest.mark.timeout(180)  # the first test waits for a server of the release


def test_a_correction_is_seen_and_refused(page: Page, origin: str) -> None:
    page.goto(f"{origin}/search")
    field = page.get_by_role("main").get_by_role("combobox", name="Name, number, acronym or title")
    field.press_sequentially("kazahstan")
    options = page.get_by_role("option")
    expect(options.filter(has_text="Kazakhstan").first).to_contain_text("for “kazakhstan”")
    expect(page.get_by_role("status").filter(has_text="Nothing has this name.")).to_have_count(1)
    field.press("Enter")
    expect(page.get_by_role("main")).to_contain_text("Showing results for kazakhstan.")
    assert violations(page) == []
    page.get_by_role("link", name="Search instead for “kazahstan”").click()
    expect(page.get_by_role("main")).to_contain_text("Did you mean kazakhstan?")
    page.get_by_role("link", name="kazakhstan", exact=True).click()
    expect(page.get_by_role("link", name="Kazakhstan", exact=True).first).to_be_visible()


def test_the_last_suggestion_searches_for_what_was_typed(page: Page, origin: str) -> None:
    page.goto(f"{origin}/search")
    field = page.get_by_role("main").get_by_role("combobox", name="Name, number, acronym or title")
    field.press_sequentially("kazahstan")
    page.get_by_role("option", name="Search instead for “kazahstan”").click()
    expect(page.get_by_role("main")).to_contain_text("Nothing has this name.")


def test_a_guess_is_never_taken_by_itself(page: Page, origin: str) -> None:
    page.goto(f"{origin}/query/council-seats-of-a-group-of-states.html")
    field = page.locator("input[role=combobox][data-thing]").first
    field.fill("")
    field.press_sequentially("asaen nations")
    expect(page.get_by_role("option").first).to_contain_text("for “asean nations”")
    expect(page.locator("[role=option][aria-selected=true]")).to_have_count(0)
