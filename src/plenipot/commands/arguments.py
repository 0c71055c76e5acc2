"""Arguments that several commands take."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

CommandT = TypeVar("CommandT", bound=Callable[..., object])


def _files(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> list[tuple[Path, str | None]]:
    """The files with their graphs; those of the release where none was given.

    Raises:
        click.BadParameter: an argument has no "=", a graph that is no IRI, or a file that is no RDF.
    """
    from plenipot.model import release_files

    return [_file(value) for value in values] or release_files.dataset(release_files.root())


def _file(value: str) -> tuple[Path, str | None]:
    import pyoxigraph as ox

    from plenipot.engine.oxigraph import FORMATS

    # An IRI may have "=" in it, and so may the name of a file.
    splits = [(value[:place], value[place + 1 :]) for place, letter in enumerate(value) if letter == "="]
    if not splits or not splits[0][1]:
        raise click.BadParameter(
            f"{value!r}: write GRAPH=FILE; the graph is an IRI, or nothing for a file with its own"
        )
    graph, name = next((each for each in splits if Path(each[1]).is_file()), splits[0])
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
    """Let a command take RDF files with the graph that each goes to, as ``files``."""
    return click.argument("files", nargs=-1, metavar="[GRAPH=FILE]...", callback=_files)(command)
