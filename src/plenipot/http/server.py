"""The HTTP server: its listening socket, and uvicorn with `BoundedProtocol`."""

from __future__ import annotations

import math
import socket

from starlette.types import ASGIApp

from plenipot.http.settings import Settings
from plenipot.http.signals import handle_sigterm


class CannotListen(RuntimeError):
    """The address of the service is in use, or is no address of this machine."""


def listen(settings: Settings) -> socket.socket:
    """Open the listening socket of the service.

    Raises:
        CannotListen: the message has the address, the reason, and what to do.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        listener = socket.create_server((settings.host, settings.port), family=family, backlog=2048)
    except OSError as error:
        where = f"{settings.host} port {settings.port}"
        raise CannotListen(f"cannot listen on {where}: {error.strerror}; choose another --port") from None
    # Without TCP_NODELAY the second part of a response waits 40 ms for the ACK of the first. asyncio sets it only on
    # sockets created with IPPROTO_TCP, and create_server() does not. Accepted sockets inherit it.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def run_server(app: ASGIApp, settings: Settings, sock: socket.socket) -> None:
    """Serve the application on a listening socket until the process gets SIGINT or SIGTERM."""
    # Imported here, while the nursery loads the data: these imports are slow, and `listen` does not need them.
    import uvicorn

    from plenipot.http.connections.slow_clients import BoundedProtocol

    federation_timeout = settings.service_timeout if settings.services else 0
    config = uvicorn.Config(
        app,
        http=BoundedProtocol.configured(settings),
        ws="none",
        log_level="warning",
        access_log=False,
        server_header=False,
        # uvicorn would trust X-Forwarded-For of every local client; the middleware handles the header instead.
        proxy_headers=False,
        timeout_keep_alive=math.ceil(settings.patience),
        # Requests that run at shutdown get their response.
        timeout_graceful_shutdown=math.ceil(settings.timeout + federation_timeout) + 1,
    )
    server = uvicorn.Server(config)
    with handle_sigterm(server.handle_exit):
        server.run(sockets=[sock])
