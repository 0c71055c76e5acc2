"""Start the service."""

from __future__ import annotations

import socket
from pathlib import Path

import click

from plenipot.service.settings import Settings
from plenipot.store.base import Files
from plenipot.store.pool import Nursery, NurseryError
from plenipot.store.worker import Bounds
from plenipot.vocabulary import PREFIXES


def serve(settings: Settings, files: Files, questions: Path, release: str, backend: str | None = None) -> None:
    """Load the data, or ask a backend for them; print the address and answer until interrupted.

    Raises:
        click.ClickException: a file cannot be read, or the address is taken.
    """
    with _listen(settings) as sock:
        nursery = Nursery(() if backend else files, Bounds(settings.memory_mb, settings.answer_mb, PREFIXES))
        try:
            _serve(settings, nursery, questions, release, files, sock, backend)
        except NurseryError as error:
            raise click.ClickException(str(error)) from None
        finally:
            nursery.close()


def _serve(
    settings: Settings,
    nursery: Nursery,
    questions: Path,
    release: str,
    files: Files,
    sock: socket.socket,
    backend: str | None,
) -> None:
    # Imported while the nursery loads the data: the two take about as long.
    import uvicorn

    from plenipot.service.app import create_app
    from plenipot.service.catalogue import BadHeader, read_catalogue
    from plenipot.store.remote import BackendError, sizes

    try:
        catalogue = read_catalogue(questions)
    except BadHeader as error:
        raise click.ClickException(str(error)) from None
    nursery.wait()
    try:
        contents = sizes(backend) if backend else None
    except BackendError as error:
        raise click.ClickException(str(error)) from None
    app = create_app(settings, nursery, catalogue, release, files, backend, contents)
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    click.echo(f"{app.state.triples} triples; open http://{host}:{sock.getsockname()[1]}/")
    config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=2)
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
