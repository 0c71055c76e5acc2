"""Arguments of several commands."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

CommandT = TypeVar("CommandT", bound=Callable[..., object])


def _parse_files(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> list[tuple[Path, str | None]]:
    """Parse ``GRAPH=FILE`` arguments; without arguments, return the files of the release.

    Raises:
        click.BadParameter: an argument has no "=", its graph is not an absolute IRI, its file does not exist, or the
            suffix of the file is not that of an RDF format.
    """
    from plenipot.model import release_files

    return [_parse_file(value) for value in values] or release_files.dataset(release_files.root())


def _parse_file(value: str) -> tuple[Path, str | None]:
    import pyoxigraph as ox

    from plenipot.engine.oxigraph import FORMATS

    # Both an IRI and a file name can contain "=": try every split.
    splits = [(value[:index], value[index + 1 :]) for index, letter in enumerate(value) if letter == "="]
    if not splits or not splits[0][1]:
        raise click.BadParameter(
            f"{value!r}: write GRAPH=FILE; the graph is an IRI, or nothing for a file with its own"
        )
    graph, name = next((split for split in splits if Path(split[1]).is_file()), splits[0])
    try:
        if graph:
            ox.NamedNode(graph)
    except ValueError as error:
        raise click.BadParameter(f"{graph!r} is no absolute IRI: {error}") from None
    path = Path(name)
    if not path.is_file():
        raise click.BadParameter(f"{name}: there is no such file")
    if path.suffix not in FORMATS:
        raise click.BadParameter(f"{name}: unknown suffix; known are {', '.join(FORMATS)}")
    return path, graph or None


def files_of_graphs(command: CommandT) -> CommandT:
    """Add an argument ``files`` to a command: RDF files, each with its named graph."""
    return click.argument("files", nargs=-1, metavar="[GRAPH=FILE]...", callback=_parse_files)(command)
