"""Record faults of pages: requests to other hosts, script errors, CSP violations, failed requests."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, Response

from tests.browser.pages import Kind

_LOCAL = ("data:", "blob:", "about:")
_NO_ANSWER = "Failed to load resource"
"""Start of the console message for status codes from 400; the response handler checks those."""
# The console has no messages for report-only policies, and for scripts that catch the error.
_BREACHES = """
document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`breaks the policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile ?? ""}`));
"""


class Watch:
    """Records the faults of all pages of a browser context."""

    def __init__(self, context: BrowserContext, origin: str) -> None:
        self.faults: list[str] = []
        self.expected: set[str] = set()
        """Paths for which a status code from 400 is expected."""
        self._origin = origin
        context.add_init_script(_BREACHES)
        context.on("request", self._on_request)
        context.on("response", self._on_response)
        context.on("console", self._on_console)
        context.on("weberror", lambda error: self.faults.append(f"an error of a script: {error.error}"))
        context.on("page", self._on_page)

    def expect(self, kind: Kind) -> None:
        """Expect the status code of a kind of page that is an error page."""
        if kind.status >= 400:
            self.expected.add(kind.path)

    def _on_page(self, page: Page) -> None:
        page.on("crash", lambda _: self.faults.append("the page crashed"))

    def _on_request(self, request: Request) -> None:
        if not request.url.startswith((self._origin + "/", *_LOCAL)):
            self.faults.append(f"asked another host: {request.url}")

    def _on_response(self, response: Response) -> None:
        path = response.url.removeprefix(self._origin)
        if response.status >= 400 and path not in self.expected:
            self.faults.append(f"{response.status}: {path}")

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(_NO_ANSWER):
            self.faults.append(f"in the console: {message.text}")
