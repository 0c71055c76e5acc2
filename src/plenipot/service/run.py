"""Start the service."""

from __future__ import annotations

from pathlib import Path

import click
import uvicorn

from plenipot.service.app import create_app
from plenipot.service.catalogue import read_catalogue
from plenipot.service.settings import Settings
from plenipot.store.embedded import Files
from plenipot.store.pool import Nursery, NurseryError
from plenipot.vocabulary import PREFIXES


def serve(settings: Settings, files: Files, questions: Path, release: str) -> None:
    """Load the data, print the address and answer until interrupted.

    Raises:
        click.ClickException: a file cannot be read.
    """
    try:
        nursery = Nursery(files, settings.memory_mb, PREFIXES)
    except NurseryError as error:
        raise click.ClickException(str(error)) from None
    try:
        app = create_app(settings, nursery, read_catalogue(questions), release)
        click.echo(f"{nursery.triples} triples; open http://{settings.host}:{settings.port}/")
        uvicorn.run(app, host=settings.host, port=settings.port, log_level="warning", timeout_graceful_shutdown=2)
    finally:
        nursery.close()
