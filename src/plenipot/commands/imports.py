"""Commands that import documents as table rows."""

from __future__ import annotations

from pathlib import Path

import click


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
    from plenipot.model import release_files
    from plenipot.sources.akn import import_akn

    tables = release_files.root() / "data" / "tables"
    folder = out or release_files.checkout() / "data" / "tables" / "akn"
    click.echo(str(import_akn(file, folder, source=source, tables=tables, replace=replace)))
