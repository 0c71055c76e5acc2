"""Start the service."""

from __future__ import annotations

import math
import socket
from collections.abc import Callable

import click

from plenipot.service.served import Release, nursery
from plenipot.service.settings import Settings
from plenipot.store.processes import Nursery, NurseryError


def serve(settings: Settings, read: Callable[[], Release], backend: str | None = None) -> None:
    """Load the release, or ask a backend for it; print the address and answer until interrupted.

    Raises:
        click.ClickException: a file cannot be read, or the address is taken.
    """
    with _listen(settings) as sock:
        release = read()
        loading = nursery(settings, release.files, backend)
        try:
            _serve(settings, release, loading, sock, read, backend)
        finally:
            loading.close()


def _serve(
    settings: Settings,
    release: Release,
    loading: Nursery,
    sock: socket.socket,
    read: Callable[[], Release],
    backend: str | None,
) -> None:
    # Imported while the nursery loads the data: the two take about as long.
    import uvicorn

    from plenipot.http.slow_clients import BoundedProtocol
    from plenipot.service.app import create_app
    from plenipot.service.catalogue import BadHeader
    from plenipot.service.generation import generation
    from plenipot.store.remote import BackendError

    try:
        made = generation(settings, release, loading, backend)
    except (BadHeader, BackendError, NurseryError) as error:
        raise click.ClickException(str(error)) from None
    app = create_app(settings, made, read, backend)
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    click.echo(f"{made.triples} triples; open http://{host}:{sock.getsockname()[1]}/")
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


def _listen(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        listener = socket.create_server((settings.host, settings.port), family=family, backlog=2048)
    except OSError as error:
        where = f"{settings.host} port {settings.port}"
        raise click.ClickException(f"cannot listen on {where}: {error.strerror}; choose another --port") from None
    # asyncio sets it only on sockets that name their protocol, as this one does not: without it the second part of an
    # answer waits 40 ms for the acknowledgement of the first. Accepted sockets inherit it.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener
