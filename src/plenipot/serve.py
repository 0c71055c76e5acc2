"""Start the service."""

from __future__ import annotations

import socket
from collections.abc import Callable

import click

from plenipot.engine.pool.client import Nursery, NurseryError
from plenipot.http.release_config import ReleaseConfig, start_nursery
from plenipot.http.server import CannotListen, listen, run_server
from plenipot.http.settings import Settings
from plenipot.http.signals import unwind_on_sigterm


def serve(settings: Settings, read: Callable[[], ReleaseConfig], backend: str | None = None) -> None:
    """Load the release, or ask a backend for it; print the address and answer until interrupted.

    Raises:
        click.ClickException: a file cannot be read, or the address is taken.
    """
    try:
        listener = listen(settings)
    except CannotListen as error:
        raise click.ClickException(str(error)) from None
    with unwind_on_sigterm(), listener as sock:
        release = read()
        loading = start_nursery(settings, release.files, backend)
        try:
            _serve(settings, release, loading, sock, read, backend)
        finally:
            loading.close()


def _serve(
    settings: Settings,
    release: ReleaseConfig,
    loading: Nursery,
    sock: socket.socket,
    read: Callable[[], ReleaseConfig],
    backend: str | None,
) -> None:
    # Imported while the nursery loads the data: the two take about as long.
    from plenipot.app import create_app
    from plenipot.engine.remote import BackendError
    from plenipot.http.live_release import load_release
    from plenipot.model.questions import BadHeader

    try:
        made = load_release(settings, release, loading, backend)
    except (BadHeader, BackendError, NurseryError) as error:
        raise click.ClickException(str(error)) from None
    app = create_app(settings, made, read, backend)
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    click.echo(f"{made.triples} triples; open http://{host}:{sock.getsockname()[1]}/")
    run_server(app, settings, sock)
