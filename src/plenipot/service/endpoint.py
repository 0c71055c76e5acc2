"""The endpoint without what it does not need: no routing, and no objects of the framework but for pages and errors."""

from __future__ import annotations

import logging

from fastapi import FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.types import Receive, Scope, Send

from plenipot.service.failures import http_problem, shown, unexpected
from plenipot.service.preflight import options
from plenipot.service.problems import Problem
from plenipot.service.protocol import METHODS, sparql
from plenipot.service.reply import Reply, packed, stream, takes_gzip
from plenipot.store.arrival import Arrival

_log = logging.getLogger("plenipot")


class Endpoint:
    """``/sparql``, as plain ASGI."""

    def __init__(self, app: FastAPI) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        scope["app"] = self._app
        reply = await self._reply(scope, receive)
        if reply.status == 200:
            reply = await packed(reply, takes_gzip(scope))
        if isinstance(reply.body, Arrival):
            try:
                await stream(reply, send)
            finally:
                reply.body.close()
            return
        await send({"type": "http.response.start", "status": reply.status, "headers": reply.headers})
        await send({"type": "http.response.body", "body": reply.body})

    async def _reply(self, scope: Scope, receive: Receive) -> Reply:
        method = scope["method"]
        if method == "OPTIONS":
            return Reply.of(await options("sparql"))
        try:
            if method in METHODS:
                return await sparql(scope, receive)
            return Reply.of(await http_problem(Request(scope), HTTPException(405)))
        except Problem as problem:
            return Reply.of(shown(Request(scope), problem))
        except Exception as error:
            _log.exception("a request for /sparql failed")
            return Reply.of(await unexpected(Request(scope), error))
