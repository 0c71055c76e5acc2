"""Commands that write a release to files or to another store, and check a dump."""

from __future__ import annotations

import os
from pathlib import Path

import click

from plenipot.commands.arguments import files_of_graphs


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@files_of_graphs
def dump(folder: Path, files: list[tuple[Path, str | None]]) -> None:
    """Write the release to FOLDER as TriG, N-Quads and Turtle, plain and packed."""
    from plenipot.release.dumps import write_dumps

    for path in write_dumps(files, folder):
        click.echo(f"{path.stat().st_size:10} {path.name}")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--id", "expected", metavar="ID", help="Fail unless this is the id.")
@click.option("--graphs", is_flag=True, help="Also print the number of triples and the hash of every graph.")
def verify(file: Path, expected: str | None, graphs: bool) -> None:
    """Print the release id of a dump: N-Quads or TriG, plain, .gz or .zst."""
    from plenipot.release.canonical import fingerprints, read_dump, release_id

    table = fingerprints(read_dump(file))
    if graphs:
        click.echo("".join(graph.line for graph in table), nl=False)
    actual = release_id(table)
    click.echo(actual)
    if expected is not None and expected != actual:
        raise click.ClickException(f"{file.name} is not the release {expected}")


@click.command()
@click.argument("url")
@files_of_graphs
@click.option("--user", help="Name for the store; its password is PLENIPOT_PASSWORD in the environment.")
@click.option("--default/--no-default", default=True, help="Also put the merge of all graphs as the default graph.")
@click.option("--check", metavar="ENDPOINT", help="Ask this SPARQL endpoint of the store afterwards how much is there.")
def push(url: str, files: list[tuple[Path, str | None]], user: str | None, default: bool, check: str | None) -> None:
    """Load the release into the graph store at URL, by the SPARQL 1.1 Graph Store Protocol.

    Every named graph is replaced, so that to push again changes nothing. An engine that makes the merge of its named
    graphs itself (TDB2 with unionDefaultGraph) needs no default graph: --no-default.
    """
    from plenipot.engine.remote import backend_sizes
    from plenipot.release.push import push as send
    from plenipot.release.push import size_differences

    auth = (user, os.environ.get("PLENIPOT_PASSWORD", "")) if user else None
    sent: dict[str | None, int] = {}
    for pushed in send(url, files, auth, default):
        click.echo(f"{pushed.triples:10} {pushed.graph or 'default graph'}")
        sent[pushed.graph] = pushed.triples
    if check:
        total, graphs = backend_sizes(check)
        stored: dict[str | None, int] = {None: total} if default else {}
        stored.update(graphs)
        if differences := size_differences(sent, stored):
            raise click.ClickException("the store does not hold what was sent: " + "; ".join(differences))
        click.echo(f"{len(sent)} graphs checked")
