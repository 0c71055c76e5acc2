"""Find and start Chromium; the tests download nothing and block requests to other hosts."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, sync_playwright

CHROMIUM = "PLENIPOT_CHROMIUM"
"""Environment variable with the path of Chromium, if it is not on PATH."""
REQUIRED = "PLENIPOT_BROWSER_TESTS"
"""Environment variable; with the value ``required`` the tests fail without Chromium instead of being skipped."""
NAMES = ("chromium", "chromium-browser", "google-chrome")
HELP = (
    f"no Chromium: install it (Debian: apt-get install chromium fonts-wqy-microhei), or name the program in {CHROMIUM}"
)
AXE = Path(__file__).parents[2] / "src" / "plenipot" / "pages" / "node_modules" / "axe-core" / "axe.min.js"

_FLAGS = (
    # No name leads to another host, whatever a page or the browser itself asks for.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--hide-scrollbars",
    "--font-render-hinting=none",
    "--force-color-profile=srgb",
)


def find() -> str | None:
    """Return the path of Chromium, or None."""
    if given := os.environ.get(CHROMIUM):
        return shutil.which(given)
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def is_required() -> bool:
    """Whether a missing browser is a failure."""
    return os.environ.get(REQUIRED) == "required"


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start a browser, and close it at the end.

    Raises:
        RuntimeError: Chromium is not installed.
    """
    program = find()
    if program is None:
        raise RuntimeError(HELP)
    with sync_playwright() as playwright:
        # Root has no sandbox: that is how continuous integration runs; the pages are our own.
        browser = playwright.chromium.launch(
            executable_path=program, args=list(_FLAGS), chromium_sandbox=os.geteuid() != 0
        )
        yield browser
        browser.close()


def context(
    browser: Browser, *, width: int = 1280, height: int = 900, dark: bool = False, scripts: bool = True
) -> BrowserContext:
    """Open a browser context: window size, light or dark, with or without scripts; reduced motion."""
    return browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if dark else "light",
        java_script_enabled=scripts,
        reduced_motion="reduce",
        accept_downloads=True,
        locale="en-GB",
        timezone_id="UTC",
    )
