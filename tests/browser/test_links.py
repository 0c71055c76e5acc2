"""The links of every kind of page have a target; these tests need no browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from urllib.parse import parse_qs, urldefrag, urljoin, urlsplit

import httpx
import lxml.html
import pytest

from plenipot.api.questions.common_parameters import MEDIA_TYPES
from plenipot.http.negotiation import SUFFIXES
from tests.browser.pages import KINDS, Kind

WITHOUT_CHOICES = ("/docs", "/sparql", "/dump", "/openapi.json", "/static")
"""Addresses for programs, without language and day; /docs links them without query parameters."""
DATA = {f".{suffix}" for suffix in (*SUFFIXES, *MEDIA_TYPES) if suffix != "html"}
"""Suffixes of downloads."""
MOST = 15
"""Limit of links per page to follow; longer lists are sampled evenly."""


@pytest.fixture(scope="module")
def client(origin: str) -> Iterator[httpx.Client]:
    """An HTTP client with the headers of a browser."""
    with httpx.Client(
        base_url=origin, timeout=30, follow_redirects=True, headers={"Accept": "text/html, */*;q=0.1"}
    ) as made:
        yield made


@pytest.fixture(scope="module")
def known() -> dict[str, int]:
    """Cache of the status codes of followed links."""
    return {}


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_links_lead_somewhere(client: httpx.Client, known: dict[str, int], kind: Kind) -> None:
    page = client.get(kind.path)
    tree = lxml.html.fromstring(page.content)
    own: set[str] = set()
    fragments: set[str] = set()
    # The page itself in other languages; a problem stays one.
    itself = page.url.path if kind.status >= 400 else ""
    for href in found(tree, "//a/@href | //link/@href"):
        address, fragment = urldefrag(urljoin(str(page.url), href))
        if address == str(page.url) and fragment:
            fragments.add(fragment)
        elif urlsplit(address).netloc == page.url.netloc.decode() and urlsplit(address).path != itself:
            own.add(address.removeprefix(str(client.base_url).rstrip("/")))
    assert {each for each in fragments if not tree.xpath("//*[@id=$id]", id=each)} == set()
    assert len(own) > 8, "the frame alone has more links than that"
    # To ask for a dump is to have it made.
    led = sorted(each for each in own if not each.startswith("/dump/"))
    for address in sample(led, MOST):
        if address not in known:
            known[address] = client.head(address).status_code
    assert {address: known[address] for address in own & known.keys() if known[address] >= 400} == {}


@pytest.mark.parametrize("kind", [each for each in KINDS if each.status == 200 and each.path != "/docs"], ids=str)
def test_choices_are_carried_on(client: httpx.Client, kind: Kind) -> None:
    tree = lxml.html.fromstring(client.get(kind.at(lang="ar")).content)
    hrefs = found(tree, "//header//a/@href | //main//a/@href")
    links = [urlsplit(each) for each in hrefs if each.startswith("/")]
    forgetful = [
        each.geturl()
        for each in links
        if not each.path.startswith(WITHOUT_CHOICES)
        and not (set(PurePosixPath(each.path).suffixes) & DATA)
        and parse_qs(each.query).get("lang") != ["ar"]
    ]
    assert forgetful == []
    if tree.xpath("//main//form"):
        assert tree.xpath("//header//form//input[@name='lang' and @value='ar']")


def found(tree: lxml.html.HtmlElement, path: str) -> list[str]:
    """Return the values at a JSON path."""
    texts = tree.xpath(path)
    assert isinstance(texts, list)
    return [str(each) for each in texts]


def sample(values: list[str], most: int) -> list[str]:
    """Return at most ``most`` items, sampled evenly.

    >>> sample(["a", "b", "c", "d"], 2), sample(["a"], 2)
    (['a', 'c'], ['a'])
    """
    step = max(1, -(-len(values) // most))
    return values[::step]
