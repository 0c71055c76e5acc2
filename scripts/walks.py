"""Trace which modules a SPARQL query, a table cell and a page pass through, in all processes."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from scripts.tracer.sitecustomize import FILE, FOLDER

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "plenipot"
BUILD = "from plenipot.release.build import build, write"
"""What the process of a cell imports: a function that builds a root, and one that writes what was built."""
ROW = ("members", "state", "che")
"""The family, the table and the first cell of the row that is followed."""
_DATA = '<https://example.org/a> <https://example.org/b> "c" .\n'
_QUERY = "SELECT * WHERE {{ ?s ?p ?o }} LIMIT {}"
_READ = """
import sys
from pathlib import Path
{imports}
print("ready", flush=True)
sys.stdin.readline()
write(build(Path(sys.argv[1])))
"""


@dataclass(frozen=True)
class Walk:
    """The calls of one walk."""

    name: str
    calls: frozenset[tuple[str, str]]
    """Module, as a path below the package, and function."""

    @property
    def modules(self) -> list[str]:
        """The modules of the called functions."""
        return sorted({module for module, _ in self.calls})

    def lines(self, source: Path = SOURCE) -> int:
        """The number of lines of these modules, executed or not."""
        return sum(len((source / module).read_bytes().splitlines()) for module in self.modules)


@dataclass
class _Trace:
    """The file to which traced processes write, and their environment."""

    path: Path
    source: Path

    @property
    def environment(self) -> dict[str, str]:
        folders = [str(Path(__file__).parent / "tracer"), str(self.source.parent), os.environ.get("PYTHONPATH", "")]
        path = os.pathsep.join(each for each in folders if each)
        return {**os.environ, "PYTHONPATH": path, FILE: str(self.path), FOLDER: str(self.source)}

    def position(self) -> int:
        """The position of the next call in the file."""
        return self.path.stat().st_size

    def since(self, position: int) -> frozenset[tuple[str, str]]:
        """The calls after a position of the file."""
        with self.path.open(encoding="utf-8") as file:
            file.seek(position)
            calls = (line.rstrip("\n").partition("\t") for line in file)
            return frozenset((module, function) for module, _, function in calls if not module.endswith("__init__.py"))


def query(source: Path = SOURCE) -> Walk:
    """Trace one uncached GET of ``/sparql`` over small data: in the main process and a worker."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "small.nt"
        data.write_text(_DATA, encoding="utf-8")
        trace = _Trace(Path(folder) / "calls.tsv", source)
        with _serving(trace, "--data", str(data)) as address:
            endpoint, headers = f"{address}/sparql", {"Accept": "text/csv"}
            with httpx.Client(headers=headers) as client:
                client.get(endpoint, params={"query": _QUERY.format(1)}).raise_for_status()
                return _followed("a SPARQL query", trace, client, endpoint, {"query": _QUERY.format(2)})


def page(source: Path = SOURCE, thing: str = "state/che", before: str = "state/ken") -> Walk:
    """Trace the page of a thing of the release, from its identifier on, after another page as warm-up."""
    with tempfile.TemporaryDirectory() as folder:
        trace = _Trace(Path(folder) / "calls.tsv", source)
        with (
            _serving(trace) as address,
            httpx.Client(headers={"Accept": "text/html"}, follow_redirects=True, timeout=60) as client,
        ):
            client.get(f"{address}/{before}").raise_for_status()
            return _followed("a page", trace, client, f"{address}/{thing}", {})


def cell(source: Path = SOURCE, imports: str = BUILD) -> Walk:
    """Trace the build of one row with its sources; every other table is empty."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "root"
        _one_row(source.parents[1], root)
        trace = _Trace(Path(folder) / "calls.tsv", source)
        command = [sys.executable, "-c", _READ.format(imports=imports), str(root)]
        with subprocess.Popen(
            command, env=trace.environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        ) as process:
            assert process.stdout is not None
            process.stdout.readline()
            position = trace.position()
            process.communicate("\n")
        if process.returncode:
            raise RuntimeError("the build of one row failed")
        return Walk("a cell", trace.since(position))


def _followed(name: str, trace: _Trace, client: httpx.Client, address: str, parameters: dict[str, str]) -> Walk:
    _wait_for_silence(trace)
    position = trace.position()
    client.get(address, params=parameters).raise_for_status()
    _wait_for_silence(trace)
    return Walk(name, trace.since(position))


def _wait_for_silence(trace: _Trace, seconds: float = 0.5) -> None:
    """Wait until no traced process has made a call for a while."""
    size = -1
    while not trace.path.exists() or size != (size := trace.position()):
        time.sleep(seconds)


@contextmanager
def _serving(trace: _Trace, *arguments: str) -> Iterator[str]:
    """Start a traced service on a free port, and yield its URL when it is ready."""
    command = [sys.executable, "-m", "plenipot", "serve", "--port", "0", *arguments]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, env=trace.environment, text=True)
    try:
        assert process.stdout is not None
        address = process.stdout.readline().strip().rpartition(" ")[2].rstrip("/")
        for _ in range(600):
            if httpx.get(f"{address}/ready", timeout=60).status_code == 200:
                break
            time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.communicate(timeout=60)


def _one_row(release: Path, root: Path) -> None:
    """A release whose tables are empty except for one row and its sources."""
    shutil.copytree(release / "ontology", root / "ontology")
    shutil.copytree(release / "queries", root / "queries")
    shutil.copy(release / "CITATION.cff", root / "CITATION.cff")
    for path in sorted((release / "data").rglob("*")):
        name = path.relative_to(release / "data").parts[0]
        if name not in ("tables", "links") or not path.is_file():
            continue
        copy = root / path.relative_to(release)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(_first_lines(path), encoding="utf-8")
    family, table, first = ROW
    tables = release / "data" / "tables"
    rows = _rows(tables / family / f"{table}.csv", {first})
    sources = _rows(tables / "sources" / "source.csv", set(rows[0]["source"].split("|")))
    _write(root / "data" / "tables" / family / f"{table}.csv", rows)
    _write(root / "data" / "tables" / "sources" / "source.csv", sources)


def _first_lines(path: Path) -> str:
    """The header of a table, including the comments before it."""
    made = []
    for line in path.read_text(encoding="utf-8").splitlines(keepends=True):
        made.append(line)
        if not line.startswith("#"):
            break
    return "".join(made)


def _rows(path: Path, first_cells: set[str]) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if next(iter(row.values())) in first_cells]


def _write(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
