"""CSV without a byte order mark for programs, and with one for Excel, which recognizes UTF-8 by it."""

from __future__ import annotations

import codecs
import csv
import html
import io
import re
from collections.abc import Iterator

import httpx
import pytest

from tests.server import Server

MEMBERS = "/query/member-states-by-region.csv"
PAGES = (
    "/query/member-states-by-region.html",
    "/query/proposals-to-a-conference-by-topic.html?conference=conference%2Fpp-18",
    "/resolution/pp/102.html",
    "/state/civ.html?lang=fr",
    "/council",
    "/relations?thing=state/civ",
    "/workbench?question=council-on-a-day",
    "/workbench?question=proposals-to-a-conference-by-topic&conference=conference/pp-18",
)


@pytest.fixture(scope="module")
def client(release_server: Server) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=release_server.url, timeout=60) as client:
        yield client


@pytest.mark.parametrize("address", [MEMBERS, "/state/civ.csv", f"{MEMBERS}?limit=20"])
def test_the_mark_stands_for_who_asks_for_it(client: httpx.Client, address: str) -> None:
    def asked(value: str) -> httpx.Response:
        return client.get(address, params={**httpx.URL(address).params, "bom": value})

    plain = client.get(address)
    assert not plain.content.startswith(codecs.BOM_UTF8)
    for value in ("1", "true", "YES"):
        marked = asked(value)
        assert marked.content == codecs.BOM_UTF8 + plain.content
        assert marked.headers["content-type"] == plain.headers["content-type"] == "text/csv; charset=utf-8"
        assert marked.headers["etag"] != plain.headers["etag"]
    for value in ("", "0", "false", "no"):
        assert asked(value).content == plain.content
    for value in ("2", "x", "utf-8"):
        assert asked(value).status_code == 400
    # A parser that skips the mark reads the same rows.
    text = asked("1").content.decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text, newline=""))) == list(csv.reader(io.StringIO(plain.text, newline="")))


def test_pages_of_rows_keep_the_mark(client: httpx.Client) -> None:
    first = client.get(f"{MEMBERS}?bom=1&limit=50")
    following = client.get(MEMBERS + first.links["next"]["url"])
    assert following.content.startswith(codecs.BOM_UTF8)


def test_other_formats_have_no_mark(client: httpx.Client) -> None:
    for format in ("json", "tsv", "xml", "parquet", "html"):
        address = MEMBERS.replace("csv", format)
        assert not client.get(f"{address}?bom=1").content.startswith(codecs.BOM_UTF8)


@pytest.mark.parametrize("address", PAGES)
def test_what_a_page_offers_for_excel_opens_in_it(client: httpx.Client, address: str) -> None:
    page = client.get(address, headers={"Accept": "text/html"}).text
    links = re.findall(r'<a href="([^"]+)" download(?: title="[^"]*")?>(CSV|Excel)</a>', page)
    for_excel = [html.unescape(href) for href, name in links if name == "Excel"]
    assert len(for_excel) == len([name for _, name in links if name == "CSV"]) > 0
    for href in for_excel[:8]:
        answer = client.get(href)
        assert answer.status_code == 200, href
        assert answer.content.startswith(codecs.BOM_UTF8), href
        assert answer.headers["content-type"].startswith("text/csv")
