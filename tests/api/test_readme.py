"""The requests of the README have the responses that it shows."""

from __future__ import annotations

import csv
import io
import re
import shlex
from pathlib import Path
from typing import Protocol

import httpx
import pytest

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
HOST = "http://127.0.0.1:8000"
BASE = "https://w3id.org/plenipot/"

COMMANDS = re.findall(r"^    (curl .+)$", README, re.MULTILINE)
ADDRESSES = [HOST + path for path in re.findall(r"`(/[^`\s]+)`", README)]
PARAMETERS = [
    f"{HOST}/query/revision-history-of-resolution-102.csv{query}" for query in re.findall(r"`(\?[^`\s]+)`", README)
]
ANSWERS = dict(re.findall(r"rows[^`|]*`queries/([\w-]+)\.rq`:\n\n((?:\|.*\n)+)", README))


class Server(Protocol):
    """A server of the release."""

    @property
    def url(self) -> str:
        """The URL of the server."""


def fetch(
    server: Server, url: str, headers: dict[str, str] | None = None, form: dict[str, str] | None = None
) -> httpx.Response:
    """Send a request of the README to the test server; a POST if there is a form."""
    method = "POST" if form else "GET"
    address = url.replace(HOST, server.url)
    return httpx.request(method, address, headers=headers, data=form, follow_redirects=True, timeout=30)


def rows(text: str) -> list[dict[str, str]]:
    """The rows of a CSV response, with our IRIs without their base."""
    found = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    return [{name: value.removeprefix(BASE) for name, value in row.items()} for row in found]


def table(markdown: str) -> list[dict[str, str]]:
    """The rows of a table in Markdown."""
    lines = [[cell.strip() for cell in line[1:-1].split("|")] for line in markdown.splitlines()]
    return [dict(zip(lines[0], line, strict=True)) for line in lines[2:]]


def test_there_is_something_to_try() -> None:
    assert len(COMMANDS) >= 2
    assert len(ADDRESSES) >= 5
    assert len(PARAMETERS) >= 2
    assert len(ANSWERS) >= 2


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_is_answered_with_rows(release_server: Server, command: str) -> None:
    words = iter(shlex.split(command)[1:])
    url, headers, form = "", {}, {}
    for word in words:
        if word == "-H":
            name, _, value = next(words).partition(": ")
            headers[name] = value
        elif word == "--data-urlencode":
            name, _, file = next(words).partition("@")
            form[name] = (ROOT / file).read_text(encoding="utf-8")
        else:
            url = word
    answer = fetch(release_server, url, headers, form)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert rows(answer.text)


@pytest.mark.parametrize("url", ADDRESSES)
def test_an_address_answers(release_server: Server, url: str) -> None:
    assert fetch(release_server, url).status_code == 200


@pytest.mark.parametrize("url", PARAMETERS)
def test_a_parameter_changes_the_answer(release_server: Server, url: str) -> None:
    answer = fetch(release_server, url)
    plain = fetch(release_server, url.partition("?")[0])
    assert answer.status_code == 200
    assert rows(answer.text)
    assert rows(answer.text) != rows(plain.text)


@pytest.mark.parametrize("question", ANSWERS)
def test_the_first_rows_are_those_that_are_shown(release_server: Server, question: str) -> None:
    shown = table(ANSWERS[question])
    answer = fetch(release_server, f"{HOST}/query/{question}.csv")
    found = rows(answer.text)[: len(shown)]
    assert [{name: row[name] for name in shown[0]} for row in found] == shown
