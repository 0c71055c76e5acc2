"""Every journey works with the pointer, and with the keyboard only."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.journeys import JOURNEYS
from tests.browser.readers import Keyboard, Pointer, Reader
from tests.browser.steps import Journey


@pytest.mark.parametrize("way", [Pointer, Keyboard])
@pytest.mark.parametrize("journey", JOURNEYS, ids=str)
def test_a_journey(page: Page, origin: str, journey: Journey, way: type[Reader]) -> None:
    page.goto(origin + "/")
    reader = way(page)
    for step in journey.steps:
        step.go(reader)
