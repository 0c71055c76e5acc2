"""How smoothly a drawing of things that push and pull comes to rest."""

from __future__ import annotations

import statistics
from dataclasses import dataclass

from playwright.sync_api import Browser

from tests.browser.chromium import context

# Whatever the drawing is made of: where its parts stand is read from their attributes, once a frame.
_MOVE = """seconds => new Promise(resolve => {
  const where = () => [...document.querySelectorAll("main svg circle, main svg g[transform], main svg [data-node]")]
    .map(node => (node.getAttribute("transform") ?? "") + node.getAttribute("cx") + node.getAttribute("cy")).join(" ");
  const frames = [], began = performance.now();
  let last = began, place = where(), moved = 0;
  const tick = now => {
    frames.push(now - last);
    last = now;
    const next = where();
    if (next !== place) { place = next; moved = now - began; }
    if (now - began > seconds * 1000 || (now - began > 2000 && now - began - moved > 1000))
      resolve({frames, moved, nodes: document.querySelectorAll("main svg circle").length});
    else requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
})"""
LONGEST = 30
"""Seconds after which what still moves will not rest."""


@dataclass(frozen=True)
class Movement:
    """A drawing that comes to rest; milliseconds."""

    nodes: int
    median: float
    worst: float
    p95: float
    rest: float

    def said(self) -> str:
        """In words.

        >>> Movement(500, 16.7, 40.0, 20.0, 3000.0).said()
        '500 things: rest after 3.0 s; a frame takes 16.7 ms at the median, 20.0 at the 95th percentile, 40.0 at most.'
        """
        return (
            f"{self.nodes} things: rest after {self.rest / 1000:.1f} s; a frame takes {self.median:.1f} ms at the "
            f"median, {self.p95:.1f} at the 95th percentile, {self.worst:.1f} at most."
        )


def movement(browser: Browser, address: str) -> Movement:
    """Watch a drawing from when its page is there."""
    window = context(browser)
    page = window.new_page()
    # Who wants less motion gets none: here it is what is measured.
    page.emulate_media(reduced_motion="no-preference")
    page.goto(address, wait_until="load")
    found = page.evaluate(_MOVE, LONGEST)
    window.close()
    frames: list[float] = found["frames"][1:]
    p95 = sorted(frames)[int(len(frames) * 0.95)]
    return Movement(found["nodes"], statistics.median(frames), max(frames), p95, found["moved"])
