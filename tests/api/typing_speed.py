"""Measure the search while a user types: ``python -m tests.api.typing_speed [URL]``.

The program searches once for every prefix of every query of the tests: in process on a new index, or over HTTP on one
keep-alive connection. No prefix is requested twice, so the response cache does not affect the result.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import httpx

from plenipot.api.search import Index, build_index
from plenipot.model import release_files
from tests.api.searches import FIRST


def main() -> None:
    """Print quantiles of the durations in milliseconds."""
    prefixes = sorted({text[:end] for text, _ in FIRST for end in range(1, len(text) + 1)})
    if len(sys.argv) > 1:
        with httpx.Client(base_url=sys.argv[1]) as client:
            client.get("/search", params={"q": "first"})
            report(prefixes, lambda text: client.get("/search", params={"q": text, "limit": 10}).raise_for_status())
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "search.sqlite"
        before = time.perf_counter()
        things = build_index(release_files.dataset(release_files.root()), path)
        print(f"{things} things, {path.stat().st_size / 1e6:.0f} MB, made in {time.perf_counter() - before:.1f} s")
        index = Index(path)
        report(prefixes, lambda text: index.search(text, limit=10))


def report(prefixes: list[str], ask: Callable[[str], object]) -> None:
    """Run every search once, and print the durations."""
    took = []
    for text in prefixes:
        before = time.perf_counter()
        ask(text)
        took.append((time.perf_counter() - before) * 1000)
    took.sort()
    quantiles = ", ".join(f"p{share:g} {took[int(len(took) * share / 100)]:.1f} ms" for share in (50, 90, 99))
    print(f"{len(took)} prefixes: {quantiles}, longest {took[-1]:.1f} ms")


if __name__ == "__main__":
    main()
