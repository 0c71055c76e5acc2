"""A kind of thing that has a page of its own: what stands at the top, and which sections follow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from plenipot.model.classes import DEFAULT_PAGE
from plenipot.pages.sections import Section


@dataclass(frozen=True)
class PageKind:
    """A kind of thing, and its page; which classes have it says ``plenipot.model.classes``."""

    name: str
    facts: Sequence[str]
    """Local names of the properties at the top of the page, in order."""
    sections: Sequence[Section]
    template: str = "thing.html"
    """A template that extends ``thing.html``."""
    timely: bool = False
    """Whether the reader can choose a day that is looked at."""


ANY = PageKind(DEFAULT_PAGE, (), ())
"""The page of what has none of its own."""
