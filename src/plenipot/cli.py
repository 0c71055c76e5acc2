"""The command line: build, validate, import, serve."""

from __future__ import annotations

import click

from plenipot import __version__
from plenipot.commands.graph import build, coverage, ground, stats, validate
from plenipot.commands.release import dump, index, push, verify
from plenipot.commands.serve import serve
from plenipot.commands.sources import import_, link

# Each command imports what it needs when it runs: `serve` starts without the reasoner, `--help` without anything.


@click.group()
@click.version_option(__version__)
def main() -> None:
    """Plenipot: the open knowledge graph of how the ITU is governed."""


for _command in (build, stats, coverage, validate, import_, link, index, ground, dump, verify, serve, push):
    main.add_command(_command)
