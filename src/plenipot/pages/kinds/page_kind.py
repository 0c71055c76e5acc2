"""Declaration of the page of a kind of thing: the facts at the top, and the sections."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from plenipot.model.classes import DEFAULT_PAGE
from plenipot.pages.sections import Section


@dataclass(frozen=True)
class PageKind:
    """The page of a kind of thing; ``plenipot.model.classes`` maps ontology classes to its name."""

    name: str
    facts: Sequence[str]
    """Local names of the properties at the top of the page, in order."""
    sections: Sequence[Section]
    template: str = "thing.html"
    """A template that extends ``thing.html``."""
    timely: bool = False
    """Whether the page has a form to choose a day."""


ANY = PageKind(DEFAULT_PAGE, (), ())
"""The page of things whose classes have no page of their own."""
