"""The command line: ``plenipot build``, ``plenipot serve`` and the others.

Each command imports its modules when it runs: `serve` does not load the reasoner, and `--help` loads neither.
"""

from __future__ import annotations

import click

from plenipot import __version__
from plenipot.commands.build import build, coverage, ground, index, stats, validate
from plenipot.commands.dumps import dump, push, verify
from plenipot.commands.errors import Commands
from plenipot.commands.imports import import_
from plenipot.commands.links import link
from plenipot.commands.serve import serve


@click.group(cls=Commands)
@click.version_option(__version__)
def main() -> None:
    """Plenipot: the open knowledge graph of how the ITU is governed."""


for _command in (build, coverage, dump, ground, import_, index, link, push, serve, stats, validate, verify):
    main.add_command(_command)
