"""Two ways to go through the pages: with the pointer, and with the keyboard alone."""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import date

from playwright.sync_api import Locator, Page

FARTHEST = 1200
"""Presses of the tab key after which something counts as out of reach."""
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
    """Somebody who reads a page."""

    def __init__(self, page: Page) -> None:
        self.page = page

    @abstractmethod
    def reach(self, target: Locator) -> None:
        """Come to something."""

    def approach(self, target: Locator) -> None:
        """Come near enough, so that the time that the way takes is not taken for that of the answer."""
        target.scroll_into_view_if_needed()

    @abstractmethod
    def use(self, target: Locator) -> None:
        """Follow a link, press a button, tick a box, open what is folded up."""

    @abstractmethod
    def suggested(self, option: Locator) -> None:
        """Take one of the options that a field suggests while it is written in."""

    def write(self, target: Locator, text: str) -> None:
        """Put a text in place of the one that is there; a day is given as YYYY-MM-DD."""
        self.reach(target)
        if target.get_attribute("type") == "date":
            self._write_day(target, text)
            return
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.type(text)

    def _write_day(self, target: Locator, text: str) -> None:
        # The parts of a day stand in the order of the reader's own language.
        for order in _DAY_ORDERS:
            self.page.keyboard.press("Control+a")
            self.page.keyboard.type(date.fromisoformat(text).strftime(order))
            if target.input_value() == text:
                return
            self.page.keyboard.press("Shift+Tab")
            self.page.keyboard.press("Tab")
        raise AssertionError(f"the day {text} could not be written")


class Pointer(Reader):
    """With a mouse or a finger."""

    def reach(self, target: Locator) -> None:
        """Click it."""
        target.click(position={"x": 5, "y": 5})

    def use(self, target: Locator) -> None:
        """Click it."""
        target.click()

    def suggested(self, option: Locator) -> None:
        """Click it."""
        option.click()


class Keyboard(Reader):
    """With the tab key, enter, space and letters; each thing that is used must show that it has the focus."""

    def reach(self, target: Locator) -> None:
        """Tab to it, past what every page begins with where it stands behind that."""
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
                # An editor takes the tab key for itself, and says that escape gives it back.
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
        """Enter, or space where that is the key."""
        self.reach(target)
        is_box = target.evaluate("node => node.matches('input[type=checkbox], input[type=radio], [role=checkbox]')")
        self.page.keyboard.press("Space" if is_box else "Enter")

    def suggested(self, option: Locator) -> None:
        """Down to it, then enter."""
        option.wait_for()
        for _ in range(_BURST):
            if option.get_attribute("aria-selected") == "true":
                break
            self.page.keyboard.press("ArrowDown")
        assert option.get_attribute("aria-selected") == "true", f"no way by keyboard to {option}"
        self.page.keyboard.press("Enter")

    def _is_at_the_beginning(self) -> bool:
        found: bool = self.page.evaluate("document.activeElement === document.body && !location.hash")
        return found

    def _back_to(self, target: Locator) -> None:
        """To its first stop: a day has one for each of its parts."""
        for _ in range(_BURST):
            if target.evaluate(_HAS_FOCUS):
                break
            self.page.keyboard.press("Shift+Tab")
        for _ in range(_BURST):
            self.page.keyboard.press("Shift+Tab")
            if not target.evaluate(_HAS_FOCUS):
                break
        self.page.keyboard.press("Tab")
