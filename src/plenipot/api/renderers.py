"""The interface of the HTML pages: the API calls them, and the application provides the implementation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from fastapi import Request, Response

from plenipot.api.things.statements import Document
from plenipot.model.questions import Question


class PageRenderers(Protocol):
    """Renders the HTML variant of resources that also have other formats."""

    async def thing(self, request: Request, document: Document, stem: str, headers: Mapping[str, str]) -> Response:
        """Render the page of a thing; ``stem`` is the path of its identifier."""

    async def question(self, request: Request, question: Question, values: Mapping[str, str], offset: int) -> Response:
        """Render the page of a saved question: the values of its parameters, and its rows from ``offset`` on."""


def renderers(request: Request) -> PageRenderers:
    """The renderers of the application."""
    pages: PageRenderers = request.app.state.pages
    return pages
