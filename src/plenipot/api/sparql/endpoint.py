"""The ASGI handler of ``/sparql``: it bypasses the routing of FastAPI, which would take longer than a small query."""

from __future__ import annotations

import logging

from fastapi import FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.types import Receive, Scope, Send

from plenipot.api.sparql.protocol import METHODS, sparql
from plenipot.engine.errors import LimitExceeded, QueryError
from plenipot.engine.stream import StreamedResult
from plenipot.http.preflight import options
from plenipot.http.problems.handlers import handle_exception, handle_http_exception, problem_response
from plenipot.http.problems.problem import Problem
from plenipot.http.replies import Reply

_log = logging.getLogger("plenipot")


class SparqlEndpoint:
    """Handles ``/sparql``, and passes every other path to the application."""

    def __init__(self, app: FastAPI) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or scope["path"] != "/sparql":
            await self._app(scope, receive, send)
            return
        scope["app"] = self._app
        reply = await self._reply(scope, receive)
        await send({"type": "http.response.start", "status": reply.status, "headers": reply.headers})
        if isinstance(reply.body, bytes):
            await send({"type": "http.response.body", "body": reply.body})
        else:
            await _stream(reply.body, send)

    async def _reply(self, scope: Scope, receive: Receive) -> Reply:
        method = scope["method"]
        if method == "OPTIONS":
            return Reply.from_response(await options("sparql"))
        try:
            if method in METHODS:
                return await sparql(scope, receive)
            return Reply.from_response(await handle_http_exception(Request(scope), HTTPException(405)))
        except Problem as problem:
            return Reply.from_response(problem_response(Request(scope), problem))
        except Exception as error:
            _log.exception("a request for /sparql failed")
            return Reply.from_response(await handle_exception(Request(scope), error))


async def _stream(result: StreamedResult, send: Send) -> None:
    """Send the parts of a result while the engine produces them.

    After an error the body just ends: the status is sent already. The client detects by the framing of the body that
    it is incomplete.
    """
    try:
        async for part in result.parts():
            await send({"type": "http.response.body", "body": part, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})
    except (LimitExceeded, QueryError):
        return
    finally:
        result.close()
