"""Pages for readers, which the application hands to the API: it knows what a page shows, and makes none itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from fastapi import Request, Response

from plenipot.api.things.statements import Document
from plenipot.model.questions import Question


class PageRenderers(Protocol):
    """A page for each address that has one beside its other formats."""

    async def thing(self, request: Request, document: Document, stem: str, headers: Mapping[str, str]) -> Response:
        """The page of a thing, whose identifier has this path."""

    async def question(self, request: Request, question: Question, values: Mapping[str, str], offset: int) -> Response:
        """A saved question with values of its parameters, and its rows from one on."""


def renderers(request: Request) -> PageRenderers:
    """The pages of the application that answers a request."""
    found: PageRenderers = request.app.state.pages
    return found
