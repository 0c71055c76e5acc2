"""Commands that get rows: from documents, and from live endpoints."""

from __future__ import annotations

from pathlib import Path

import click

from plenipot.model import release_files


@click.group(name="import")
def import_() -> None:
    """Turn documents into rows."""


@import_.command(name="akn")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--source", metavar="KEY", required=True, help="The file in data/tables/sources/source.csv.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Folder of the tables; data/tables/akn.")
@click.option("--replace", is_flag=True, help="Let rows of the source go that the file does not give.")
def import_akn_command(file: Path, source: str, out: Path | None, replace: bool) -> None:
    """Read versions, titles, citations and addressees out of an Akoma Ntoso document.

    Rows of other sources stay as they are. A document that has no text of the ITU is refused, and nothing is written.
    """
    from plenipot.sources.akn import AknError, ImportRefused, import_akn

    tables = release_files.root() / "data" / "tables"
    try:
        report = import_akn(file, out or tables / "akn", source=source, tables=tables, replace=replace)
    except (AknError, ImportRefused) as error:
        raise click.ClickException(str(error)) from None
    click.echo(str(report))


@click.command()
@click.argument("names", nargs=-1)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="File for the diff; standard output.")
@click.option(
    "--state",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(".plenipot-link"),
    show_default=True,
    help="Folder that remembers the pages of an interrupted run.",
)
@click.option("--endpoint", help="Ask this endpoint instead of the one that the query names.")
@click.option("--timeout", default=60, show_default=True, type=click.IntRange(min=1), help="Seconds for one page.")
@click.option("--tries", default=6, show_default=True, type=click.IntRange(min=1), help="Tries for one page.")
@click.option("--restart", is_flag=True, help="Forget the pages of an interrupted run.")
def link(
    names: tuple[str, ...],
    out: Path | None,
    state: Path,
    endpoint: str | None,
    timeout: int,
    tries: int,
    restart: bool,
) -> None:
    """Ask live endpoints what they say now, and write how it differs from the links and slices that are kept.

    Without NAMES all queries run. Nothing in data/ is changed: read the diff and edit the files.
    """
    from plenipot.sources.sparql.client import SparqlClient, SparqlClientError
    from plenipot.sources.sparql.jobs import BadJob, read_jobs
    from plenipot.sources.sparql.refresh import refresh

    try:
        jobs = read_jobs()
        if unknown := [name for name in names if name not in jobs]:
            raise click.UsageError(f"no such query: {', '.join(unknown)}; there are {', '.join(jobs)}")
        parts: list[str] = []
        states = refresh(
            [jobs[name] for name in names or jobs],
            release_files.root(),
            state,
            click.echo if out is None else parts.append,
            endpoint=lambda url: SparqlClient(endpoint or url, timeout=timeout, tries=tries),
            restart=restart,
        )
    except FileNotFoundError as error:  # an installed package has the graph, and not the files that it is made of
        raise click.ClickException(f"{error.filename} is not here: run this in a checkout") from None
    except (SparqlClientError, BadJob) as error:
        raise click.ClickException(f"{error}. What was fetched is kept: run the same command to go on.") from None
    if out is not None:
        out.write_text("\n".join(parts), encoding="utf-8")
    for done in states:  # not before the diff is written: an interruption costs no page
        done.clear()
