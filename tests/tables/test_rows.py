"""Reading of CSV files: an invalid cell gives a refusal with file, line and column, other rows are valid."""

from __future__ import annotations

from pathlib import Path

import pytest

from plenipot.graph import turtle
from plenipot.graph.mapping import map_tables
from plenipot.model.vocabulary import RES
from plenipot.tables.facts import Facts, UnknownSource
from plenipot.tables.rows import OptDate, OptIso3, Row, Text, Values, read_rows
from plenipot.tables.sources import FAMILY as SOURCES


class ExampleRow(Row):
    id: Text
    day: OptDate
    state: OptIso3
    names: Values


HEADER = "id,day,state,names,source\n"


def write(folder: Path, text: str) -> Path:
    path = folder / "example.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_good_rows_are_typed(tmp_path: Path) -> None:
    path = write(tmp_path, HEADER + "a,1865-05,che,x|y,k1|k2\n")
    reading = read_rows(path, ExampleRow, "example.csv")
    assert not reading.refusals
    ((line, row),) = reading.rows
    assert (line, str(row.day), row.state, row.names, row.source) == (2, "1865-05", "che", ("x", "y"), ("k1", "k2"))


@pytest.mark.parametrize(
    ("bad", "column", "words"),
    [
        (",1865,che,x,k", "id", "at least 1 character"),
        ("b,1865-13,che,x,k", "day", "month"),
        ("b,17 May 1865,che,x,k", "day", "YYYY-MM-DD"),
        ("b,1865,Switzerland,x,k", "state", "Switzerland"),
        ("b,1865,che,x,", "source", "at least one source"),
        ("b,1865,che", "(row)", "as many cells"),
    ],
)
def test_a_bad_cell_is_named(tmp_path: Path, bad: str, column: str, words: str) -> None:
    # The quoted cell spans two lines, so that the line of the bad row is not its number among the rows.
    path = write(tmp_path, HEADER + '"a",,,"x\ny",k\n' + bad + "\nc,,,,k\n")
    reading = read_rows(path, ExampleRow, "tables/example.csv")
    (refusal,) = reading.refusals
    assert (refusal.file, refusal.line, refusal.column) == ("tables/example.csv", 4, column)
    assert words in refusal.reason
    assert reading.read == 3
    assert [row.id for _, row in reading.rows] == ["a", "c"]


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    reading = read_rows(write(tmp_path, "id,day,names,source\n"), ExampleRow, "example.csv")
    assert [str(refusal) for refusal in reading.refusals] == [
        "example.csv:1: column 'state': column missing in the header"
    ]


@pytest.mark.parametrize(
    ("encoding", "line", "words"),
    [
        ("cp1252", 3, "not UTF-8 (byte 0xe8)"),
        ("utf-16", 1, "not UTF-8 (byte 0xff)"),
        ("utf-8-sig", 1, "byte order mark"),
    ],
)
def test_a_table_in_another_encoding_is_refused(tmp_path: Path, encoding: str, line: int, words: str) -> None:
    path = tmp_path / "example.csv"
    path.write_text(HEADER + "a,,,x,k\nb,,,Genève,k\n", encoding=encoding)
    reading = read_rows(path, ExampleRow, "tables/example.csv")
    (refusal,) = reading.refusals
    assert (refusal.file, refusal.line) == ("tables/example.csv", line)
    assert words in refusal.reason
    assert reading.rows == []


def test_an_unknown_source_is_refused() -> None:
    with pytest.raises(UnknownSource, match="'nowhere'"):
        Facts(frozenset({"known"})).add_sources(RES["state/che"], ["known", "nowhere"])


@pytest.mark.parametrize("url", ["itu.int/pub", "https://itu.int/a b", "https://itu.int/<a>", "https://itu.int/%zz|"])
def test_an_address_that_is_none_is_refused_and_does_not_end_the_build(tmp_path: Path, url: str) -> None:
    folder = tmp_path / "data" / "tables" / "sources"
    folder.mkdir(parents=True)
    text = f"key,url,title,publisher,kind,note\na,https://itu.int/,A,,other,\nb,{url},B,,other,\n"
    (folder / "source.csv").write_text(text, encoding="utf-8")
    mapping = map_tables(tmp_path, [SOURCES])
    (refusal,) = mapping.refusals
    assert (refusal.file, refusal.line) == ("data/tables/sources/source.csv", 3)
    assert "is no absolute IRI" in refusal.reason
    turtle.serialize(mapping.graphs["sources"])
