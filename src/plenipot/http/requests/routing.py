"""Routes that are read: HEAD is answered wherever GET is, and an empty parameter is one that was not given."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import cached_property
from typing import Any, TypeVar

from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute
from starlette.datastructures import QueryParams

Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])


class GivenRequest(Request):
    """A request without its empty parameters: a form sends all of its fields, those that nobody filled in too."""

    @cached_property
    def query_params(self) -> QueryParams:
        """The parameters that have a value."""
        return QueryParams([pair for pair in super().query_params.multi_items() if pair[1] != ""])


class ReadRoute(APIRoute):
    """A route whose parameters are those that have a value."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, for a request without empty parameters."""
        handle = super().get_route_handler()

        async def handle_given(request: Request) -> Response:
            return await handle(GivenRequest(request.scope, request.receive))

        return handle_given


class ReadRouter(APIRouter):
    """Addresses that are read. The description of the service has those that are given an ``operation_id``."""

    def __init__(self) -> None:
        super().__init__(route_class=ReadRoute)

    def read(self, path: str, **described: Any) -> Callable[[Endpoint], Endpoint]:
        """Answers GET, which is described, and HEAD."""

        def add(endpoint: Endpoint) -> Endpoint:
            shown = "operation_id" in described
            self.add_api_route(path, endpoint, methods=["GET"], include_in_schema=shown, **described)
            self.add_api_route(path, endpoint, methods=["HEAD"], include_in_schema=False, response_model=None)
            return endpoint

        return add
