"""Every kind of page passes WCAG 2.2 AA in axe-core, in a wide light window and in a narrow dark one."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.look import violations
from tests.browser.pages import KINDS, Kind
from tests.browser.watch import Watch


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_nothing_against_the_guidelines(page: Page, watch: Watch, origin: str, kind: Kind) -> None:
    watch.expect(kind)
    page.goto(origin + kind.path)
    assert violations(page) == []
    page.set_viewport_size({"width": 390, "height": 700})
    assert violations(page, dark=True) == []


def test_a_fault_is_seen(page: Page, origin: str) -> None:
    page.goto(origin + "/")
    page.evaluate("document.querySelector('main').innerHTML = '<h1>x</h1><input><p>pale</p>'")
    page.evaluate("document.querySelector('main p').style.color = '#bbb'")
    found = "\n".join(violations(page))
    assert "label" in found
    assert "color-contrast" in found
