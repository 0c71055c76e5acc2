"""`make release`: its results, its refusals, and the clean-up after a failure."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from scripts.release import DATE, VERSIONS, check_wheel, main, number

ROOT = Path(__file__).parents[2]

MAKEFILE = """\
check test:
\t@echo $@ >> "$$LOG"
\t@test "$$FAIL" != $@
\t@if test "$$TOUCH" = $@; then echo changed >> README.md; fi
\t@if test "$$COMMIT" = $@; then git commit --quiet --allow-empty --message "Go on"; fi
build:
\t@test "$$FAIL" != $@
\t@grep -o 'versionInfo ".*"' ontology/core.ttl > data/graph/release.tsv
wheel:
\t@test "$$FAIL" != $@
\t@"$$PYTHON" wheel.py "$(DIST)"
dumps:
\t@test "$$FAIL" != $@
\t@cp data/graph/release.tsv "$(DIST)/plenipot.nq"
"""

WHEEL = """\
import os, sys, zipfile
from pathlib import Path
version = Path("src/plenipot/__init__.py").read_text().split('"')[-2]
files = {
    "scripts": "plenipot/web/static/build/assets/map-1.js",
    "index": "plenipot/_release/data/grounds.sqlite",
    "graph": "plenipot/_release/data/graph/release.tsv",
}
with zipfile.ZipFile(f"{sys.argv[1]}/plenipot-{version}-py3-none-any.whl", "w") as wheel:
    for name, path in files.items():
        if name != os.environ.get("WITHOUT"):
            wheel.writestr(path, name)
"""

CHANGELOG = """\
# Changelog

What changes.

## Unreleased

### Added

- A second thing.

### Fixed

- \\1 of the first thing.

## 0.1.0 (2026-11-25)

- The first thing.
"""


@dataclass(frozen=True)
class Checkout:
    """A small repository with the files that a release touches."""

    root: Path
    log: Path

    def git(self, *arguments: str) -> str:
        """Run git, and return its output."""
        return subprocess.run(
            ["git", *arguments], cwd=self.root, check=True, capture_output=True, text=True
        ).stdout.strip()

    def write(self, path: str, text: str) -> None:
        """Write a file and commit it."""
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text, encoding="utf-8")
        self.git("add", path)
        self.git("commit", "--quiet", "--message", f"Write {path}")

    def read(self, path: str) -> str:
        """The text of a file."""
        return (self.root / path).read_text(encoding="utf-8")

    def release(self, *arguments: str) -> Result:
        """Run the command."""
        return CliRunner().invoke(main, ["--root", str(self.root), "--date", "2026-12-01", *arguments])

    def state(self) -> tuple[str, str, str, str, list[str]]:
        """The state that a failed release must not change."""
        dist = self.root / "dist"
        return (
            self.git("rev-parse", "HEAD"),
            self.git("branch", "--show-current"),
            self.git("tag", "--list"),
            self.git("status", "--porcelain"),
            sorted(path.name for path in dist.iterdir()) if dist.exists() else [],
        )

    def ran(self) -> list[str]:
        """The checks that ran."""
        return self.log.read_text(encoding="utf-8").split() if self.log.exists() else []


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Checkout:
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)  # a git hook that runs the tests sets GIT_DIR
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "A maintainer")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "maintainer@example.org")
    monkeypatch.setenv("LOG", str(tmp_path / "log"))
    monkeypatch.setenv("PYTHON", sys.executable)
    made = Checkout(tmp_path / "checkout", tmp_path / "log")
    made.root.mkdir()
    made.git("init", "--quiet", "--initial-branch=main")
    for path, text in {
        ".gitignore": "dist/\n",
        "Makefile": MAKEFILE,
        "README.md": "# Plenipot\n",
        "wheel.py": WHEEL,
        "CHANGELOG.md": CHANGELOG,
        "CITATION.cff": "cff-version: 1.2.0\nversion: 0.1.0\ndate-released: 2026-11-25\n",
        "src/plenipot/__init__.py": '"""Plenipot."""\n\n__version__ = "0.1.0"\n',
        "ontology/core.ttl": '<https://w3id.org/plenipot/ontology/> owl:versionInfo "0.1.0" .\n',
        "data/graph/release.tsv": 'versionInfo "0.1.0"\n',
    }.items():
        made.write(path, text)
    return made


def test_a_release_is_one_commit_with_a_tag_and_its_files(checkout: Checkout) -> None:
    before = checkout.git("rev-parse", "HEAD")
    done = checkout.release("0.2.0")
    assert done.exit_code == 0, done.output
    assert checkout.ran() == ["check", "test"]
    assert checkout.git("rev-parse", "HEAD~1") == before
    assert checkout.git("status", "--porcelain") == ""
    assert set(checkout.git("diff", "--name-only", "HEAD~1").splitlines()) == {
        "CHANGELOG.md",
        "CITATION.cff",
        "data/graph/release.tsv",
        "ontology/core.ttl",
        "src/plenipot/__init__.py",
    }
    assert checkout.git("log", "-1", "--format=%s") == "Release 0.2.0"
    assert '__version__ = "0.2.0"' in checkout.read("src/plenipot/__init__.py")
    assert 'versionInfo "0.2.0"' in checkout.read("data/graph/release.tsv"), "the graph was not built again"
    assert yaml.safe_load(checkout.read("CITATION.cff"))["version"] == "0.2.0"
    assert str(yaml.safe_load(checkout.read("CITATION.cff"))["date-released"]) == "2026-12-01"


def test_the_changelog_gets_a_date_and_room_for_what_comes_next(checkout: Checkout) -> None:
    assert checkout.release("0.2.0").exit_code == 0
    wanted = CHANGELOG.replace("## Unreleased\n", "## Unreleased\n\n## 0.2.0 (2026-12-01)\n")
    assert checkout.read("CHANGELOG.md") == wanted


def test_the_tag_is_annotated_with_what_changed(checkout: Checkout) -> None:
    assert checkout.release("0.2.0").exit_code == 0
    assert checkout.git("cat-file", "-t", "v0.2.0") == "tag"
    assert checkout.git("rev-parse", "v0.2.0^{commit}") == checkout.git("rev-parse", "HEAD")
    said = checkout.git("tag", "--list", "--format=%(contents)", "v0.2.0")
    assert said == "Plenipot 0.2.0\n\n### Added\n\n- A second thing.\n\n### Fixed\n\n- \\1 of the first thing."


def test_the_files_are_those_of_the_version_and_have_checksums(checkout: Checkout) -> None:
    done = checkout.release("0.2.0")
    assert done.exit_code == 0, done.output
    folder = checkout.root / "dist" / "0.2.0"
    names = {"SHA256SUMS", "notes.md", "plenipot-0.2.0-py3-none-any.whl", "plenipot.nq"}
    assert {path.name for path in folder.iterdir()} == names
    assert [path.name for path in folder.parent.iterdir()] == ["0.2.0"], "something else was left in dist"
    lines = (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    sums = {name: digest for digest, name in (line.split("  ") for line in lines)}
    assert sums.keys() == names - {"SHA256SUMS"}
    for name, digest in sums.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
        assert name in done.output
    assert "git push REMOTE main v0.2.0" in done.output
    assert "Nothing was sent" in done.output


def test_the_tests_are_left_out_on_demand(checkout: Checkout) -> None:
    assert checkout.release("0.2.0", "--without-tests").exit_code == 0
    assert checkout.ran() == ["check"]


def test_a_release_is_made_once(checkout: Checkout) -> None:
    assert checkout.release("0.2.0").exit_code == 0
    before = checkout.state()
    again = checkout.release("0.2.0")
    assert again.exit_code == 1
    assert "0.2.0 is released already: tag v0.2.0 is commit" in again.output
    assert checkout.state() == before
    nothing_new = checkout.release("0.3.0")
    assert 'lists nothing under "## Unreleased"' in nothing_new.output
    checkout.write("CHANGELOG.md", checkout.read("CHANGELOG.md").replace("Unreleased\n", "Unreleased\n\n- More.\n"))
    assert checkout.release("0.3.0").exit_code == 0
    assert checkout.git("tag", "--list").split() == ["v0.2.0", "v0.3.0"]


@pytest.mark.parametrize("version", ["0.2", "v0.2.0", "0.2.0rc1", "0.02.0", "0.2.0 ", "", "1٢.0.0", "0.1.0", "0.0.9"])
def test_no_version_or_no_higher_one(checkout: Checkout, version: str) -> None:
    before = checkout.state()
    done = checkout.release(version)
    assert done.exit_code == 1
    assert re.search(r"is no version: give three numbers|is not above 0\.1\.0", done.output)
    assert checkout.state() == before
    assert checkout.ran() == []


def test_versions_are_compared_as_numbers() -> None:
    assert number("0.10.0") > number("0.9.0")
    assert number("1.0.0") > number("0.99.99")


def test_changes_that_are_not_committed(checkout: Checkout) -> None:
    (checkout.root / "README.md").write_text("# Changed\n", encoding="utf-8")
    (checkout.root / "src" / "new.py").write_text("", encoding="utf-8")
    before = checkout.state()
    done = checkout.release("0.2.0")
    assert done.exit_code == 1
    assert "not committed" in done.output
    assert "README.md" in done.output
    assert "src/new.py" in done.output
    assert checkout.state() == before
    assert checkout.read("README.md") == "# Changed\n"
    assert checkout.ran() == []


@pytest.mark.parametrize(
    ("path", "old", "new", "said"),
    [
        ("CHANGELOG.md", "## Unreleased", "## Later", 'no section "## Unreleased"'),
        ("CHANGELOG.md", "- A second thing.\n\n### Fixed\n\n- \\1 of the first thing.\n", "", "lists nothing under"),
        ("CHANGELOG.md", "## 0.1.0", "## 0.2.0 (2026-11-30)\n\n- Early.\n\n## 0.1.0", "an entry for 0.2.0 already"),
        ("CITATION.cff", "version: 0.1.0\n", "", "CITATION.cff has 0 lines"),
        ("CITATION.cff", "date-released: 2026-11-25\n", "", "CITATION.cff has 0 lines"),
        ("ontology/core.ttl", "owl:versionInfo", "rdfs:label", "ontology/core.ttl has 0 lines"),
    ],
)
def test_files_that_are_not_ready(checkout: Checkout, path: str, old: str, new: str, said: str) -> None:
    checkout.write(path, checkout.read(path).replace(old, new))
    before = checkout.state()
    done = checkout.release("0.2.0")
    assert done.exit_code == 1
    assert said in done.output
    assert "No release was made" in done.output
    assert checkout.state() == before
    assert checkout.ran() == []


def test_a_commit_without_a_branch(checkout: Checkout) -> None:
    checkout.git("checkout", "--quiet", "--detach")
    done = checkout.release("0.2.0")
    assert done.exit_code == 1
    assert "without a branch" in done.output


def test_a_folder_that_is_no_repository(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["--root", str(tmp_path), "0.2.0"])
    assert done.exit_code == 1
    assert "not a git repository" in done.output


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("FAIL", "check", "`make check test` failed"),
        ("FAIL", "test", "`make check test` failed"),
        ("TOUCH", "test", "not committed"),
        ("FAIL", "build", "`make build` failed"),
        ("FAIL", "wheel", "`make wheel dumps"),
        ("FAIL", "dumps", "`make wheel dumps"),
        ("WITHOUT", "scripts", "is without the scripts of the pages"),
        ("WITHOUT", "index", "is without the index of rows"),
        ("WITHOUT", "graph", "is without the graph"),
    ],
)
def test_nothing_is_left_of_a_release_that_failed(
    checkout: Checkout, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, said: str
) -> None:
    before = checkout.state()
    with monkeypatch.context() as patch:
        patch.setenv(variable, value)
        done = checkout.release("0.2.0")
    assert done.exit_code == 1
    assert said in done.output
    if variable == "TOUCH":
        checkout.git("checkout", "README.md")  # the changes of a check remain for the maintainer
    assert checkout.state() == before
    assert checkout.release("0.2.0").exit_code == 0, "it cannot be tried again"


def test_a_commit_while_the_checks_run(checkout: Checkout, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMMIT", "test")
    done = checkout.release("0.2.0")
    assert done.exit_code == 1
    assert "another commit was made" in done.output
    assert checkout.git("log", "-1", "--format=%s") == "Go on"


def test_a_commit_that_a_hook_refuses(checkout: Checkout) -> None:
    hook = checkout.root / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho the hook says no >&2\nexit 1\n", encoding="utf-8")
    hook.chmod(0o755)
    before = checkout.state()
    done = checkout.release("0.2.0")
    assert done.exit_code == 1
    assert "the hook says no" in done.output
    assert checkout.state()[:4] == before[:4]


def test_a_tag_that_cannot_be_made_takes_the_commit_back(checkout: Checkout) -> None:
    checkout.git("tag", "v0.2.0/part")  # a folder of tags prevents a tag of the same name
    before = checkout.state()
    done = checkout.release("0.2.0")
    assert done.exit_code == 1
    assert "`git tag` failed" in done.output
    assert checkout.state()[:4] == before[:4]


def test_the_files_of_this_repository_state_one_version() -> None:
    found = {place.path: place.read(ROOT) for place in VERSIONS}
    assert len(set(found.values())) == 1, found
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = re.search(r"^## (\d\S*) \((\d{4}-\d{2}-\d{2})\)$", changelog, re.MULTILINE)
    assert newest is not None
    assert (newest[1], newest[2]) == (found["CITATION.cff"], DATE.read(ROOT))


def test_the_wheel_of_this_repository_has_all_that_the_service_needs(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    check_wheel(tmp_path, VERSIONS[0].read(ROOT))


def test_the_makefile_has_what_the_command_runs() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):(?!=)", makefile, re.MULTILINE))
    assert {"check", "test", "build", "wheel", "dumps", "release"} <= targets
