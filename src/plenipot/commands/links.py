"""The command that queries other SPARQL endpoints and compares their results with our links and slices."""

from __future__ import annotations

import re
from pathlib import Path

import click


def _check_url(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    if value is not None and not re.match(r"https?://[^\s/]", value):
        raise click.BadParameter(f"{value}: an address begins with http:// or https://")
    return value


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
@click.option("--endpoint", callback=_check_url, help="Ask this endpoint instead of the one that the query names.")
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
    from plenipot.model import release_files
    from plenipot.sources.sparql.client import SparqlClient, SparqlClientError
    from plenipot.sources.sparql.jobs import BadJob, read_jobs
    from plenipot.sources.sparql.refresh import refresh

    jobs = read_jobs()
    if unknown := [name for name in names if name not in jobs]:
        raise click.UsageError(f"no such query: {', '.join(unknown)}; there are {', '.join(jobs)}")
    parts: list[str] = []
    try:
        states = refresh(
            [jobs[name] for name in names or jobs],
            release_files.root(),
            state,
            click.echo if out is None else parts.append,
            endpoint=lambda url: SparqlClient(endpoint or url, timeout=timeout, tries=tries),
            restart=restart,
        )
    except (SparqlClientError, BadJob) as error:
        raise click.ClickException(f"{error}. What was fetched is kept: run the same command to go on.") from None
    if out is not None:
        out.write_text("\n".join(parts), encoding="utf-8")
    for run_state in states:  # after the diff is written, so that an interrupted run can reuse its pages
        run_state.clear()
