"""Parse version marks: "(Rev. Dubai, 2018)", "(Rev.WRC-15)", "(2016, last amended 2017)"."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

# Accepts common typos: "(Rev. (Hammamet, 2016)", "(Rev. Dubai 2018)", "(Rev. Buenos Aires, 2017 )".
_CITY = re.compile(
    r"\((?P<rev>rev\.?\s*)?\(?(?P<city>[^\W\d_][^\d(),;]*+)(?:,\s*+|(?<=\s))(?P<year>(?:18|19|20)\d\d)\s*+\)",
    re.IGNORECASE,
)
_NOT_A_CITY = re.compile(r"(?:rev|last|modified|amended|revised)\b", re.IGNORECASE)
_WRC = re.compile(r"\((?P<rev>rev\.?\s*)?(?P<wrc>W?A?RC-(?:\d{4}|\d\d))\)", re.IGNORECASE)
_YEARS = re.compile(
    r"\((?P<rev>rev\.?\s*)?(?:\d\d/)?(?P<year>(?:19|20)\d\d)(?P<more>,\s*last (?:modified|amended|revised)\s*"
    r"(?P<last>(?:19|20)\d\d))?\)",
    re.IGNORECASE,
)
_LOWERCASE = {"of", "de", "la", "del", "and"}


@dataclass(frozen=True)
class Mark:
    """A version mark; ``city`` is empty if the mark has only a year or a conference."""

    printed: str
    revised: bool
    city: str = ""
    year: int = 0
    conference: str = ""

    @property
    def slug(self) -> str:
        """The last segment of the version path; empty if the mark has no year and no conference.

        >>> parse_mark("(REV. BUENOS AIRES, 2017)").slug
        'buenos-aires-2017'
        """
        if self.city:
            return f"{_slug(self.city)}-{self.year}"
        return self.conference or (str(self.year) if self.year else "")

    @property
    def label(self) -> str:
        """The mark without brackets, in normal case: ``Rev. Busan, 2014``."""
        if not self.city:
            return self.printed.strip("()")
        return ("Rev. " if self.revised else "") + f"{self.city}, {self.year}"


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def _city(text: str) -> str:
    if not text.isupper():
        return " ".join(text.split())
    words = (word.lower() if word.lower() in _LOWERCASE else word.capitalize() for word in text.split())
    return " ".join(words)


def match_mark(text: str, position: int = 0) -> tuple[Mark, int] | None:
    """Parse the mark at a position; return it with its end, or None."""
    if match := _WRC.match(text, position):
        mark = Mark(match[0], bool(match["rev"]), conference=match["wrc"].lower())
    elif (match := _CITY.match(text, position)) and not _NOT_A_CITY.match(match["city"]):
        mark = Mark(match[0], bool(match["rev"]), _city(match["city"]), int(match["year"]))
    elif match := _YEARS.match(text, position):
        mark = Mark(match[0], bool(match["rev"] or match["more"]), year=int(match["last"] or match["year"]))
    else:
        return None
    return mark, match.end()


def parse_mark(text: str) -> Mark:
    """Parse a text that is only a mark, with or without brackets.

    >>> parse_mark("Rev. Dubai, 2018").revised
    True

    Raises:
        ValueError: the text is not a mark.
    """
    bare = text.strip()
    bare = bare if bare.startswith("(") else f"({bare})"
    match = match_mark(bare)
    if match is None or match[1] != len(bare):
        raise ValueError(f"{text!r} is not a mark such as '(Rev. Dubai, 2018)'")
    return match[0]
