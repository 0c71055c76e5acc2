"""A local SPARQL server with data like those of Wikidata, a proxy that injects faults, and a small checkout."""

from __future__ import annotations

import shutil
import subprocess
import sysconfig
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

import pytest

from benchmarks.peers.servers import free_port
from tests.sources.proxy import Proxy

FIXTURES = Path(__file__).parents[1] / "fixtures" / "links"


@pytest.fixture(scope="session")
def wikidata(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a real SPARQL server with the fixture data."""
    oxigraph = Path(sysconfig.get_path("scripts")) / "oxigraph"
    store = tmp_path_factory.mktemp("oxigraph")
    subprocess.run(
        [oxigraph, "load", "--location", store, "--file", FIXTURES / "wikidata.ttl"],
        check=True,
        capture_output=True,
        timeout=60,
    )
    port = free_port()
    command = [str(oxigraph), "serve-read-only", "--location", str(store), "--bind", f"127.0.0.1:{port}"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}/query"
    try:
        wait_for(f"http://127.0.0.1:{port}/")
        yield url
    finally:
        process.terminate()
        process.wait(timeout=20)


def wait_for(url: str) -> None:
    """Wait until the server accepts requests."""
    for _ in range(200):
        try:
            with urlopen(url, timeout=5):
                return
        except URLError:
            time.sleep(0.05)
    raise RuntimeError(f"nobody answers at {url}")


@pytest.fixture
def proxy(wikidata: str) -> Iterator[Proxy]:
    """A fault-injecting proxy in front of the server."""
    handler = type("Handler", (Breaker,), {"target": wikidata})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    found = Proxy(f"http://127.0.0.1:{server.server_address[1]}/sparql")
    handler.proxy = found  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield found
    server.shutdown()
    server.server_close()


class Breaker(BaseHTTPRequestHandler):
    """Forwards a query, or injects the next fault."""

    target: str
    proxy: Proxy

    def do_POST(self) -> None:
        self.proxy.requests += 1
        self.proxy.agents.append(self.headers["User-Agent"])
        body = self.rfile.read(int(self.headers["Content-Length"]))
        fault = self.proxy.faults.pop(0) if self.proxy.faults else "none"
        code, _, header = fault.partition(" ")
        if code == "hang":
            time.sleep(2.5)
        elif code == "drop":
            self.close_connection = True
        elif code.isdigit():
            headers = {"Retry-After": header} if header else {}
            self.reply(int(code), b"busy", "text/plain", headers)
        else:
            answer, media_type = self.ask(body)
            if code == "truncated":
                self.reply(200, answer[: len(answer) // 2], media_type, {})
            elif code == "short":
                self.reply(200, answer[: len(answer) // 2], media_type, {"Content-Length": str(len(answer))})
                self.close_connection = True
            elif code == "trace":
                self.reply(200, answer[: len(answer) // 2] + b"\njava.util.concurrent.TimeoutException", media_type, {})
            elif code == "html":
                self.reply(200, b"<html>Down for maintenance</html>", "text/html", {})
            elif code == "mislabelled":
                self.reply(200, answer, "text/html", {})
            else:
                self.reply(200, answer, media_type, {})

    def ask(self, body: bytes) -> tuple[bytes, str]:
        """Return the response of the upstream server."""
        headers = {name: self.headers[name] for name in ("Content-Type", "Accept")}
        with urlopen(Request(self.target, body, headers), timeout=30) as response:
            return response.read(), response.headers["Content-Type"]

    def reply(self, status: int, body: bytes, media_type: str, headers: dict[str, str]) -> None:
        """Send a response."""
        self.send_response(status)
        for name, value in {"Content-Type": media_type, "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Suppress the access log."""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the links and slices of three States, as they once stood in the release."""
    return Path(shutil.copytree(FIXTURES / "checkout", tmp_path / "checkout"))
