"""Commands that make the graph of a release and look into it."""

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
    made = builder.build(root)
    for report in made.mapping.reports:
        refused = report.read - report.mapped
        click.echo(f"{report.name:40} read {report.read:6}  mapped {report.mapped:6}  refused {refused:4}")
    for refusal in made.mapping.refusals:
        click.echo(str(refusal), err=True)
    lost = mapping.dangling(made.mapping.graphs.values())
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


@click.command()
def stats() -> None:
    """Count the things of each class and the inferred triples of each rule."""
    from plenipot.model import release_files as release
    from plenipot.release import build as builder

    made = builder.build(release.root())
    for name, count in builder.entities_by_class(made).items():
        click.echo(f"{count:7} {name}")
    for rule, count in made.inferred.items():
        click.echo(f"{count:7} inferred by {rule}")


@click.command()
def coverage() -> None:
    """Compare how much of each set is in the graph with how much there is in the world."""
    from plenipot.graph.coverage import read_coverage
    from plenipot.model import release_files as release

    for each in read_coverage(release.root() / "data" / "graph" / "coverage.ttl"):
        state = "complete" if each.complete else "open"
        click.echo(f"{each.present:6} of {each.expected:6}  {state:8}  {each.area}: {each.name}")


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
