"""The view: the language of labels and the day that a reader chose for all pages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Annotated, Any
from urllib.parse import urlencode, urlsplit

from fastapi import Query, Request

from plenipot.http.requests.parameters import is_tracking
from plenipot.http.requests.types import Date, ParameterType, read_parameter

LANGUAGES = {"en": "English", "fr": "Français", "es": "Español", "ru": "Русский", "zh": "中文", "ar": "العربية"}
"""The official languages of the Union (CS 29): language tag and name in that language."""

_MAX_OTHERS = 6000
"""Maximum length in characters of the other parameters in links of a page to itself: a page can have dozens of them."""

_SUBTAG = re.compile("[a-z0-9]{1,8}")


@dataclass(frozen=True)
class View:
    """The choices of a reader. Every link to another page repeats them as parameters; there is no cookie."""

    path: str
    """The path of the page."""
    lang: str = "en"
    as_of: str = ""
    """A day as YYYY-MM-DD; empty for all times."""
    others: tuple[tuple[str, str], ...] = ()
    """The other parameters of the page, for links to the same page with other choices; very long ones are omitted."""

    def link(self, href: str | None, **choices: str) -> str:
        """Add the choices to the path of one of our pages; another URL stays unchanged.

        >>> View("/", lang="fr").link("/state/che?page=2"), View("/", lang="fr").link("https://example.org/")
        ('/state/che?page=2&lang=fr', 'https://example.org/')
        >>> View("/", lang="fr", as_of="2020-01-01").link("/council", lang="en")
        '/council?as_of=2020-01-01'
        """
        if not href or not href.startswith("/"):
            return href or ""
        # Questions have their own parameters for days.
        day = "" if href.startswith(("/query/", "/workbench")) else self.as_of
        params = {"lang": self.lang, "as_of": day, **choices}
        if params["lang"] == "en":
            del params["lang"]
        query = urlencode({name: value for name, value in params.items() if value})
        if not query:
            return href
        parts = urlsplit(href)
        return parts._replace(query=f"{parts.query}&{query}" if parts.query else query).geturl()

    def here(self, **choices: str) -> str:
        """Link to the same page with some choices changed.

        >>> View("/why", lang="fr", others=(("thing", "state/che"), ("sort", "seats"))).here(lang="ar", sort="")
        '/why?thing=state%2Fche&lang=ar'
        """
        others = "&".join(encoded for name, encoded in self._encoded_others if name not in choices)
        return self.link(f"{self.path}?{others}" if others else self.path, **choices)

    @cached_property
    def _encoded_others(self) -> tuple[tuple[str, str], ...]:
        """The other parameters: the name, and ``name=value`` in URL encoding."""
        return tuple((name, urlencode({name: value})) for name, value in self.others)


class LanguageTag(ParameterType):
    """Parses a language tag to an official language of the Union by lookup (RFC 4647, section 3.4).

    >>> [LanguageTag().read(text) for text in ("FR", "en-GB", "zh-Hans-CN", "es_419")]
    ['fr', 'en', 'zh', 'es']
    """

    def read(self, text: str) -> str:
        """The language of the tag.

        Raises:
            ValueError: it is not an official language of the Union.
        """
        tags = text.strip().replace("_", "-").lower().split("-")
        while tags and all(_SUBTAG.fullmatch(tag) for tag in tags):
            if (tag := "-".join(tags)) in LANGUAGES:
                return tag
            tags.pop()
        raise ValueError(f"is no language of the Union: choose one of {', '.join(LANGUAGES)}")

    @property
    def json_schema(self) -> dict[str, Any]:
        """The language tags as an enumeration."""
        return {"type": "string", "enum": [*LANGUAGES]}


Language = Annotated[str, LanguageTag(), Query(description="The language of the labels.", examples=["fr"])]


def read_view(request: Request) -> View:
    """Read the choices from the parameters of a request.

    Raises:
        Problem: 400 for another language, or for an invalid day.
    """
    lang = read_parameter(request, "lang", LanguageTag(), "en")
    day: date | None = read_parameter(request, "as_of", Date(), None, "Not a day")
    as_of = day.isoformat() if day else ""
    return View(request.url.path, lang, as_of, tuple(_other_params(request.query_params.multi_items())))


def _other_params(params: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The parameters besides the choices, up to a total length, without tracking parameters."""
    remaining = _MAX_OTHERS
    for name, value in params:
        if name not in ("lang", "as_of") and not is_tracking(name) and len(name) + len(value) <= remaining:
            remaining -= len(name) + len(value)
            yield name, value
