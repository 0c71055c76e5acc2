"""The steps that the documentation describes work as written."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser import guide
from tests.browser.readers import Pointer
from tests.browser.steps import Follow, Journey, Search, Use, Write

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("journey", [*guide.QUESTIONS, guide.TUTORIAL], ids=str)
def test_a_way_by_the_pointer(page: Page, origin: str, journey: Journey) -> None:
    page.goto(origin + "/")
    reader = Pointer(page)
    for step in journey.steps:
        step.go(reader)


def test_the_page_of_questions_tells_these_ways() -> None:
    written = (DOCS / "ten-questions.md").read_text(encoding="utf-8")
    assert written == "\n".join(guide.page()) + "\n", "python -m tests.browser.guide > docs/ten-questions.md"


def test_the_tutorial_tells_these_steps_in_their_order() -> None:
    text = (DOCS / "tutorial.md").read_text(encoding="utf-8")
    place = 0
    for step in guide.TUTORIAL.steps:
        if isinstance(step, Follow | Use):
            wanted = "?" if step.name == "Why this is believed" else step.name
        elif isinstance(step, Search | Write):
            wanted = step.text
        else:
            continue
        found = text.find(f"**{wanted}**", place)
        assert found >= 0, f"{wanted} is not told after {text[max(0, place - 60) : place]!r}"
        place = found
