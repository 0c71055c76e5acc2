"""Fixtures: a server of the release, a browser, and a page with checks of requests and the console."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser import chromium
from tests.browser.watch import Watch
from tests.server import Server

PATIENCE = 20_000
"""Timeout in milliseconds for elements of a page."""


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One browser for all tests of this folder; it ends with them, because its event loop disturbs other tests."""
    for missing in (chromium.HELP,) if chromium.find() is None else () if chromium.AXE.is_file() else (_NO_AXE,):
        if chromium.is_required():
            pytest.fail(missing)
        pytest.skip(missing)
    with chromium.chromium() as running:
        yield running


_NO_AXE = "no axe-core: `make .venv/web` fetches it with what the scripts are built from"


@pytest.fixture(scope="session")
def origin(release_server: Server) -> str:
    """The origin of the server."""
    return release_server.url


@pytest.fixture
def window(browser: Browser, origin: str, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    """A browser context with keywords of ``chromium.context`` from the test; any recorded fault fails the test."""
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
    """The recorder of faults of the context."""
    made: Watch = request.node.stash[WATCH]
    return made


@pytest.fixture
def page(window: BrowserContext) -> Page:
    """An empty page of the context."""
    return window.new_page()
