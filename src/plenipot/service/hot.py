"""The endpoint without what it does not need: no routing, no parsing of parameters that it has not."""

from __future__ import annotations

import logging

from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException
from starlette.types import Receive, Scope, Send

from plenipot.service.failures import http_problem, shown, unexpected
from plenipot.service.preflight import options
from plenipot.service.problems import Problem
from plenipot.service.protocol import METHODS, sparql

_log = logging.getLogger("plenipot")


class Hot:
    """``/sparql`` as plain ASGI."""

    def __init__(self, app: FastAPI) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        scope["app"] = self._app
        request = Request(scope, receive, send)
        response = await self._response(request)
        await response(scope, receive, send)

    @staticmethod
    async def _response(request: Request) -> Response:
        if request.method == "OPTIONS":
            return await options("sparql")
        try:
            if request.method not in METHODS:
                return await http_problem(request, HTTPException(405))
            return await sparql(request)
        except Problem as problem:
            return shown(request, problem)
        except Exception as error:
            _log.exception("a request for /sparql failed")
            return await unexpected(request, error)
