"""The command line: build, validate, import, serve."""

from __future__ import annotations

import ipaddress
from pathlib import Path
from urllib.parse import urlsplit

import click

from plenipot import __version__, release
from plenipot.vocabulary import GRAPH

# Each command imports what it needs when it runs: `serve` starts without the reasoner, `--help` without anything.


@click.group()
@click.version_option(__version__)
def main() -> None:
    """Plenipot: the open knowledge graph of how the ITU is governed."""


@main.command()
@click.option("--check", is_flag=True, help="Write nothing; fail if the committed Turtle differs from the tables.")
def build(check: bool) -> None:
    """Turn the tables into Turtle and close the graph."""
    from plenipot import build as builder

    root = release.root()
    made = builder.build(root)
    for report in made.mapping.reports:
        refused = report.read - report.mapped
        click.echo(f"{report.name:40} read {report.read:6}  mapped {report.mapped:6}  refused {refused:4}")
    for refusal in made.mapping.refusals:
        click.echo(str(refusal), err=True)
    lost = builder.dangling(made.mapping.graphs.values())
    for triple, target in lost:
        click.echo(f"{triple[0]} {triple[1]}: nothing describes {target}", err=True)
    asserted = sum(len(graph) for graph in made.mapping.graphs.values())
    click.echo(f"asserted {asserted} triples, inferred {sum(made.inferred.values())}")
    for violation in made.violations:
        click.echo(str(violation), err=True)
    impossible = [each for each in made.coverage if each.impossible]
    for each in impossible:
        click.echo(f"{each.subject}: {each.present} members where {each.expected} are expected", err=True)
    if made.mapping.refusals or lost or made.violations or impossible:
        raise click.ClickException("the tables are not consistent: see the messages above")
    if not check:
        builder.write(made)
    elif different := builder.differing(made):
        names = ", ".join(str(path.relative_to(root)) for path in different)
        raise click.ClickException(f"not what the tables give: {names}. Run `plenipot build` and commit the result.")


@main.command()
def stats() -> None:
    """Count the things of each class and the inferred triples of each rule."""
    from plenipot import build as builder

    made = builder.build(release.root())
    for name, count in builder.entities_by_class(made).items():
        click.echo(f"{count:7} {name}")
    for rule, count in made.inferred.items():
        click.echo(f"{count:7} inferred by {rule}")


@main.command()
def coverage() -> None:
    """Compare how much of each set is in the graph with how much there is in the world."""
    from plenipot.coverage import read_coverage

    for each in read_coverage(release.root() / "data" / "graph" / "coverage.ttl"):
        state = "complete" if each.complete else "open"
        click.echo(f"{each.present:6} of {each.expected:6}  {state:8}  {each.area}: {each.name}")


@main.command()
def validate() -> None:
    """Check the graph against the shapes, and the ontology against its own rules."""
    from plenipot.validation import validate_release

    report = validate_release(release.root())
    for finding in report.findings:
        click.echo(str(finding))
    if not report.ok:
        raise click.ClickException("the graph is not valid: see the messages above")
    click.echo("valid")


@main.group(name="import")
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
    from plenipot.akn import AknError, ImportRefused, import_akn

    tables = release.root() / "data" / "tables"
    try:
        report = import_akn(file, out or tables / "akn", source=source, tables=tables, replace=replace)
    except (AknError, ImportRefused) as error:
        raise click.ClickException(str(error)) from None
    click.echo(str(report))


@main.command(hidden=True)
@click.argument("path", type=click.Path(dir_okay=False, path_type=Path))
@click.argument("files", nargs=-1, metavar="[GRAPH=FILE]...")
def index(path: Path, files: tuple[str, ...]) -> None:
    """Write the search index of the release to PATH."""
    from plenipot.search import build_index

    click.echo(f"{build_index(_named(files), path)} things")


@main.command(hidden=True)
@click.argument("path", required=False, type=click.Path(dir_okay=False, path_type=Path))
def ground(path: Path | None) -> None:
    """Write on which rows and rules each triple of the release rests, to PATH or to where the service looks."""
    from plenipot.grounding import write_index

    write_index(release.root(), path or release.grounds_file(release.root()))


def _named(files: tuple[str, ...]) -> list[tuple[Path, str | None]]:
    named = [(Path(path), graph or None) for graph, _, path in (each.partition("=") for each in files)]
    return named or release.dataset(release.root())


@main.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.argument("files", nargs=-1, metavar="[GRAPH=FILE]...")
def dump(folder: Path, files: tuple[str, ...]) -> None:
    """Write the release to FOLDER as TriG, N-Quads and Turtle, plain and packed."""
    from plenipot.dumps import write_dumps

    for path in write_dumps(_named(files), folder):
        click.echo(f"{path.stat().st_size:10} {path.name}")


@main.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--id", "expected", metavar="ID", help="Fail unless this is the id.")
@click.option("--graphs", is_flag=True, help="Also print the number of triples and the hash of every graph.")
def verify(file: Path, expected: str | None, graphs: bool) -> None:
    """Print the release id of a dump: N-Quads or TriG, plain, .gz or .zst."""
    from plenipot.canonical import fingerprints, read_dump, release_id
    from plenipot.store.base import UnreadableData

    try:
        found = fingerprints(read_dump(file))
    except UnreadableData as error:
        raise click.ClickException(str(error)) from None
    if graphs:
        click.echo("".join(each.line for each in found), nl=False)
    identity = release_id(found)
    click.echo(identity)
    if expected is not None and expected != identity:
        raise click.ClickException(f"{file.name} is not the release {expected}")


@main.command()
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
    from plenipot.links.endpoint import Endpoint, EndpointError
    from plenipot.links.jobs import BadJob, read_jobs
    from plenipot.links.refresh import refresh

    try:
        jobs = read_jobs()
        if unknown := [name for name in names if name not in jobs]:
            raise click.UsageError(f"no such query: {', '.join(unknown)}; there are {', '.join(jobs)}")
        parts: list[str] = []
        states = refresh(
            [jobs[name] for name in names or jobs],
            release.root(),
            state,
            click.echo if out is None else parts.append,
            endpoint=lambda url: Endpoint(endpoint or url, timeout=timeout, tries=tries),
            restart=restart,
        )
    except FileNotFoundError as error:  # an installed package has the graph, and not the files that it is made of
        raise click.ClickException(f"{error.filename} is not here: run this in a checkout") from None
    except (EndpointError, BadJob) as error:
        raise click.ClickException(f"{error}. What was fetched is kept: run the same command to go on.") from None
    if out is not None:
        out.write_text("\n".join(parts), encoding="utf-8")
    for done in states:  # not before the diff is written: an interruption costs no page
        done.clear()


def _proxies(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    for value in values:
        try:
            ipaddress.ip_network(value, strict=False)
        except ValueError:
            raise click.BadParameter(f"{value}: name an address (127.0.0.1) or a network (10.0.0.0/8)") from None
    return values


def _public_url(_: click.Context, __: click.Parameter, value: str) -> str:
    parts = urlsplit(value)
    wrong = parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/") or parts.query
    if value and (wrong or parts.username or parts.fragment):
        raise click.BadParameter(f"{value}: give a scheme and a host, such as https://itu.example.org")
    return value


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535))
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="Query processes.")
@click.option("--timeout", default=10.0, show_default=True, type=click.FloatRange(min=0.1), help="Seconds per query.")
@click.option("--memory", default=512, show_default=True, type=click.IntRange(min=16), help="MB per query.")
@click.option("--answer", default=64, show_default=True, type=click.IntRange(1, 4096), help="MB per answer.")
@click.option("--rows", default=1_000_000, show_default=True, type=click.IntRange(min=1), help="Rows per answer.")
@click.option(
    "--query-bytes",
    default=200_000,
    show_default=True,
    type=click.IntRange(100, 10_000_000),
    help="Bytes that a query may have.",
)
@click.option("--queue", default=64, show_default=True, type=click.IntRange(1, 10_000), help="Queries that may wait.")
@click.option("--cache", default=64, show_default=True, type=click.IntRange(0, 65_536), help="MB of answers kept.")
@click.option(
    "--client-queries",
    default=32,
    show_default=True,
    type=click.IntRange(0, 10_000),
    help="Requests of one client at a time; 0 for any number.",
)
@click.option(
    "--client-rate",
    default=500.0,
    show_default=True,
    type=click.FloatRange(min=0),
    help="Requests of one client per second; 0 for any number.",
)
@click.option(
    "--connections",
    default=4096,
    show_default=True,
    type=click.IntRange(8, 100_000),
    help="Open connections; fewer where the system allows fewer files.",
)
@click.option(
    "--spill",
    default=1024,
    show_default=True,
    type=click.IntRange(1, 1_000_000),
    help="MB of long answers that wait in files for slow readers; of one client a quarter.",
)
@click.option(
    "--public-url",
    default="",
    metavar="URL",
    callback=_public_url,
    help="Scheme and host in the addresses that the service writes; without it, those of each request.",
)
@click.option(
    "--proxy",
    multiple=True,
    metavar="ADDRESS",
    callback=_proxies,
    help="Believe the X-Forwarded-For of this proxy, an address or a network; repeatable.",
)
@click.option(
    "--patience",
    default=10.0,
    show_default=True,
    type=click.FloatRange(min=0.1),
    help="Seconds for a slow client to send its request, or to take a part of its answer.",
)
@click.option(
    "--data",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Serve these RDF files instead of the release; repeatable.",
)
@click.option("--without", multiple=True, metavar="FAMILY", help="Leave out a large family of the release; repeatable.")
@click.option("--backend", metavar="URL", help="Ask this SPARQL endpoint, which has the release: see `plenipot push`.")
@click.option("--service", multiple=True, metavar="URL", help="Let SERVICE ask this endpoint; none else; repeatable.")
@click.option(
    "--service-timeout",
    default=5.0,
    show_default=True,
    type=click.FloatRange(min=0.1),
    help="Seconds for all SERVICE clauses of a query.",
)
@click.option(
    "--service-mb",
    default=4,
    show_default=True,
    type=click.IntRange(1, 1024),
    help="MB that they may answer together.",
)
def serve(
    host: str,
    port: int,
    workers: int,
    timeout: float,
    memory: int,
    answer: int,
    rows: int,
    query_bytes: int,
    queue: int,
    cache: int,
    client_queries: int,
    client_rate: float,
    connections: int,
    spill: int,
    public_url: str,
    proxy: tuple[str, ...],
    patience: float,
    data: tuple[Path, ...],
    without: tuple[str, ...],
    backend: str | None,
    service: tuple[str, ...],
    service_timeout: float,
    service_mb: int,
) -> None:
    """Serve the graph: pages, and SPARQL at /sparql.

    SIGHUP loads the release anew and then answers from it; SIGTERM ends the service when the queries that run have
    been answered.
    """
    from plenipot.service.run import serve as run
    from plenipot.service.served import Release
    from plenipot.service.settings import Settings

    # A graph is named by the name of its file: the path is nobody else's business.
    root = release.root()
    if data and without:
        raise click.UsageError("--data replaces the release, from which --without leaves something out")
    known = release.optional_families(root)
    if unknown := sorted(set(without) - set(known)):
        raise click.BadParameter(f"{', '.join(unknown)}: can be left out: {', '.join(known)}", param_hint="--without")

    if service:
        _check_endpoints(service)

    def read() -> Release:
        files = [(path, str(GRAPH[path.stem])) for path in data] if data else release.dataset(root, without)
        name = "unreleased" if data else release.release_id(root, without)
        return Release(name, files, root / "queries", None if data else root)

    if not data:
        try:
            release.release_id(root, without)
        except FileNotFoundError as error:
            raise click.ClickException(str(error)) from None
    settings = Settings(
        host=host,
        port=port,
        workers=workers,
        timeout=timeout,
        memory_mb=memory,
        answer_mb=answer,
        rows=rows,
        query_bytes=query_bytes,
        queue=queue,
        cache_mb=cache,
        client_queries=client_queries,
        client_rate=client_rate,
        connections=connections,
        spill_mb=spill,
        public_url=public_url,
        proxies=proxy,
        patience=patience,
        services=service,
        service_timeout=service_timeout,
        service_mb=service_mb,
    )
    run(settings, read, backend)


def _check_endpoints(urls: tuple[str, ...]) -> None:
    from plenipot.service.outside import endpoint

    for url in urls:
        try:
            endpoint(url)
        except ValueError as error:
            raise click.BadParameter(f"{url}: {error}", param_hint="--service") from None


@main.command()
@click.argument("url")
@click.argument("files", nargs=-1, metavar="[GRAPH=FILE]...")
@click.option("--user", help="Name for the store; its password is PLENIPOT_PASSWORD in the environment.")
@click.option("--default/--no-default", default=True, help="Also put the merge of all graphs as the default graph.")
@click.option("--check", metavar="ENDPOINT", help="Ask this SPARQL endpoint of the store afterwards how much is there.")
def push(url: str, files: tuple[str, ...], user: str | None, default: bool, check: str | None) -> None:
    """Load the release into the graph store at URL, by the SPARQL 1.1 Graph Store Protocol.

    Every named graph is replaced, so that to push again changes nothing. An engine that makes the merge of its named
    graphs itself (TDB2 with unionDefaultGraph) needs no default graph: --no-default.
    """
    import os

    from plenipot.push import PushError, differing
    from plenipot.push import push as send
    from plenipot.store.base import UnreadableData
    from plenipot.store.remote import BackendError, sizes

    auth = (user, os.environ.get("PLENIPOT_PASSWORD", "")) if user else None
    sent: dict[str | None, int] = {}
    try:
        for each in send(url, _named(files), auth, default):
            click.echo(f"{each.triples:10} {each.graph or 'default graph'}")
            sent[each.graph] = each.triples
        if check:
            total, graphs = sizes(check)
            found: dict[str | None, int] = {None: total} if default else {}
            found.update(graphs)
            wrong = differing(sent, found)
            if wrong:
                raise click.ClickException("the store does not hold what was sent: " + "; ".join(wrong))
            click.echo(f"{len(sent)} graphs checked")
    except (UnreadableData, PushError, BackendError) as error:
        raise click.ClickException(str(error)) from None
