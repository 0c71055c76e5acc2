"""Measure the frame times of a force-directed drawing until it stops."""

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
"""Timeout in milliseconds."""


@dataclass(frozen=True)
class Movement:
    """Frame times of a drawing that came to rest, in milliseconds."""

    address: str
    things: int
    rest: float
    work: float
    """Script time per frame, median."""
    slowest: float
    p95: float
    """Time between two frames, 95th percentile."""

    def describe(self) -> str:
        """Describe the measurement in words.

        >>> Movement("/relations?thing=body/itu", 500, 3000.0, 14.0, 40.0, 20.0).describe().partition(";")[0]
        '`/relations?thing=body/itu`: 500 things, at rest after 3.0 s'
        """
        return (
            f"`{self.address}`: {self.things} things, at rest after {self.rest / 1000:.1f} s; the script works "
            f"{self.work:.1f} ms of a frame at the median, {self.slowest:.1f} at most; between two frames are "
            f"{self.p95:.1f} ms at the 95th percentile."
        )


def movement(browser: Browser, origin: str, address: str) -> Movement:
    """Record a drawing until it signals, in its dataset, that it is at rest."""
    window = context(browser)
    page = window.new_page()
    # The page does not animate with reduced motion.
    page.emulate_media(reduced_motion="no-preference")
    page.add_init_script(_COUNT)
    page.goto(origin + address)
    page.wait_for_function(f"() => {_RESTS}", timeout=LONGEST)
    dataset: dict[str, str] = page.evaluate(f"() => ({{...{_RESTS}.dataset}})")
    frames: list[float] = page.evaluate("window.frames_")
    window.close()
    return Movement(
        address,
        int(dataset["things"]),
        float(dataset["settled"]),
        float(dataset["median"]),
        float(dataset["slowest"]),
        statistics.quantiles(frames, n=20)[-1],
    )
