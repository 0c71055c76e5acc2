"""The saved questions as operations of the description: made from their headers, one for each."""

from __future__ import annotations

import inspect
import json
from collections.abc import Awaitable, Callable, Iterable, Iterator
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from plenipot.api.questions import routes
from plenipot.api.questions.columns import REFERENCE, results_name
from plenipot.api.questions.shaping import MEDIA, PARQUET, Format, Limit, Offset
from plenipot.http.described import SparqlJson, binary_content, responses, text_content
from plenipot.http.requests.types import ParameterType
from plenipot.model.questions import Parameter, Question

TAG = "questions"
_SHAPING = (("format", Format, None), ("limit", Limit, None), ("offset", Offset, 0))
_FORMATS: dict[str, dict[str, Any]] = {
    "iri": {"type": "string", "format": "iri-reference"},
    "string": {"type": "string"},
    "integer": {"type": "integer"},
    "date": {"type": "string", "format": "date"},
    "boolean": {"type": "boolean"},
}


class ValueOf(ParameterType):
    """The value of a parameter of a question."""

    def __init__(self, parameter: Parameter) -> None:
        self._parameter = parameter

    def read(self, text: str) -> str:
        """The text, if it is of the type of the parameter."""
        self._parameter.term(text)
        return text

    @property
    def json_schema(self) -> dict[str, Any]:
        """The type, as JSON Schema has it."""
        return dict(_FORMATS[self._parameter.type])


def question_routes(questions: Iterable[Question]) -> APIRouter:
    """A route for each question, with its parameters and its rows; `routes.question` answers all of them."""
    router = APIRouter()
    for each in questions:
        columns = each.columns
        other = text_content(MEDIA[name] for name in ("xml", "csv", "tsv", "html")) | binary_content([PARQUET])
        other["text/csv"]["example"] = ",".join(columns) + "\r\n"
        other[SparqlJson.media_type] = {
            "schema": {"$ref": REFERENCE + results_name(each)},
            "example": {"head": {"vars": [*columns]}, "results": {"bindings": []}},
        }
        router.add_api_route(
            f"/query/{each.name}",
            _endpoint(each),
            methods=["GET"],
            operation_id=each.name,
            summary=each.title,
            description=f"{each.description}\n\nColumns: {', '.join(columns)}.",
            tags=[TAG],
            response_class=SparqlJson,
            responses=responses(400, 404, 406, content=other, description="The rows.", links=True),
            openapi_extra={"x-keywords": [*each.keywords]},
        )
    return router


def _endpoint(question: Question) -> Callable[..., Awaitable[Response]]:
    """A function with the parameters of a question, for FastAPI to read; the route of all questions does the work."""

    async def endpoint(request: Request, limit: Limit = None, offset: Offset = 0, **values: str) -> Response:
        return await routes.question(request, question.name, limit, offset)

    request = inspect.Parameter("request", inspect.Parameter.KEYWORD_ONLY, annotation=Request)
    parameters = [request, *_parameters(question), *_shaping()]
    endpoint.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    return endpoint


def _parameters(question: Question) -> Iterator[inspect.Parameter]:
    for place, each in enumerate(question.parameters):
        typed = each.type in ("integer", "boolean")
        example = json.loads(each.example) if typed else each.example
        described = Query(alias=each.name, description=each.description, examples=[example])
        default = None if each.default is None else example
        # A parameter may be called ``from``, which is no name in Python.
        yield _keyword(f"parameter_{place}", Annotated[Any, ValueOf(each), described], default)


def _shaping() -> Iterator[inspect.Parameter]:
    return (_keyword(*each) for each in _SHAPING)


def _keyword(name: str, annotation: Any, default: object) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)
