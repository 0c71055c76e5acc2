"""Two ways to use the pages: with the pointer, or with the keyboard only."""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import date

from playwright.sync_api import Locator, Page

FARTHEST = 1200
"""Limit of presses of Tab to reach an element."""
_BURST = 8
_WATCH = """node => { window.reached = false; node.addEventListener("focus", () => { window.reached = true; }); }"""
_HAS_FOCUS = "node => node === document.activeElement"
_SHOWS_FOCUS = """node => {
  const {outlineStyle, outlineWidth, boxShadow} = getComputedStyle(node);
  const box = node.getBoundingClientRect();
  const seen = box.width > 0 && box.bottom > 0 && box.top < innerHeight;
  return seen && ((outlineStyle !== "none" && outlineWidth !== "0px") || boxShadow !== "none");
}"""
_IN_EDITOR = """() => {
  let node = document.activeElement;
  while (node?.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
  return Boolean(node?.isContentEditable);
}"""
_DAY_ORDERS = ("%d%m%Y", "%m%d%Y", "%Y%m%d")


class Reader(ABC):
    """A user of a page with an input device."""

    def __init__(self, page: Page) -> None:
        self.page = page

    @abstractmethod
    def reach(self, target: Locator) -> None:
        """Move the focus to an element."""

    def approach(self, target: Locator) -> None:
        """Move to an element, so that the time for that is not part of a timeout for the response."""
        target.scroll_into_view_if_needed()

    @abstractmethod
    def use(self, target: Locator) -> None:
        """Follow a link, press a button, tick a box or open a details element."""

    @abstractmethod
    def choose_suggestion(self, option: Locator) -> None:
        """Choose a suggestion of a combobox."""

    def write(self, target: Locator, text: str) -> None:
        """Replace the text of a field; a day is YYYY-MM-DD."""
        self.reach(target)
        if target.get_attribute("type") == "date":
            self._write_day(target, text)
            return
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.type(text)

    def _write_day(self, target: Locator, text: str) -> None:
        # The order of the parts of a date field depends on the locale.
        for order in _DAY_ORDERS:
            self.page.keyboard.press("Control+a")
            self.page.keyboard.type(date.fromisoformat(text).strftime(order))
            if target.input_value() == text:
                return
            self.page.keyboard.press("Shift+Tab")
            self.page.keyboard.press("Tab")
        raise AssertionError(f"the day {text} could not be written")


class Pointer(Reader):
    """A user with a mouse or a touch screen."""

    def reach(self, target: Locator) -> None:
        """Click it."""
        target.click(position={"x": 5, "y": 5})

    def use(self, target: Locator) -> None:
        """Click it."""
        target.click()

    def choose_suggestion(self, option: Locator) -> None:
        """Click it."""
        option.click()


class Keyboard(Reader):
    """A user with a keyboard; asserts that each element shows its focus."""

    def reach(self, target: Locator) -> None:
        """Tab to an element; use the skip link for elements of the main part."""
        target.wait_for()
        if target.evaluate("node => Boolean(node.closest('main'))") and self._is_at_the_beginning():
            self.page.keyboard.press("Tab")
            self.page.keyboard.press("Enter")
        target.evaluate(_WATCH)
        has_editor = self.page.locator("[contenteditable=true]").count() > 0
        for _ in range(FARTHEST // _BURST):
            if target.evaluate(_HAS_FOCUS):
                break
            for _ in range(_BURST):
                # The editor handles Tab itself; Escape, as it documents, releases the key.
                if has_editor and self.page.evaluate(_IN_EDITOR):
                    self.page.keyboard.press("Escape")
                self.page.keyboard.press("Tab")
            if self.page.evaluate("window.reached"):
                self._back_to(target)
                break
        assert target.evaluate(_HAS_FOCUS), f"no way by keyboard to {target}"
        assert target.evaluate(_SHOWS_FOCUS), f"nothing shows that the focus is at {target}"

    def approach(self, target: Locator) -> None:
        """Tab to it."""
        self.reach(target)

    def use(self, target: Locator) -> None:
        """Press Enter, or Space for boxes."""
        self.reach(target)
        is_box = target.evaluate("node => node.matches('input[type=checkbox], input[type=radio], [role=checkbox]')")
        self.page.keyboard.press("Space" if is_box else "Enter")

    def choose_suggestion(self, option: Locator) -> None:
        """Press arrow down to the option, then Enter."""
        option.wait_for()
        for _ in range(_BURST):
            if option.get_attribute("aria-selected") == "true":
                break
            self.page.keyboard.press("ArrowDown")
        assert option.get_attribute("aria-selected") == "true", f"no way by keyboard to {option}"
        self.page.keyboard.press("Enter")

    def _is_at_the_beginning(self) -> bool:
        is_at_start: bool = self.page.evaluate("document.activeElement === document.body && !location.hash")
        return is_at_start

    def _back_to(self, target: Locator) -> None:
        """Go to the first tab stop of an element: a date field has one per part."""
        for _ in range(_BURST):
            if target.evaluate(_HAS_FOCUS):
                break
            self.page.keyboard.press("Shift+Tab")
        for _ in range(_BURST):
            self.page.keyboard.press("Shift+Tab")
            if not target.evaluate(_HAS_FOCUS):
                break
        self.page.keyboard.press("Tab")
