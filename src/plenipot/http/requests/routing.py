"""Routes for reading: HEAD wherever there is GET, and empty query parameters are ignored."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import cached_property
from typing import Any, TypeVar

from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute
from starlette.datastructures import QueryParams

Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])


class NonEmptyParametersRequest(Request):
    """A request without its empty query parameters: an HTML form also sends the fields that are not filled in."""

    @cached_property
    def query_params(self) -> QueryParams:
        """The query parameters that have a value."""
        return QueryParams([pair for pair in super().query_params.multi_items() if pair[1] != ""])


class ReadRoute(APIRoute):
    """A route whose handler does not see empty query parameters."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Wrap the handler of FastAPI: drop empty query parameters."""
        handle = super().get_route_handler()

        async def handle_non_empty(request: Request) -> Response:
            return await handle(NonEmptyParametersRequest(request.scope, request.receive))

        return handle_non_empty


class ReadRouter(APIRouter):
    """A router for reading. The OpenAPI description contains the routes that have an ``operation_id``."""

    def __init__(self) -> None:
        super().__init__(route_class=ReadRoute)

    def read(self, path: str, **options: Any) -> Callable[[Endpoint], Endpoint]:
        """Decorate the handler of GET and HEAD for a path; ``options`` are those of ``APIRouter.add_api_route``."""

        def add(endpoint: Endpoint) -> Endpoint:
            documented = "operation_id" in options
            self.add_api_route(path, endpoint, methods=["GET"], include_in_schema=documented, **options)
            self.add_api_route(path, endpoint, methods=["HEAD"], include_in_schema=False, response_model=None)
            return endpoint

        return add
