"""Find citations of the Constitution, the Convention and the ITRs by article or provision number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_LIST = r"\d+[A-Z]{0,2}(?:(?:,\s*(?:and\s+)?|\s+(?:and|or|to)\s+)\d+[A-Z]{0,2})*"
_TREATY = (
    r"(?:the\s+)?(?:ITU\s+)?(?P<treaty>Constitution|Convention(?!\s+(?:on|for|concerning)\b)"
    r"|International Telecommunication Regulations|ITRs\b)"
)
_CODES = {"Constitution": "provision/cs", "Convention": "provision/cv"}
# The ITRs of 1988 and of 2012 have different articles: without an edition, the article is ambiguous.
_EDITION = re.compile(r"[^.;]{0,120}?\((?:Melbourne, (?P<old>1988)|Dubai, 2012)\)")
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        # No. 154 of the Constitution; Nos. 90 and 91 in Article 13 of the ITU Constitution
        rf"\bNos?\.?\s*(?P<numbers>{_LIST})(?:\s+(?:in|of)\s+Article\s+(?P<articles>\d+[A-Z]?))?\s+of\s+{_TREATY}",
        # Article 1 (No. 13) of the Constitution; Articles 2 and 3 of the ITU Constitution
        rf"\bArticles?\s+(?P<articles>{_LIST})(?:\s+\(Nos?\.?\s*(?P<numbers>{_LIST})\))?\s+of\s+{_TREATY}",
        # in its Article 17, the Constitution
        rf"\bin\s+(?:its\s+)?Article\s+(?P<articles>\d+[A-Z]?),\s+{_TREATY}",
    )
)
_ITEM = re.compile(r"\d+[A-Z]{0,2}")


@dataclass(frozen=True)
class Provision:
    """A citation of an article or provision; ``target`` is a path of the graph."""

    printed: str
    target: str
    start: int


def find_provisions(text: str) -> list[Provision]:
    """Return the cited provisions, one per article and number, without duplicates at the same position."""
    by_position: dict[tuple[int, str], Provision] = {}
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            for provision in _of_match(match):
                by_position.setdefault((provision.start, provision.target), provision)
    return sorted(by_position.values(), key=lambda provision: (provision.start, provision.target))


def _edition(match: re.Match[str]) -> str:
    edition = _EDITION.match(match.string, match.end())
    if edition is None:
        return "text/itr"
    return "provision/itr" if edition["old"] else "text/itr-2012"


def _of_match(match: re.Match[str]) -> Iterator[Provision]:
    groups = match.groupdict()
    treaty = groups["treaty"]
    name = treaty if treaty in ("Constitution", "Convention") else "International Telecommunication Regulations"
    code = _CODES.get(treaty) or _edition(match)
    for field, word, prefix in (("numbers", "No.", ""), ("articles", "Article", "art-")):
        listed = groups.get(field)
        if not listed:
            continue
        offset = match.start(field)
        for item in _ITEM.finditer(listed):
            yield Provision(
                f"{word} {item[0]} of the {name}", f"{code}/{prefix}{item[0].lower()}", offset + item.start()
            )
