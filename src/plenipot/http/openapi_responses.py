"""OpenAPI descriptions of responses: media types, headers, redirects and problems."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NotRequired

from fastapi.responses import JSONResponse, Response
from typing_extensions import TypedDict

from plenipot.http.negotiation import essence

Responses = dict[int | str, dict[str, Any]]

_REFUSALS: Mapping[int, str] = {
    400: "Something in the request is wrong, or the answer is larger than a bound; the detail says what.",
    403: "The query asks an endpoint (SERVICE) that is not on the list.",
    404: "Nothing has this name.",
    406: "No format of the Accept header can be had; the detail lists those that can.",
    408: "The request came too slowly.",
    410: "The identifier was given up; successor names the thing now.",
    413: "The query is too long.",
    415: "The body is neither a form nor application/sparql-query.",
    416: "The file ends before this part.",
    429: "More requests of one client than a bound; Retry-After says when to come again.",
    502: "An endpoint of a SERVICE clause does not answer, or too much.",
    503: "A bound of time, memory or queue was passed, or the service is not ready; limit names the bound.",
    504: "An endpoint of a SERVICE clause does not answer in time.",
}
PROBLEM_SCHEMA = "#/components/schemas/ProblemDetails"
_PROBLEM = {"application/problem+json": {"schema": {"$ref": PROBLEM_SCHEMA}}}
_TEXT = {"type": "string"}
_HEADER = {"schema": _TEXT}
_ETAG = {"description": "A strong validator.", **_HEADER}
_LINK = {"description": "Pages (first, prev, next), licence, other formats (RFC 8288).", **_HEADER}


class ProblemDetails(TypedDict):
    """A problem document (RFC 9457); each kind of problem may have members of its own."""

    type: str
    title: str
    status: int
    detail: str
    limit: NotRequired[str]
    line: NotRequired[int]
    column: NotRequired[int]
    successor: NotRequired[str]


class SparqlJson(JSONResponse):
    """Declares the media type of the SPARQL 1.1 Query Results JSON Format in OpenAPI."""

    media_type = "application/sparql-results+json"


class JsonLd(JSONResponse):
    """Declares the media type of JSON-LD in OpenAPI."""

    media_type = "application/ld+json"


class Turtle(Response):
    """Declares the media type of Turtle in OpenAPI."""

    media_type = "text/turtle"


class Xml(Response):
    """Declares the media type of XML in OpenAPI."""

    media_type = "application/xml"


def responses(
    *refusals: int,
    content: Mapping[str, Any] | None = None,
    description: str = "The answer.",
    links: bool = False,
    cached: bool = True,
) -> Responses:
    """Describe the responses of an operation: 200, 304 and the problems. FastAPI adds the schema of the return type.

    Args:
        refusals: statuses of problems; 429 and 503, which every operation has, are added.
        content: further media types of 200, each with its schema.
        description: the description of 200.
        links: whether 200 has a Link header.
        cached: whether 200 has an ETag, so that 304 is possible.
    """
    headers = ({"ETag": _ETAG} if cached else {}) | ({"Link": _LINK} if links else {})
    described: Responses = {200: {"description": description}}
    if content:
        described[200]["content"] = dict(content)
    if headers:
        described[200]["headers"] = headers
    if cached:
        described[304] = {"description": "The client has it: If-None-Match names its ETag."}
    return described | problems(*refusals)


def redirect_responses(status: int, description: str, *refusals: int) -> Responses:
    """Describe the responses of an operation that redirects."""
    return {status: redirect_response(description), **problems(*refusals)}


def redirect_response(description: str) -> dict[str, Any]:
    """Describe a redirect, with its Location header."""
    return {"description": description, "headers": {"Location": _HEADER}}


def problems(*statuses: int) -> Responses:
    """Describe the problems of an operation; 429 and 503 are added."""
    return {status: {"description": _REFUSALS[status], "content": _PROBLEM} for status in sorted({*statuses, 429, 503})}


def text_content(*offered: Iterable[str]) -> dict[str, Any]:
    """Describe media types with text content: a string, or any JSON."""
    names = [essence(media) for media_types in offered for media in media_types]
    return {name: {} if name.endswith("json") else {"schema": _TEXT} for name in names}


def binary_content(media: Iterable[str]) -> dict[str, Any]:
    """Describe media types with binary content, which has no schema (OpenAPI 3.1, section 4.8.14.3)."""
    return {media_type: {} for media_type in media}
