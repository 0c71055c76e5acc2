"""Start-up of the service: listen, load the release, run the server."""

from __future__ import annotations

import socket
from collections.abc import Callable

import click

from plenipot.engine.pool.client import Nursery, NurseryError
from plenipot.http.release_config import ReleaseConfig, start_nursery
from plenipot.http.server import CannotListen, listen, run_server
from plenipot.http.settings import Settings
from plenipot.http.signals import unwind_on_sigterm


def serve(settings: Settings, read_config: Callable[[], ReleaseConfig], backend: str | None = None) -> None:
    """Load the release, print the address, and answer requests until the process is interrupted.

    Args:
        settings: the settings of the service.
        read_config: reads the configuration of the release, at the start and at SIGHUP.
        backend: URL of the endpoint that answers queries; None to load the release into a process pool.

    Raises:
        click.ClickException: a file cannot be read, the backend does not answer, or the address is in use.
    """
    try:
        listener = listen(settings)
    except CannotListen as error:
        raise click.ClickException(str(error)) from None
    with unwind_on_sigterm(), listener as sock:
        release = read_config()
        nursery = start_nursery(settings, release.files, backend)
        try:
            _serve(settings, release, nursery, sock, read_config, backend)
        finally:
            nursery.close()


def _serve(
    settings: Settings,
    release: ReleaseConfig,
    nursery: Nursery,
    sock: socket.socket,
    read_config: Callable[[], ReleaseConfig],
    backend: str | None,
) -> None:
    # Imported here, while the nursery loads the data: both take about as long.
    from plenipot.app import create_app
    from plenipot.engine.remote import BackendError
    from plenipot.http.live_release import load_release
    from plenipot.model.questions import BadHeader

    try:
        live = load_release(settings, release, nursery, backend)
    except (BadHeader, BackendError, NurseryError) as error:
        raise click.ClickException(str(error)) from None
    app = create_app(settings, live, read_config, backend)
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    click.echo(f"{live.triples} triples; open http://{host}:{sock.getsockname()[1]}/")
    run_server(app, settings, sock)
