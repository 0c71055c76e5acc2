"""Everything works for an unprivileged user without a home directory, as in a container."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from benchmarks.peers.servers import free_port
from plenipot.model import release_files
from tests.server import start, stop

ROOT = release_files.root()
NO_HOMES = {"no folder": "/nonexistent/home", "below a file": "/dev/null/home", "not set": None}

# Import every module of the package, and print every file that is written meanwhile. The user has no passwd entry, so
# there is no home directory in it either.
IMPORT_ALL = """
import importlib, os, pkgutil, sys
os.getuid = lambda: 54321
def watch(event, arguments):
    if event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
        print("open", arguments)
    elif event in ("os.rename", "os.remove", "os.link", "os.symlink"):
        print(event, arguments)
    elif event == "os.mkdir" and not os.path.isdir(arguments[0]):
        print(event, arguments)
sys.addaudithook(watch)
import plenipot
for module in pkgutil.walk_packages(plenipot.__path__, "plenipot."):
    if module.name != "plenipot.__main__":
        importlib.import_module(module.name)
"""


def without_home(home: str | None = "/dev/null/home", **more: str) -> dict[str, str]:
    """The environment without HOME and without variables that can replace it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HOME", "XDG_", "PYSTOW_"))}
    return kept | ({"HOME": home} if home else {}) | {"PYTHONDONTWRITEBYTECODE": "1"} | more


@pytest.mark.parametrize("home", NO_HOMES)
def test_no_module_writes_anything_when_it_is_imported(home: str) -> None:
    command = [sys.executable, "-c", IMPORT_ALL]
    done = subprocess.run(command, env=without_home(NO_HOMES[home]), capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr


def checkout(folder: Path, *parts: str) -> dict[str, str]:
    """Make a checkout of symbolic links without the provenance index; returns an environment that imports from it."""
    for part in ("src/plenipot", "ontology", "queries", "README.md", "data/graph", *parts):
        (folder / part).parent.mkdir(parents=True, exist_ok=True)
        (folder / part).symlink_to(ROOT / part)
    path = os.pathsep.join([str(folder / "src"), *filter(None, [os.environ.get("PYTHONPATH")])])
    return without_home(PYTHONPATH=path)


@contextmanager
def served(env: dict[str, str]) -> Iterator[Callable[[], str]]:
    """Start a service in an environment; yields a function that reads its page /why about Switzerland."""
    port = free_port()
    large = [part for family in release_files.optional_families(ROOT) for part in ("--without", family)]
    process = start(large, port, env=env)
    try:
        yield lambda: httpx.get(f"http://127.0.0.1:{port}/why?thing=state/che", timeout=30).raise_for_status().text
    finally:
        stop(process)


def settled(page: Callable[[], str]) -> str:
    """The page after the provenance index is loaded, or failed to load."""
    for _ in range(500):
        text = page()
        if "are being read" not in text:
            return text
        time.sleep(0.5)
    raise AssertionError("the rows are being read for ever")


@pytest.mark.timeout(300)
def test_why_shows_rows_where_there_is_no_home(tmp_path: Path) -> None:
    with served(checkout(tmp_path, "data/tables", "data/links")) as page:
        assert "data/tables/members/state.csv" in settled(page)


@pytest.mark.timeout(300)
def test_why_says_so_where_the_rows_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "data" / "tables").mkdir(parents=True)
    with served(checkout(tmp_path)) as page:
        text = settled(page)
    assert "The rows of the tables could not be read on this server" in text
    assert "come again" not in text
