"""Attacks with an HTTP library, and their outcomes."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

import httpx

from tests.abuse.target import Outcome, Target


def posted(query: str, accept: str) -> Callable[[Target], Outcome]:
    """Make the attack with a query; with ``text/html`` on the workbench page, else on the endpoint."""

    def attack(target: Target) -> Outcome:
        if accept == "text/html":
            return ask(target, "GET", "/workbench", params={"query": query}, headers={"Accept": accept})
        return ask(target, "POST", "/sparql", data={"query": query}, headers={"Accept": accept})

    return attack


def ask(target: Target, method: str, path: str, **arguments: object) -> Outcome:
    """Send a request, and read its response until its end or its cut."""
    started = time.monotonic()
    received = bytearray()
    cut = ""
    request = target.http.build_request(method, target.url + path, **arguments)  # type: ignore[arg-type]
    request.headers["Accept-Encoding"] = "identity"
    response = target.http.send(request, stream=True)
    try:
        for part in response.iter_raw():
            received += part[: max(0, 100_000 - len(received))]
    except httpx.TransportError:
        cut = " cut"
    finally:
        response.close()
    seconds = time.monotonic() - started
    return Outcome(
        f"{response.status_code}{limit(response, bytes(received))}{cut}", seconds, received.decode(errors="replace")
    )


def limit(response: httpx.Response, body: bytes) -> str:
    """The limit in a problem document, after a space; empty if there is none."""
    if response.headers.get("content-type") != "application/problem+json":
        return ""
    named = json.loads(body).get("limit", "")
    return f" {named}" if named else ""
