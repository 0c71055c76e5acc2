"""The HTTP server: its socket, and uvicorn with our own bounds."""

from __future__ import annotations

import math
import socket

from starlette.types import ASGIApp

from plenipot.http.settings import Settings


class CannotListen(RuntimeError):
    """The address of the service is taken, or not one of this machine."""


def listen(settings: Settings) -> socket.socket:
    """The socket of the service.

    Raises:
        CannotListen: with the address, why, and what to do.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        listener = socket.create_server((settings.host, settings.port), family=family, backlog=2048)
    except OSError as error:
        where = f"{settings.host} port {settings.port}"
        raise CannotListen(f"cannot listen on {where}: {error.strerror}; choose another --port") from None
    # asyncio sets it only on sockets that name their protocol, as this one does not: without it the second part of an
    # answer waits 40 ms for the acknowledgement of the first. Accepted sockets inherit it.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def run_server(app: ASGIApp, settings: Settings, sock: socket.socket) -> None:
    """Answer the requests that come to a socket until the process is interrupted."""
    # The socket is opened before the data are loaded; these take long to import, while the data are loaded.
    import uvicorn

    from plenipot.http.slow_clients import BoundedProtocol

    asking = settings.service_timeout if settings.services else 0
    config = uvicorn.Config(
        app,
        http=BoundedProtocol.configured(settings),
        ws="none",
        log_level="warning",
        access_log=False,
        server_header=False,
        # Its own reading of X-Forwarded-For believes whoever comes from this machine.
        proxy_headers=False,
        timeout_keep_alive=math.ceil(settings.patience),
        # Whoever asked before the end gets the answer.
        timeout_graceful_shutdown=math.ceil(settings.timeout + asking) + 1,
    )
    uvicorn.Server(config).run(sockets=[sock])
