"""The pages that stand at addresses of the API."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import Request, Response

from plenipot.api.things.statements import Document
from plenipot.model.questions import Question
from plenipot.pages.thing_page import thing_page
from plenipot.pages.views.question_pages import question_page


class Pages:
    """The renderers of `api.renderers.PageRenderers`."""

    async def thing(self, request: Request, document: Document, stem: str, headers: Mapping[str, str]) -> Response:
        """The page of a thing."""
        return await thing_page(request, document, stem, headers)

    async def question(self, request: Request, question: Question, values: Mapping[str, str], offset: int) -> Response:
        """The page of a question."""
        return await question_page(request, question, values, offset)
