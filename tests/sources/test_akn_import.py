"""`plenipot import akn` only changes rows of its source."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from plenipot.cli import main
from plenipot.model import release_files
from tests.tables import small_release

FIXTURES = Path(__file__).parents[1] / "fixtures" / "akn"
FOREIGN = ("act.xml", "gazette.xml")


def run(*arguments: str | Path) -> Result:
    """Run the command as a user does."""
    return CliRunner().invoke(main, ["import", "akn", *map(str, arguments)])


def contents(folder: Path) -> dict[str, bytes]:
    """Return the contents of the files of a folder."""
    return {path.name: path.read_bytes() for path in folder.iterdir()} if folder.exists() else {}


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """The small release stands for the release: its sources, conferences and texts are those that are known."""
    monkeypatch.setattr(release_files, "root", lambda: small_release.ROOT)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """A copy of the tables of the release, which is in no checkout."""
    return Path(shutil.copytree(small_release.ROOT / "data" / "tables" / "akn", tmp_path / "akn"))


def text(out: Path, number: str) -> Path:
    """Write an Akoma Ntoso file with a text of PP-18 of this number, which is not in the tables."""
    content = (FIXTURES / "resolution.xml").read_text(encoding="utf-8").replace("999", number)
    path = out.parent / f"resolution-{number}.xml"
    path.write_text(content, encoding="utf-8")
    return path


@pytest.mark.parametrize("file", FOREIGN)
@pytest.mark.parametrize("options", [(), ("--replace",)])
@pytest.mark.parametrize("source", ["itu-pp18-fa", "akn-pp18-fa"])
def test_a_document_of_others_is_refused_and_nothing_changes(
    out: Path, file: str, options: tuple[str, ...], source: str
) -> None:
    before = contents(out)
    result = run(FIXTURES / file, "--source", source, "--out", out, *options)
    assert result.exit_code == 1
    assert f"{file}: no document in it is a resolution" in result.output
    assert contents(out) == before


def test_a_document_of_others_makes_no_folder(tmp_path: Path) -> None:
    assert run(FIXTURES / "act.xml", "--source", "itu-pp18-fa", "--out", tmp_path / "new").exit_code == 1
    assert not (tmp_path / "new").exists()


def test_the_source_is_asked_for(out: Path) -> None:
    before = contents(out)
    result = run(text(out, "992"), "--out", out)
    assert result.exit_code == 2
    assert "Missing option '--source'" in result.output
    assert contents(out) == before


def test_a_source_that_nobody_knows_is_refused(out: Path) -> None:
    before = contents(out)
    result = run(text(out, "992"), "--source", "itu-pp18", "--out", out)
    assert result.exit_code == 1
    assert "sources/source.csv has no source 'itu-pp18'" in result.output
    assert "did you mean itu-pp18-fa?" in result.output
    assert contents(out) == before


def test_the_rows_of_a_new_source_come_beside_the_others(out: Path) -> None:
    before = contents(out)
    result = run(text(out, "992"), "--source", "akn-pp18-fa", "--out", out)
    assert result.exit_code == 0, result.output
    for name, content in contents(out).items():
        old, new = before[name].splitlines(), content.splitlines()
        assert set(old) <= set(new), name
        assert all(b"akn-pp18-fa" in line for line in set(new) - set(old)), name
    assert contents(out)["document.csv"] != before["document.csv"]


def test_rows_of_the_source_do_not_go_unasked(out: Path) -> None:
    before = contents(out)
    result = run(text(out, "992"), "--source", "itu-pp18-fa", "--out", out)
    assert result.exit_code == 1
    assert re.search(r"\d+ in document.csv, \d+ in version.csv", result.output)
    assert "--replace" in result.output
    assert contents(out) == before


def test_rows_of_the_source_are_replaced_when_that_is_said(out: Path) -> None:
    first, second = text(out, "992"), text(out, "993")
    assert run(first, "--source", "akn-pp18-fa", "--out", out).exit_code == 0
    before = contents(out)
    assert run(second, "--source", "akn-pp18-fa", "--out", out, "--replace").exit_code == 0
    assert b"resolution/pp/993/dubai-2018" in contents(out)["version.csv"]
    assert run(first, "--source", "akn-pp18-fa", "--out", out, "--replace").exit_code == 0
    assert contents(out) == before


def test_the_same_file_again_changes_nothing_and_needs_no_leave(out: Path) -> None:
    file = text(out, "992")
    assert run(file, "--source", "akn-pp18-fa", "--out", out).exit_code == 0
    before = contents(out)
    assert run(file, "--source", "akn-pp18-fa", "--out", out).exit_code == 0
    assert contents(out) == before


def test_a_folder_that_has_other_tables_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "document.csv").write_text("name,size\nmine,1\n", encoding="utf-8")
    result = run(FIXTURES / "resolution.xml", "--source", "itu-pp18-fa", "--out", tmp_path)
    assert result.exit_code == 1
    assert "document.csv is there already" in result.output
    assert contents(tmp_path) == {"document.csv": b"name,size\nmine,1\n"}
