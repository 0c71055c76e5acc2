"""Errors of commands: one line, exit code 1, no traceback, and no path that the user did not write."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from plenipot.cli import main
from plenipot.commands.errors import TRACEBACK, Commands, message
from plenipot.model import release_files

ROOT = release_files.root()
TURTLE = '<https://example.org/a> <https://example.org/b> "c" .\n'
AKN = Path(__file__).parent.parent / "fixtures" / "akn" / "resolution.xml"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, list(map(str, arguments)))


def process(*arguments: str, stdout: int = subprocess.PIPE) -> subprocess.Popen[str]:
    """Run a command in a child process."""
    command = [sys.executable, "-m", "plenipot", *arguments]
    return subprocess.Popen(command, stdout=stdout, stderr=subprocess.PIPE, text=True)


def the_line(result: Result) -> str:
    """The error message of a failed command."""
    assert result.exit_code == 1, result.output
    assert isinstance(result.exception, SystemExit)  # an unhandled exception would be another one
    (line,) = result.output.splitlines()
    assert str(ROOT) not in line
    return line.removeprefix("Error: ")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    path = tmp_path / "data.ttl"
    path.write_text(TURTLE, encoding="utf-8")
    return path


@pytest.fixture
def broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with empty folders."""
    for name in ("ontology", "data/graph", "data/tables/sources", "queries"):
        (tmp_path / name).mkdir(parents=True)
    monkeypatch.setattr(release_files, "root", lambda: tmp_path)
    return tmp_path


@pytest.mark.parametrize("folder", ["/dev/null/dumps", "/proc/dumps"])
def test_a_folder_that_cannot_be_made(data: Path, folder: str) -> None:
    assert the_line(run("dump", folder, f"urn:g={data}")).startswith(f"{folder}/plenipot.nq: N")


@pytest.mark.parametrize("command", ["ground", "index"])
def test_an_index_that_cannot_be_made(command: str, data: Path, tmp_path: Path) -> None:
    files = [f"urn:g={data}"] if command == "index" else []
    for path in ("/dev/null/index", "/proc/index"):
        assert the_line(run(command, path, *files)).startswith(f"{path}: N")
    os.mkfifo(tmp_path / "pipe")
    assert the_line(run(command, tmp_path / "pipe", *files)) == f"{tmp_path}/pipe: Not an ordinary file"
    assert (tmp_path / "pipe").is_fifo()


def test_an_import_into_a_folder_that_cannot_be_made() -> None:
    line = the_line(run("import", "akn", AKN, "--source", "itu-pp18-fa", "--out", "/dev/null/akn"))
    assert line == "/dev/null/akn/document.csv: Not a directory"


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"<a", b"<akomaNtoso/>", b""])
def test_an_import_of_what_is_no_akoma_ntoso(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_bytes(content)
    line = the_line(run("import", "akn", tmp_path / "a.xml", "--source", "itu-pp18-fa", "--out", tmp_path / "out"))
    assert line.startswith("a.xml:")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("command", [("dump", "/dev/null/x"), ("push", "http://127.0.0.1:9/store")])
@pytest.mark.parametrize(
    ("argument", "words"),
    [
        ("no iri=data.ttl", "'no iri' is no absolute IRI"),
        ("graph=data.ttl", "'graph' is no absolute IRI"),
        ("<urn:g>=data.ttl", "'<urn:g>' is no absolute IRI"),
        ("data.ttl", "write GRAPH=FILE"),
        ("urn:g=", "write GRAPH=FILE"),
        ("urn:g=none.ttl", "none.ttl: there is no such file"),
        ("urn:g=data.csv", "data.csv: unknown suffix"),
    ],
)
def test_an_argument_that_is_no_graph_and_file(
    command: tuple[str, ...], argument: str, words: str, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(data.parent)
    shutil.copy(data, "data.csv")
    result = run(*command, argument)
    assert result.exit_code == 2
    assert words in result.output


def test_an_iri_and_a_file_with_an_equals_sign(data: Path, tmp_path: Path) -> None:
    file = data.rename(data.with_name("a=b.ttl"))
    assert run("dump", tmp_path / "out", f"https://example.org/?g=1={file}").exit_code == 0
    assert "<https://example.org/?g=1>" in (tmp_path / "out" / "plenipot.nq").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", [("dump", "out"), ("push", "http://127.0.0.1:9/store")])
@pytest.mark.parametrize("content", [b"<a", b"\xff\xfe<\x00"])
def test_data_that_are_no_rdf(command: tuple[str, ...], content: bytes, data: Path) -> None:
    data.write_bytes(content)
    assert the_line(run(*command, f"urn:g={data}")).startswith("data.ttl: ")


def test_a_graph_without_a_name_cannot_be_pushed(data: Path) -> None:
    quads = data.with_suffix(".nq")
    quads.write_text(TURTLE.replace(" .", " _:graph ."), encoding="utf-8")
    assert "named by a blank node" in the_line(run("push", "http://127.0.0.1:9/store", f"={quads}"))


@pytest.mark.parametrize("url", ["store", "ftp://127.0.0.1/store", "http://", "http://127.0.0.1:x/"])
def test_a_store_that_has_no_address(url: str, data: Path) -> None:
    assert "is no address of a store" in the_line(run("push", url, f"urn:g={data}"))


def test_a_store_that_is_not_there(data: Path) -> None:
    assert the_line(run("push", "http://127.0.0.1:9/store", f"urn:g={data}")) == "urn:g was not sent: ConnectError"


@pytest.mark.parametrize("command", ["build", "stats"])
def test_tables_that_are_not_there(command: str, broken: Path) -> None:
    assert the_line(run(command)) == "data/tables/sources/source.csv: No such file or directory"


def test_a_release_that_is_not_there(broken: Path) -> None:
    # The provenance index has the release id, so `ground` reads the fingerprints before the tables.
    assert the_line(run("ground")).startswith("data/graph/release.tsv is not there")
    assert the_line(run("coverage")) == "coverage.ttl: No such file or directory"
    assert the_line(run("serve", "--port", "0")).startswith("data/graph/release.tsv is not there")
    (broken / "data" / "graph" / "release.tsv").write_text("a\nb\n", encoding="utf-8")
    assert the_line(run("serve", "--port", "0")).startswith("data/graph/release.tsv is not what")


def test_an_ontology_that_is_no_turtle(broken: Path) -> None:
    (broken / "ontology" / "a.ttl").write_text("<a", encoding="utf-8")
    result = run("validate")
    assert result.exit_code == 1
    assert result.output.startswith("Error: a.ttl: ")


def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    """The tests may run as root, who can read everything: simulate the PermissionError."""

    @click.group(cls=Commands)
    def group() -> None: ...

    @group.command()
    @click.argument("path")
    def read(path: str) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)

    result = CliRunner().invoke(group, ["read", str(tmp_path)])
    assert (result.exit_code, result.output) == (1, f"Error: {tmp_path}: Permission denied\n")


def test_a_path_of_the_machine_is_not_told() -> None:
    error = FileNotFoundError(errno.ENOENT, "No such file or directory", "/srv/secret/data.ttl")
    assert message(error, ["dump", "out"]) == "data.ttl: No such file or directory"
    inside = FileNotFoundError(errno.ENOENT, "No such file or directory", str(ROOT / "data" / "a.csv"))
    assert message(inside) == "data/a.csv: No such file or directory"


def test_a_fault_of_ours_can_be_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_: Path) -> Path:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr("plenipot.graph.coverage.read_coverage", fails)
    assert the_line(run("coverage")) == (
        f"ZeroDivisionError: division by zero. This is a fault of Plenipot; {TRACEBACK}=1 shows where."
    )
    monkeypatch.setenv(TRACEBACK, "1")
    assert isinstance(run("coverage").exception, ZeroDivisionError)


@pytest.mark.parametrize("arguments", [["coverage"], ["--help"], ["verify", "--help"]])
def test_a_full_output(arguments: list[str]) -> None:
    with open("/dev/full", "w") as full:
        done = process(*arguments, stdout=full.fileno())
        _, said = done.communicate(timeout=60)
    assert (done.returncode, said) == (1, "Error: No space left on device\n")


def test_an_output_that_nobody_reads_any_more() -> None:
    read, write = os.pipe()
    os.close(read)
    done = process("coverage", stdout=write)
    os.close(write)
    _, said = done.communicate(timeout=60)
    assert (done.returncode, said) == (1, "")


def test_a_full_disk_leaves_the_old_dumps(data: Path, tmp_path: Path) -> None:
    """Simulate a full disk by a limit on the size of files."""
    out = tmp_path / "out"
    assert run("dump", out, f"urn:g={data}").exit_code == 0
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    data.write_text(TURTLE + TURTLE.replace('"c"', f'"{"long " * 1000}"'), encoding="utf-8")
    code = (
        "import resource, runpy; resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096)); runpy.run_module('plenipot')"
    )
    command = [sys.executable, "-c", code.replace("'plenipot'", "'plenipot', run_name='__main__', alter_sys=True")]
    done = subprocess.run([*command, "dump", str(out), f"urn:g={data}"], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (1, f"Error: {out}/plenipot.nq: File too large\n")
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


def test_an_interruption_says_no_more_than_that() -> None:
    # A shell without job control starts its background jobs with SIGINT ignored, and its children inherit that.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        done = process("build", "--check")
    finally:
        signal.signal(signal.SIGINT, before)
    time.sleep(3)  # the command is still running: its imports alone take a second
    done.send_signal(signal.SIGINT)
    _, said = done.communicate(timeout=60)
    assert done.returncode == 1
    assert said.strip() == "Aborted!"
