"""The client address behind proxies, which rate limits count."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner

from benchmarks.peers.servers import free_port
from plenipot.cli import main
from plenipot.http.forwarded import Proxies
from tests.server import DATA, start, stop


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        ("192.0.2.1", ["198.51.100.7"], "192.0.2.1"),
        ("10.0.0.1", [], "10.0.0.1"),
        ("10.0.0.1", ["198.51.100.7"], "198.51.100.7"),
        ("10.0.0.1", ["1.1.1.1, 198.51.100.7"], "198.51.100.7"),
        ("10.0.0.1", ["1.1.1.1", "198.51.100.7, 10.0.0.2"], "198.51.100.7"),
        ("10.0.0.1", ["10.0.0.3, 10.0.0.2"], "10.0.0.3"),
        ("10.0.0.1", ["198.51.100.7:4711"], "198.51.100.7"),
        ("::1", ["[2001:db8::1]:4711"], "2001:db8::1"),
        ("::ffff:10.0.0.1", ["198.51.100.7"], "198.51.100.7"),
        ("10.0.0.1", ["198.51.100.7, unknown"], "10.0.0.1"),
        ("10.0.0.1", ["198.51.100.7, unknown, 10.0.0.2"], "10.0.0.2"),
        ("10.0.0.1", ["198.51.100.7,"], "10.0.0.1"),
        ("10.0.0.1", ["<script>"], "10.0.0.1"),
        ("testclient", ["198.51.100.7"], "testclient"),
    ],
)
def test_the_right_most_address_that_is_no_proxy(peer: str, forwarded: list[str], expected: str) -> None:
    assert Proxies(["10.0.0.0/8", "::1"]).client_address(peer, forwarded) == expected


def test_an_address_that_is_none_is_refused() -> None:
    outcome = CliRunner().invoke(main, ["serve", "--proxy", "proxy.example"])
    assert outcome.exit_code == 2
    assert "proxy.example: name an address (127.0.0.1) or a network (10.0.0.0/8)" in outcome.output


def _statuses(port: int, forwarded: list[str]) -> list[int]:
    url = f"http://127.0.0.1:{port}/sparql"
    return [
        httpx.get(url, params={"query": "ASK {}"}, headers={"X-Forwarded-For": each}).status_code for each in forwarded
    ]


@pytest.mark.parametrize(
    ("arguments", "expected"), [(["--proxy", "127.0.0.1"], [200, 429, 200]), ([], [429, 429, 429])]
)
def test_bounds_per_client_behind_a_proxy(tmp_path: Path, arguments: list[str], expected: list[int]) -> None:
    data = tmp_path / "one.ttl"
    data.write_text(DATA, encoding="utf-8")
    port = free_port()
    # A rate of 0.5 allows one request now, and another one after two seconds.
    process = start(["--workers", "1", "--client-rate", "0.5", "--data", str(data), *arguments], port)
    try:
        _statuses(port, ["127.0.0.1"])
        assert _statuses(port, ["198.51.100.1", "198.51.100.1", "198.51.100.2"]) == expected
    finally:
        stop(process)
