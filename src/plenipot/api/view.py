"""What a reader chose for all answers: the language of names, and the day that is looked at."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from urllib.parse import urlencode, urlsplit

from fastapi import Request

from plenipot.http.problems.problem import Problem
from plenipot.http.requests.parameters import is_tracking

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


def read_language(text: str) -> str:
    """The language of the interface for a language tag, by lookup (RFC 4647, section 3.4); English for none.

    >>> [read_language(text) for text in ("", "FR", "en-GB", "zh-Hans-CN", "es_419")]
    ['en', 'fr', 'en', 'zh', 'es']

    Raises:
        Problem: 400 for a language that the Union does not have.
    """
    tags = text.strip().replace("_", "-").lower().split("-") if text else ["en"]
    while tags and all(_SUBTAG.fullmatch(tag) for tag in tags):
        if (found := "-".join(tags)) in LANGUAGES:
            return found
        tags.pop()
    raise Problem(400, "Unknown language", f"lang={text[:20]!r}: choose one of {', '.join(LANGUAGES)}.")


def read_view(request: Request) -> View:
    """The choices of a request.

    Raises:
        Problem: 400 for a language that the Union does not have, or for what is no day.
    """
    given = request.query_params
    lang, as_of = read_language(given.get("lang", "")), given.get("as_of", "")
    if as_of:
        try:
            as_of = date.fromisoformat(as_of).isoformat()
        except ValueError:
            raise Problem(400, "Not a day", f"as_of={as_of[:30]!r} must be a day as YYYY-MM-DD.") from None
    return View(request.url.path, lang, as_of, tuple(_carried(given.multi_items())))


def _carried(given: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The parameters that links to the same page carry on: those that are no choice, as long as they are short."""
    left = _CARRIED
    for name, value in given:
        if name not in ("lang", "as_of") and not is_tracking(name) and len(name) + len(value) <= left:
            left -= len(name) + len(value)
            yield name, value
