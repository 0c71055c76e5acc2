"""HTML renderers for addresses that the API shares with pages."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import Request, Response

from plenipot.api.things.statements import Document
from plenipot.model.questions import Question
from plenipot.pages.thing_page import thing_page
from plenipot.pages.views.question_pages import question_page


class Pages:
    """Implementation of the protocol :class:`plenipot.api.renderers.PageRenderers`."""

    async def thing(self, request: Request, document: Document, stem: str, headers: Mapping[str, str]) -> Response:
        """Render the page of a thing."""
        return await thing_page(request, document, stem, headers)

    async def question(self, request: Request, question: Question, values: Mapping[str, str], offset: int) -> Response:
        """Render the page of a question; ``offset`` is the number of rows to skip."""
        return await question_page(request, question, values, offset)
