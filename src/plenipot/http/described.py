"""What the description of the service says of responses: problems, validators, media types."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NotRequired

from fastapi.responses import JSONResponse, Response
from typing_extensions import TypedDict

from plenipot.http.negotiation import bare

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
    """For the description: the media type of SPARQL 1.1 Query Results JSON Format."""

    media_type = "application/sparql-results+json"


class JsonLd(JSONResponse):
    """For the description: the media type of JSON-LD."""

    media_type = "application/ld+json"


class Turtle(Response):
    """For the description: the media type of Turtle."""

    media_type = "text/turtle"


class Xml(Response):
    """For the description: the media type of XML."""

    media_type = "application/xml"


def responses(
    *refusals: int,
    content: Mapping[str, Any] | None = None,
    description: str = "The answer.",
    links: bool = False,
    cached: bool = True,
) -> Responses:
    """The responses of an operation besides the schema of the first: what else 200 may have, 304, and the problems.

    ``content`` adds media types to those of 200, ``refusals`` are the statuses of problems besides 429 and 503, which
    every address has; ``cached`` says that answers have an ETag, ``links`` that they have a Link header.
    """
    headers = ({"ETag": _ETAG} if cached else {}) | ({"Link": _LINK} if links else {})
    found: Responses = {200: {"description": description}}
    if content:
        found[200]["content"] = dict(content)
    if headers:
        found[200]["headers"] = headers
    if cached:
        found[304] = {"description": "The client has it: If-None-Match names its ETag."}
    return found | problems(*refusals)


def moved(status: int, description: str, *refusals: int) -> Responses:
    """The responses of an operation that leads elsewhere."""
    return {status: redirect(description), **problems(*refusals)}


def redirect(description: str) -> dict[str, Any]:
    """A response that leads elsewhere."""
    return {"description": description, "headers": {"Location": _HEADER}}


def problems(*statuses: int) -> Responses:
    """The problems of an operation."""
    return {each: {"description": _REFUSALS[each], "content": _PROBLEM} for each in sorted({*statuses, 429, 503})}


def texts(*offered: Iterable[str]) -> dict[str, Any]:
    """Media types whose content is a text; JSON among them may be any."""
    names = [bare(media) for each in offered for media in each]
    return {name: {} if name.endswith("json") else {"schema": _TEXT} for name in names}


def binaries(media: Iterable[str]) -> dict[str, Any]:
    """Media types whose content is bytes (OpenAPI 3.1, section 4.8.14.3: a schema is left out)."""
    return {each: {} for each in media}
