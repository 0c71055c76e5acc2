"""What a reader chose for all answers: the language of names, and the day that is looked at."""

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
"""The languages of the Union (CS 29), by their own names."""

_SUBTAG = re.compile("[a-z0-9]{1,8}")
_CARRIED = 6000
"""Characters of parameters that the links of a page to itself carry on: some pages have dozens of such links."""

_SUBTAG = re.compile("[a-z0-9]{1,8}")


@dataclass(frozen=True)
class View:
    """The choices, which every link to another page carries on; they stand in no cookie."""

    path: str
    """The path of the page itself."""
    lang: str = "en"
    as_of: str = ""
    """A day as YYYY-MM-DD, or nothing for all times."""
    others: tuple[tuple[str, str], ...] = ()
    """What else the address of the page says, for the same page with other choices; without what is very long."""

    def link(self, href: str, **choices: str) -> str:
        """An address with the choices; that of another site as it is.

        >>> View("/", lang="fr").link("/state/che?page=2"), View("/", lang="fr").link("https://example.org/")
        ('/state/che?page=2&lang=fr', 'https://example.org/')
        >>> View("/", lang="fr", as_of="2020-01-01").link("/council", lang="en")
        '/council?as_of=2020-01-01'
        """
        if not href.startswith("/"):
            return href
        # A question has a day of its own, or none.
        day = "" if href.startswith(("/query/", "/workbench")) else self.as_of
        chosen = {"lang": self.lang, "as_of": day, **choices}
        if chosen["lang"] == "en":
            del chosen["lang"]
        added = urlencode({name: value for name, value in chosen.items() if value})
        if not added:
            return href
        parts = urlsplit(href)
        return parts._replace(query=f"{parts.query}&{added}" if parts.query else added).geturl()

    def here(self, **choices: str) -> str:
        """This page with other choices; those that are not named stay.

        >>> View("/why", lang="fr", others=(("thing", "state/che"), ("sort", "seats"))).here(lang="ar", sort="")
        '/why?thing=state%2Fche&lang=ar'
        """
        kept = "&".join(encoded for name, encoded in self._encoded if name not in choices)
        return self.link(f"{self.path}?{kept}" if kept else self.path, **choices)

    @cached_property
    def _encoded(self) -> tuple[tuple[str, str], ...]:
        """The other parameters, each by its name and as it stands in an address."""
        return tuple((name, urlencode({name: value})) for name, value in self.others)


class LanguageTag(ParameterType):
    """A language of the Union, for a language tag by lookup (RFC 4647, section 3.4).

    >>> [LanguageTag().read(text) for text in ("FR", "en-GB", "zh-Hans-CN", "es_419")]
    ['fr', 'en', 'zh', 'es']
    """

    def read(self, text: str) -> str:
        """The language.

        Raises:
            ValueError: the Union does not have it.
        """
        tags = text.strip().replace("_", "-").lower().split("-")
        while tags and all(_SUBTAG.fullmatch(tag) for tag in tags):
            if (found := "-".join(tags)) in LANGUAGES:
                return found
            tags.pop()
        raise ValueError(f"is no language of the Union: choose one of {', '.join(LANGUAGES)}")

    @property
    def json_schema(self) -> dict[str, Any]:
        """The languages by their short tags."""
        return {"type": "string", "enum": [*LANGUAGES]}


Language = Annotated[str, LanguageTag(), Query(description="The language of the labels.", examples=["fr"])]


def read_view(request: Request) -> View:
    """The choices of a request.

    Raises:
        Problem: 400 for a language that the Union does not have, or for what is no day.
    """
    lang = read_parameter(request, "lang", LanguageTag(), "en")
    day: date | None = read_parameter(request, "as_of", Date(), None, "Not a day")
    as_of = day.isoformat() if day else ""
    return View(request.url.path, lang, as_of, tuple(_carried(request.query_params.multi_items())))


def _carried(given: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The parameters that links to the same page carry on: those that are no choice, as long as they are short."""
    left = _CARRIED
    for name, value in given:
        if name not in ("lang", "as_of") and not is_tracking(name) and len(name) + len(value) <= left:
            left -= len(name) + len(value)
            yield name, value
