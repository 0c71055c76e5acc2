"""Start the HTTP service."""

from __future__ import annotations

import socket
from collections.abc import Callable

import click

from plenipot.engine.pool.client import Nursery, NurseryError
from plenipot.http.release_config import ReleaseConfig, nursery
from plenipot.http.server import CannotListen, listen, run_server
from plenipot.http.settings import Settings
from plenipot.http.signals import ends_cleanly


def serve(settings: Settings, read_release: Callable[[], ReleaseConfig], backend: str | None = None) -> None:
    """Load the release or connect to the backend, print the URL, and serve until a signal ends the process.

    Args:
        settings: of the service.
        read_release: gives the release, at the start and after each SIGHUP.
        backend: the URL of a SPARQL endpoint that answers the queries.

    Raises:
        click.ClickException: a file cannot be read, the backend does not answer, or the port is in use.
    """
    try:
        listener = listen(settings)
    except CannotListen as error:
        raise click.ClickException(str(error)) from None
    with ends_cleanly(), listener as sock:
        release = read_release()
        loader = nursery(settings, release.files, backend)
        try:
            _serve(settings, release, loader, sock, read_release, backend)
        finally:
            loader.close()


def _serve(
    settings: Settings,
    release: ReleaseConfig,
    loader: Nursery,
    sock: socket.socket,
    read_release: Callable[[], ReleaseConfig],
    backend: str | None,
) -> None:
    # Import these while the nursery process loads the data: both take about equally long.
    from plenipot.app import create_app
    from plenipot.engine.remote import BackendError
    from plenipot.http.live_release import load_release
    from plenipot.model.questions import BadHeader

    try:
        live_release = load_release(settings, release, loader, backend)
    except (BadHeader, BackendError, NurseryError) as error:
        raise click.ClickException(str(error)) from None
    app = create_app(settings, live_release, read_release, backend)
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    click.echo(f"{live_release.triples} triples; open http://{host}:{sock.getsockname()[1]}/")
    run_server(app, settings, sock)
