"""What a page must never do, written down while it is looked at."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, Response

from tests.browser.pages import Kind

_LOCAL = ("data:", "blob:", "about:")
_NO_ANSWER = "Failed to load resource"
"""The console says it of every answer of 400 and above: what is answered is looked at by itself."""
# The console is silent about what a policy only reports, and about scripts that catch their own errors.
_BREACHES = """
document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`breaks the policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile ?? ""}`));
"""


class Watch:
    """Requests to other hosts, errors of scripts, breaches of the content security policy, missing parts."""

    def __init__(self, context: BrowserContext, origin: str) -> None:
        self.faults: list[str] = []
        self.expected: set[str] = set()
        """Addresses that are meant to be answered with 400 and above."""
        self._origin = origin
        context.add_init_script(_BREACHES)
        context.on("request", self._asked)
        context.on("response", self._answered)
        context.on("console", self._said)
        context.on("weberror", lambda error: self.faults.append(f"an error of a script: {error.error}"))
        context.on("page", self._opened)

    def expect(self, kind: Kind) -> None:
        """A page that is answered with 400 and above is meant to be."""
        if kind.status >= 400:
            self.expected.add(kind.path)

    def _opened(self, page: Page) -> None:
        page.on("crash", lambda _: self.faults.append("the page crashed"))

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self._origin + "/", *_LOCAL)):
            self.faults.append(f"asked another host: {request.url}")

    def _answered(self, response: Response) -> None:
        path = response.url.removeprefix(self._origin)
        if response.status >= 400 and path not in self.expected:
            self.faults.append(f"{response.status}: {path}")

    def _said(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(_NO_ANSWER):
            self.faults.append(f"in the console: {message.text}")
