"""How smoothly a drawing of things that push and pull comes to rest."""

from __future__ import annotations

import statistics
from dataclasses import dataclass

from playwright.sync_api import Browser

from tests.browser.chromium import context

# Frames are counted from before the first script of the page runs, by their own clock.
_COUNT = """window.frames_ = [];
(function tick(last) {
  requestAnimationFrame(now => { window.frames_.push(now - last); tick(now); });
})(performance.now());"""
_RESTS = "document.querySelector('main [role=application][data-settled], main [role=application] [data-settled]')"
LONGEST = 60_000
"""Milliseconds after which what still moves will not rest."""


@dataclass(frozen=True)
class Movement:
    """A drawing that came to rest; milliseconds."""

    address: str
    things: int
    rest: float
    work: float
    """Of the script, for a frame, at the median."""
    slowest: float
    p95: float
    """Between two frames, at the 95th percentile."""

    def said(self) -> str:
        """In words.

        >>> Movement("/relations?thing=body/itu", 500, 3000.0, 14.0, 40.0, 20.0).said().partition(";")[0]
        '`/relations?thing=body/itu`: 500 things, at rest after 3.0 s'
        """
        return (
            f"`{self.address}`: {self.things} things, at rest after {self.rest / 1000:.1f} s; the script works "
            f"{self.work:.1f} ms of a frame at the median, {self.slowest:.1f} at most; between two frames are "
            f"{self.p95:.1f} ms at the 95th percentile."
        )


def movement(browser: Browser, origin: str, address: str) -> Movement:
    """Watch a drawing until it rests; it says of itself when it does."""
    window = context(browser)
    page = window.new_page()
    # Who wants less motion gets none: here it is what is measured.
    page.emulate_media(reduced_motion="no-preference")
    page.add_init_script(_COUNT)
    page.goto(origin + address)
    page.wait_for_function(f"() => {_RESTS}", timeout=LONGEST)
    told: dict[str, str] = page.evaluate(f"() => ({{...{_RESTS}.dataset}})")
    frames: list[float] = page.evaluate("window.frames_")
    window.close()
    return Movement(
        address,
        int(told["things"]),
        float(told["settled"]),
        float(told["median"]),
        float(told["slowest"]),
        statistics.quantiles(frames, n=20)[-1],
    )
