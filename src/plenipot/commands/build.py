"""Commands that build a release and inspect it."""

from __future__ import annotations

from pathlib import Path

import click

from plenipot.commands.arguments import files_of_graphs


@click.command()
@click.option("--check", is_flag=True, help="Write nothing; fail if the committed Turtle differs from the tables.")
def build(check: bool) -> None:
    """Turn the tables into Turtle and close the graph."""
    from plenipot.graph import mapping
    from plenipot.model import release_files as release
    from plenipot.release import build as builder

    root = release.checkout()
    result = builder.build(root)
    for report in result.mapping.reports:
        refused = report.read - report.mapped
        click.echo(f"{report.name:40} read {report.read:6}  mapped {report.mapped:6}  refused {refused:4}")
    for refusal in result.mapping.refusals:
        click.echo(str(refusal), err=True)
    dangling = mapping.dangling(result.mapping.graphs.values())
    for triple, target in dangling:
        click.echo(f"{triple[0]} {triple[1]}: nothing describes {target}", err=True)
    asserted = sum(len(graph) for graph in result.mapping.graphs.values())
    click.echo(f"asserted {asserted} triples, inferred {sum(result.inferred.values())}")
    for violation in result.violations:
        click.echo(str(violation), err=True)
    impossible = [measured for measured in result.coverage if measured.impossible]
    for measured in impossible:
        click.echo(f"{measured.subject}: {measured.present} members where {measured.expected} are expected", err=True)
    if result.mapping.refusals or dangling or result.violations or impossible:
        raise click.ClickException("the tables are not consistent: see the messages above")
    if not check:
        builder.write(result)
    elif outdated := builder.outdated_files(result):
        names = ", ".join(str(path.relative_to(root)) for path in outdated)
        raise click.ClickException(f"not what the tables give: {names}. Run `plenipot build` and commit the result.")


@click.command()
def stats() -> None:
    """Count the things of each class and the inferred triples of each rule."""
    from plenipot.model import release_files as release
    from plenipot.release import build as builder

    result = builder.build(release.root())
    for name, count in builder.entities_by_class(result).items():
        click.echo(f"{count:7} {name}")
    for rule, count in result.inferred.items():
        click.echo(f"{count:7} inferred by {rule}")


@click.command()
def coverage() -> None:
    """Show how complete each set is: how many there are, and how many of them are in the graph."""
    from plenipot.graph.coverage import read_coverage
    from plenipot.model import release_files as release

    for measured in read_coverage(release.root() / "data" / "graph" / "coverage.ttl"):
        state = "complete" if measured.complete else "open"
        click.echo(f"{measured.present:6} of {measured.expected:6}  {state:8}  {measured.area}: {measured.name}")


@click.command()
def validate() -> None:
    """Check the graph against the shapes, and the ontology against its own rules."""
    from plenipot.graph.checks.validation import validate_release
    from plenipot.model import release_files as release

    report = validate_release(release.root())
    for finding in report.findings:
        click.echo(str(finding))
    if not report.ok:
        raise click.ClickException("the graph is not valid: see the messages above")
    click.echo("valid")


@click.command(hidden=True)
@click.argument("path", type=click.Path(dir_okay=False, path_type=Path))
@files_of_graphs
def index(path: Path, files: list[tuple[Path, str | None]]) -> None:
    """Write the search index of the release to PATH."""
    from plenipot.api.search import build_index
    from plenipot.model.files import replacement

    with replacement(path) as file:
        click.echo(f"{build_index(files, file)} things")


@click.command(hidden=True)
@click.argument("path", required=False, type=click.Path(dir_okay=False, path_type=Path))
def ground(path: Path | None) -> None:
    """Write on which rows and rules each triple of the release rests, to PATH or to where the service looks."""
    from plenipot.graph.provenance.write import write_index
    from plenipot.model import release_files
    from plenipot.release.ids import release_id

    root = release_files.root()
    write_index(root, path or release_files.provenance_file(release_files.checkout()), release_id(root))
