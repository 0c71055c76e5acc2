"""The search over the release, over HTTP."""

from __future__ import annotations

import httpx
import pytest

from plenipot.vocabulary import BASE
from tests.service.conftest import Server


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("res 102", "resolution/pp/102"),
        ("PP-18", "conference/pp-18"),
        ("doren bogdan", "person/doreen-bogdan-martin"),
        ("sg17", "body/itu-t/sg17"),
        ("Швейцария", "state/che"),
        ("X.509", "recommendation/itu-t/x.509"),
        ("CWG-Internet", "body/cwg-internet"),
    ],
)
def test_the_release_is_searched(release_server: Server, text: str, first: str) -> None:
    answer = httpx.get(f"{release_server.url}/search", params={"q": text}, timeout=60).json()
    assert answer["results"][0]["id"] == BASE + first
    assert httpx.get(release_server.url + answer["results"][0]["path"] + ".html").status_code == 200


def test_the_search_page(release_server: Server) -> None:
    browser = {"Accept": "text/html"}
    page = httpx.get(f"{release_server.url}/search", params={"q": "kenya", "lang": "ar"}, headers=browser).text
    assert '<a href="/state/ken" lang="ar" dir="auto">كينيا</a>' in page
    nothing = httpx.get(f"{release_server.url}/search", params={"q": "<script>zzz"}, headers=browser).text
    assert "<script>zzz" not in nothing
    assert "Nothing has this name" in nothing


def test_pages_and_wrong_parameters(release_server: Server) -> None:
    url = f"{release_server.url}/search"
    first = httpx.get(url, params={"q": "resolution", "limit": 5})
    assert len(first.json()["results"]) == 5
    assert 'offset=5>; rel="next"' in first.headers["link"]
    for wrong in (
        {"limit": "0"},
        {"limit": "x"},
        {"offset": "-1"},
        {"kind": "Planet"},
        {"lang": "de"},
        {"q": "a" * 201},
    ):
        answer = httpx.get(url, params=wrong)
        assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")
