"""The command that starts the HTTP service."""

from __future__ import annotations

import ipaddress
from pathlib import Path
from urllib.parse import urlsplit

import click

from plenipot.http.signals import record_sighup


def _check_proxies(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    for value in values:
        try:
            ipaddress.ip_network(value, strict=False)
        except ValueError:
            raise click.BadParameter(f"{value}: name an address (127.0.0.1) or a network (10.0.0.0/8)") from None
    return values


def _check_public_url(_: click.Context, __: click.Parameter, value: str) -> str:
    parts = urlsplit(value)
    invalid = parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/") or parts.query
    if value and (invalid or parts.username or parts.fragment):
        raise click.BadParameter(f"{value}: give a scheme and a host, such as https://itu.example.org")
    return value


@click.command()
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
    callback=_check_public_url,
    help="Scheme and host in the addresses that the service writes; without it, those of each request.",
)
@click.option(
    "--proxy",
    multiple=True,
    metavar="ADDRESS",
    callback=_check_proxies,
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
    record_sighup()

    from plenipot.http.release_config import ReleaseConfig
    from plenipot.http.settings import Settings
    from plenipot.model import release_files
    from plenipot.model.vocabulary import GRAPH
    from plenipot.release import ids
    from plenipot.serve import serve as run

    # Name the graph of a --data file after the file only: clients must not see the path.
    root = release_files.root()
    if data and without:
        raise click.UsageError("--data replaces the release, from which --without leaves something out")
    optional = release_files.optional_families(root)
    if unknown := sorted(set(without) - set(optional)):
        raise click.BadParameter(
            f"{', '.join(unknown)}: can be left out: {', '.join(optional)}", param_hint="--without"
        )

    if service:
        _check_endpoints(service)

    def read_release() -> ReleaseConfig:
        files = [(path, str(GRAPH[path.stem])) for path in data] if data else release_files.dataset(root, without)
        name = "unreleased" if data else ids.release_id(root, without)
        return ReleaseConfig(name, files, root / "queries", None if data else root)

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
    run(settings, read_release, backend)


def _check_endpoints(urls: tuple[str, ...]) -> None:
    from plenipot.engine.federation.endpoints import parse_endpoint

    for url in urls:
        try:
            parse_endpoint(url)
        except ValueError as error:
            raise click.BadParameter(f"{url}: {error}", param_hint="--service") from None
