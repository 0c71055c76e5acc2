"""The package: the build requires the files of `make`, and commands do not write to an installed package."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from benchmarks.peers.servers import free_port
from plenipot.model import release_files
from tests.server import start, stop

ROOT = release_files.root()
PARTS = ("pyproject.toml", "hatch_build.py", "README.md", "LICENSE", "data", "ontology", "queries", "src")
SCRIPTS = "src/plenipot/pages/static/build"
INDEX = "data/grounds.sqlite"
AKN = Path(__file__).parent.parent / "fixtures" / "akn" / "resolution.xml"

pytestmark = pytest.mark.timeout(300)


def build(tree: Path, target: str = "wheel") -> subprocess.CompletedProcess[str]:
    """Build the package as pip does, in an environment with the build requirements."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", "dist"]
    return subprocess.run(command, cwd=tree, capture_output=True, text=True)


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the checkout including ignored files, without node_modules."""
    folder = tmp_path_factory.mktemp("tree")
    for part in PARTS:
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("node_modules", "__pycache__"))
        else:
            shutil.copy(ROOT / part, folder / part)
    return folder


@pytest.fixture(scope="module")
def installed(tree: Path) -> Path:
    """A folder with an unpacked wheel."""
    done = build(tree)
    assert done.returncode == 0, done.stderr
    (wheel,) = (tree / "dist").glob("*.whl")
    site = tree / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    return site


def environment(site: Path) -> dict[str, str]:
    """An environment that imports the installed package, without a home directory."""
    path = os.pathsep.join([str(site), *filter(None, [os.environ.get("PYTHONPATH")])])
    return os.environ | {"PYTHONPATH": path, "HOME": "/dev/null/home", "PYTHONDONTWRITEBYTECODE": "1"}


def plenipot(site: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the installed package outside of a checkout."""
    command = [sys.executable, "-m", "plenipot", *arguments]
    return subprocess.run(command, cwd=folder, env=environment(site), capture_output=True, text=True)


def digest(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.mark.parametrize("target", ["wheel", "sdist"])
@pytest.mark.parametrize(
    ("missing", "words"),
    [
        (SCRIPTS, f"{SCRIPTS} is not there: the pages would have no scripts"),
        (INDEX, f"{INDEX} is not there, or no index: /why would have no rows"),
    ],
)
def test_nothing_is_built_without_what_make_makes(tree: Path, target: str, missing: str, words: str) -> None:
    away = tree / "away"
    (tree / missing).rename(away)
    try:
        done = build(tree, target)
    finally:
        away.rename(tree / missing)
    assert done.returncode == 1
    assert words in done.stderr
    assert "make wheel" in done.stderr
    assert "Traceback" not in done.stderr


def test_nothing_is_built_with_the_index_of_another_release(tree: Path) -> None:
    index, kept = tree / INDEX, tree / "kept"
    shutil.copy(index, kept)
    with closing(sqlite3.connect(index)) as store:
        store.execute("UPDATE release SET id = 'another'")
        store.commit()
    try:
        done = build(tree)
    finally:
        kept.replace(index)
    assert done.returncode == 1
    assert "was made of other data than these" in done.stderr


def test_the_wheel_has_scripts_and_index(installed: Path) -> None:
    for name in ("pages/static/build/.vite/manifest.json", f"_release/{INDEX}", "_release/README.md"):
        assert (installed / "plenipot" / name).is_file(), name


@pytest.mark.parametrize(
    "command",
    [["build"], ["build", "--check"], ["ground"], ["import", "akn", str(AKN), "--source", "itu-pp18-fa"]],
    ids=" ".join,
)
def test_what_writes_to_a_checkout_wants_one(installed: Path, tmp_path: Path, command: list[str]) -> None:
    before = digest(installed)
    done = plenipot(installed, tmp_path, *command)
    assert done.returncode == 1
    assert done.stderr.startswith("Error: this command works on the tables and the graph of a checkout")
    assert "Traceback" not in done.stderr
    assert str(installed) not in done.stderr
    assert digest(installed) == before


def test_what_writes_elsewhere_does_so(installed: Path, tmp_path: Path) -> None:
    before = digest(installed)
    done = plenipot(installed, tmp_path, "import", "akn", str(AKN), "--source", "itu-pp18-fa", "--out", "out")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out" / "document.csv").is_file()
    assert plenipot(installed, tmp_path, "coverage").returncode == 0
    assert digest(installed) == before


def test_why_has_rows_at_once_where_the_package_is_installed(installed: Path) -> None:
    port = free_port()
    large = [part for family in release_files.optional_families(ROOT) for part in ("--without", family)]
    process = start(large, port, env=environment(installed))
    try:
        page = httpx.get(f"http://127.0.0.1:{port}/why?thing=state/che", timeout=60).raise_for_status()
    finally:
        stop(process)
    assert "data/tables/members/state.csv" in page.text
