"""A server of the release, a browser, and a page of it that is watched."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser import chromium
from tests.browser.watch import Watch
from tests.server import Server

PATIENCE = 20_000
"""Milliseconds after which what is not on a page will not come."""


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One for all tests of this folder; it ends with them, since its loop would be in the way of those of others."""
    for missing in (chromium.HELP,) if chromium.find() is None else () if chromium.AXE.is_file() else (_NO_AXE,):
        if chromium.is_required():
            pytest.fail(missing)
        pytest.skip(missing)
    with chromium.chromium() as running:
        yield running


_NO_AXE = "no axe-core: `make .venv/web` fetches it with what the scripts are built from"


@pytest.fixture(scope="session")
def origin(release_server: Server) -> str:
    """Where the pages are."""
    return release_server.url


@pytest.fixture
def window(browser: Browser, origin: str, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    """A window, by the keywords of ``chromium.context`` that the test gives; what it must not do fails the test."""
    marker = request.node.get_closest_marker("window")
    made = chromium.context(browser, **(marker.kwargs if marker else {}))
    made.set_default_timeout(PATIENCE)
    watch = Watch(made, origin)
    request.node.stash[WATCH] = watch
    yield made
    made.close()
    assert not watch.faults, "\n".join(watch.faults)


WATCH = pytest.StashKey[Watch]()


@pytest.fixture
def watch(window: BrowserContext, request: pytest.FixtureRequest) -> Watch:
    """What the window has done."""
    made: Watch = request.node.stash[WATCH]
    return made


@pytest.fixture
def page(window: BrowserContext) -> Page:
    """An empty page of the window."""
    return window.new_page()
