"""Routes of the saved questions for OpenAPI: one operation for each question, from its header."""

from __future__ import annotations

import inspect
import json
from collections.abc import Awaitable, Callable, Iterable, Iterator
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from plenipot.api.questions import routes
from plenipot.api.questions.columns import REFERENCE, results_name
from plenipot.api.questions.common_parameters import MEDIA_TYPES, PARQUET, Format, Limit, Offset
from plenipot.api.spreadsheets import BOM
from plenipot.http.openapi_responses import SparqlJson, binary_content, responses, text_content
from plenipot.http.requests.types import ParameterType
from plenipot.model.questions import Parameter, Question

TAG = "questions"
_COMMON_PARAMETERS = (("format", Format, None), ("limit", Limit, None), ("offset", Offset, 0), ("bom", BOM, None))
_JSON_SCHEMAS: dict[str, dict[str, Any]] = {
    "iri": {"type": "string", "format": "iri-reference"},
    "string": {"type": "string"},
    "integer": {"type": "integer"},
    "date": {"type": "string", "format": "date"},
    "boolean": {"type": "boolean"},
}


class QuestionParameter(ParameterType):
    """The type of a parameter of a question."""

    def __init__(self, parameter: Parameter) -> None:
        self._parameter = parameter

    def read(self, text: str) -> str:
        """The text, if it has the type of the parameter.

        Raises:
            BadValue: it does not.
        """
        self._parameter.term(text)
        return text

    @property
    def json_schema(self) -> dict[str, Any]:
        """The JSON Schema of the type."""
        return dict(_JSON_SCHEMAS[self._parameter.type])


def question_routes(questions: Iterable[Question]) -> APIRouter:
    """Make a route for each question, with its parameters and the schema of its rows.

    The application does not include these routes; `routes.question` answers the requests.
    """
    router = APIRouter()
    for question in questions:
        columns = question.columns
        other = text_content(MEDIA_TYPES[name] for name in ("xml", "csv", "tsv", "html")) | binary_content([PARQUET])
        other["text/csv"]["example"] = ",".join(columns) + "\r\n"
        other[SparqlJson.media_type] = {
            "schema": {"$ref": REFERENCE + results_name(question)},
            "example": {"head": {"vars": [*columns]}, "results": {"bindings": []}},
        }
        router.add_api_route(
            f"/query/{question.name}",
            _endpoint(question),
            methods=["GET"],
            operation_id=question.name,
            summary=question.title,
            description=f"{question.description}\n\nColumns: {', '.join(columns)}.",
            tags=[TAG],
            response_class=SparqlJson,
            responses=responses(400, 404, 406, content=other, description="The rows.", links=True),
            openapi_extra={"x-keywords": [*question.keywords]},
        )
    return router


def _endpoint(question: Question) -> Callable[..., Awaitable[Response]]:
    """Make a function whose signature has the parameters of a question, for FastAPI to describe."""

    async def endpoint(request: Request, limit: Limit = None, offset: Offset = 0, **values: str) -> Response:
        return await routes.question(request, question.name, limit, offset)

    request = inspect.Parameter("request", inspect.Parameter.KEYWORD_ONLY, annotation=Request)
    parameters = [request, *_question_parameters(question), *_common_parameters()]
    endpoint.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    return endpoint


def _question_parameters(question: Question) -> Iterator[inspect.Parameter]:
    for number, parameter in enumerate(question.parameters):
        is_json = parameter.type in ("integer", "boolean")
        example = json.loads(parameter.example) if is_json else parameter.example
        query = Query(alias=parameter.name, description=parameter.description, examples=[example])
        default = None if parameter.default is None else example
        # The name of a parameter can be a keyword of Python, such as ``from``.
        yield _keyword_parameter(f"parameter_{number}", Annotated[Any, QuestionParameter(parameter), query], default)


def _common_parameters() -> Iterator[inspect.Parameter]:
    return (_keyword_parameter(*parameter) for parameter in _COMMON_PARAMETERS)


def _keyword_parameter(name: str, annotation: Any, default: object) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)
