"""Measure the pages in a browser: ``python -m benchmarks.pages benchmarks/pages.md`` writes a table.

Two servers of the release, one after the other. The first remembers nothing: it tells how long a page takes to be made,
and how many queries it asks. The second is as it runs by default: it tells what a reader waits for.
"""

from __future__ import annotations

import os
import platform
import re
import statistics
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import click
import httpx
from playwright.sync_api import Browser

from benchmarks.frames import Movement, movement
from benchmarks.peers.servers import free_port
from tests.browser.chromium import chromium, context
from tests.browser.pages import KINDS
from tests.server import start, stop

HUBS: Mapping[str, str] = {
    "a large State": "/state/usa",
    "a large topic, Internet policy": "/topic/internet-public-policy",
    "a large study group": "/body/itu-t/sg15",
    "a large treaty, the Constitution": "/treaty/cs-1992",
}
RELATIONS = "/relations?thing=body/itu-t/sg15"
"""A page of relations with the maximum of 500 things."""
SLOW_4G = {"offline": False, "latency": 562.5, "downloadThroughput": 180_000, "uploadThroughput": 84_375}
"""Network throttling profile of the developer tools of Chromium: milliseconds, bytes per second."""
SLOW_CPU = 4
_BROWSER = {"Accept": "text/html", "Accept-Encoding": "gzip"}
_PAINT = """() => new Promise(resolve => {
  const observer = new PerformanceObserver(list => resolve(list.getEntries().at(-1).startTime));
  observer.observe({type: "largest-contentful-paint", buffered: true});
  setTimeout(() => resolve(null), 5000);
})"""
_BYTES = """() => {
  const found = {html: performance.getEntriesByType("navigation")[0].encodedBodySize, css: 0, js: 0, other: 0};
  for (const {name, encodedBodySize} of performance.getEntriesByType("resource")) {
    const suffix = new URL(name).pathname.split(".").at(-1);
    found[suffix in found ? suffix : "other"] += encodedBodySize;
  }
  return found;
}"""


@dataclass(frozen=True)
class ServerTimes:
    """Server times of a page in milliseconds."""

    first: float
    median: float
    queries: int


@dataclass(frozen=True)
class BrowserTimes:
    """Browser times of a page in milliseconds, and bytes over the wire."""

    kept: float
    bytes: Mapping[str, int]
    quick: float | None
    slow: float | None


@contextmanager
def serving(*options: str) -> Iterator[str]:
    """Run a server of the release."""
    port = free_port()
    process = start(["--client-rate", "0", *options], port)
    try:
        url = f"http://127.0.0.1:{port}"
        # Wait for the provenance index, which the server loads in the background, so that it does not affect the times.
        time.sleep(30)
        yield url
    finally:
        stop(process)


def queries(client: httpx.Client, path: str) -> int:
    """Return the number of queries of an uncached page, from its Server-Timing header."""
    found = re.fullmatch(r'queries;desc="(\d+)"', client.get(path).headers.get("server-timing", ""))
    return int(found[1]) if found else 0


def timed(client: httpx.Client, path: str) -> float:
    """Return the response time of a page in milliseconds; resolve redirects before."""
    started = time.perf_counter()
    client.get(path).raise_for_status()
    return (time.perf_counter() - started) * 1000


def document(client: httpx.Client, path: str) -> str:
    """Return the path of the page: an identifier redirects to it."""
    response = client.head(path)
    return str(response.headers.get("location", path))


def make(client: httpx.Client, path: str, rounds: int) -> ServerTimes:
    """Measure the server times of a page, ``rounds`` times."""
    page = document(client, path)
    first = timed(client, page)
    asked = queries(client, page)
    return ServerTimes(first, statistics.median(timed(client, page) for _ in range(rounds)), asked)


def paint(browser: Browser, client: httpx.Client, path: str, rounds: int, looks: int) -> BrowserTimes:
    """Measure the browser times of a page, each time with an empty browser cache."""
    page = document(client, path)
    timed(client, page)
    kept = statistics.median(timed(client, page) for _ in range(rounds))
    address = str(client.base_url).rstrip("/") + path
    quick = [_paint(browser, address, slow=False) for _ in range(looks)]
    slow = [_paint(browser, address, slow=True) for _ in range(looks)]
    return BrowserTimes(kept, quick[0][1], _median(quick), _median(slow))


def _median(painted: Sequence[tuple[float | None, Mapping[str, int]]]) -> float | None:
    times = [time for time, _ in painted if time is not None]
    return statistics.median(times) if times else None


def _paint(browser: Browser, address: str, slow: bool) -> tuple[float | None, Mapping[str, int]]:
    # A phone for the slow one: what is painted largest depends on the window.
    window = context(browser, width=390, height=844) if slow else context(browser)
    page = window.new_page()
    if slow:
        tools = window.new_cdp_session(page)
        tools.send("Network.enable")
        tools.send("Network.emulateNetworkConditions", SLOW_4G)
        tools.send("Emulation.setCPUThrottlingRate", {"rate": SLOW_CPU})
    page.goto(address, wait_until="networkidle", timeout=120_000)
    found: tuple[float | None, dict[str, int]] = (page.evaluate(_PAINT), page.evaluate(_BYTES))
    window.close()
    return found


def table(
    rows: Mapping[str, tuple[str, ServerTimes, BrowserTimes]], moved: Movement, rounds: tuple[int, int], load: float
) -> str:
    """Write the table."""
    lines = [
        "# Speed of the pages",
        "",
        "Made by `make bench-pages`; how is told in [pages.py](pages.py).",
        f"{date.today()}, {os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}, "
        f"load of the machine before {load:.1f}, "
        f"medians of {rounds[0]} on the server and of {rounds[1]} in the browser.",
        "",
        "- *first*, *made*: milliseconds of the server without any memory, the first time and the median after it, "
        "with *queries* as many as it asks each time.",
        "- *kept*: milliseconds of the server as it runs by default, for a page that somebody asked for before.",
        "- *HTML*, *CSS*, *JS*: kilobytes over the wire for who comes first (gzip for pages).",
        "- *paint*: largest contentful paint in Chromium, milliseconds, in a window of 1280 pixels; *phone*: the same "
        f"with 390 pixels, a processor {SLOW_CPU} times slower, and a slow 4G (1.4 Mbit/s down, 562 ms of latency).",
        "",
        "| page | address | queries | first | made | kept | HTML | CSS | JS | paint | phone |",
        "| --- | --- | --: | --: | --: | --: | --: | --: | --: | --: | --: |",
    ]
    for name, (path, made, painted) in rows.items():
        size = {kind: f"{count / 1000:.1f}" for kind, count in painted.bytes.items()}
        cells: list[Any] = [name, f"`{path[:60]}{'…' if len(path) > 60 else ''}`", made.queries]
        cells += [
            f"{made.first:.0f}",
            f"{made.median:.0f}",
            f"{painted.kept:.1f}",
            size["html"],
            size["css"],
            size["js"],
        ]
        cells += ["" if each is None else f"{each:.0f}" for each in (painted.quick, painted.slow)]
        lines.append("| " + " | ".join(map(str, cells)) + " |")
    lines += ["", "## Relations", "", moved.describe(), ""]
    return "\n".join(lines)


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--rounds", default=7, show_default=True, type=click.IntRange(min=1))
@click.option("--looks", default=3, show_default=True, type=click.IntRange(min=1), help="Rounds in the browser.")
@click.option("--only", multiple=True, metavar="NAME", help="Only these kinds of pages; repeatable.")
def main(file: Path, rounds: int, looks: int, only: tuple[str, ...]) -> None:
    """Measure all kinds of pages, and large examples, and write a table."""
    load = os.getloadavg()[0]
    paths = {each.name: each.path for each in KINDS if each.status == 200} | dict(HUBS)
    paths = {name: path for name, path in paths.items() if not only or name in only}
    with serving("--cache", "0") as url, httpx.Client(base_url=url, headers=_BROWSER, timeout=60) as client:
        made = {name: make(client, path, rounds) for name, path in paths.items()}
    with serving() as url, httpx.Client(base_url=url, headers=_BROWSER, timeout=60) as client, chromium() as browser:
        painted = {name: paint(browser, client, path, rounds, looks) for name, path in paths.items()}
        moved = movement(browser, url, RELATIONS)
    rows = {name: (paths[name], made[name], painted[name]) for name in paths}
    file.write_text(table(rows, moved, (rounds, looks), load), encoding="utf-8")
    click.echo(file)


if __name__ == "__main__":
    main()
