"""Make a release: run the checks, set the version, build the files, commit and tag. Nothing is pushed or uploaded.

Run it as ``make release VERSION=0.2.0``; ``docs/release.md`` explains the steps and what to do afterwards.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import click

CHANGELOG = "CHANGELOG.md"
GENERATED = ("data/graph", "docs/coverage.md")
"""What ``make build`` writes besides the files that state the version."""

_UNRELEASED = re.compile(r"^## Unreleased[ \t]*\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
_IN_WHEEL = {
    "the scripts of the pages": re.compile(r"plenipot/.*static/build/.+\.js"),
    "the index of rows": re.compile(r"plenipot/_release/data/.+\.sqlite"),
    "the graph": re.compile(r"plenipot/_release/data/graph/release\.tsv"),
}


class ReleaseError(Exception):
    """The release failed. Version, changelog and commits are unchanged."""


@dataclass(frozen=True)
class Place:
    """A line of a file with the version or the date of the release; group 2 of the pattern is the value."""

    path: str
    pattern: re.Pattern[str]

    def read(self, root: Path) -> str:
        """Read the value from the file.

        Raises:
            ReleaseError: the file has no such line, or several.
        """
        found = self.pattern.findall((root / self.path).read_text(encoding="utf-8"))
        if len(found) != 1:
            raise ReleaseError(f"{self.path} has {len(found)} lines like {self.pattern.pattern}; one is expected")
        return str(found[0][1])

    def write(self, root: Path, value: str) -> None:
        """Replace the value in the file."""
        text = (root / self.path).read_text(encoding="utf-8")
        (root / self.path).write_text(self.pattern.sub(rf"\g<1>{value}\g<3>", text), encoding="utf-8")


PACKAGE_VERSION = Place("src/plenipot/__init__.py", re.compile(r'^(__version__ = ")([^"]+)(")$', re.MULTILINE))
VERSIONS = (
    PACKAGE_VERSION,
    Place("CITATION.cff", re.compile(r"^(version: )(\S+)()$", re.MULTILINE)),
    Place("ontology/core.ttl", re.compile(r'(owl:versionInfo ")([^"]+)(")')),
)
DATE = Place("CITATION.cff", re.compile(r"^(date-released: )(\S+)()$", re.MULTILINE))


def number(version: str) -> tuple[int, int, int]:
    """Parse a version to three numbers, which can be compared.

    Raises:
        ReleaseError: the text is not three numbers with dots between them.

    >>> number("0.10.0") > number("0.9.2")
    True
    """
    parts = re.fullmatch(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)", version, re.ASCII)
    if parts is None:
        raise ReleaseError(f"{version!r} is no version: give three numbers, such as 0.2.0")
    return int(parts[1]), int(parts[2]), int(parts[3])


def unreleased(changelog: str) -> str:
    """The section "Unreleased" of the changelog.

    Raises:
        ReleaseError: there is no such section, or nothing in it.

    >>> unreleased("# Changelog\\n\\n## Unreleased\\n\\n- Faster.\\n\\n## 0.1.0 (2026-11-25)\\n")
    '- Faster.'
    """
    section = _UNRELEASED.search(changelog)
    if section is None:
        raise ReleaseError(f'{CHANGELOG} has no section "## Unreleased"')
    if not re.search(r"^[-*] ", section[1], re.MULTILINE):
        raise ReleaseError(f'{CHANGELOG} lists nothing under "## Unreleased": say what changed for users')
    return section[1].strip()


def dated(changelog: str, version: str, day: date) -> str:
    """Rename the section "Unreleased" to the version and the day, and add an empty section above it.

    Raises:
        ReleaseError: the version has an entry already, or there is none to date.
    """
    if re.search(rf"^## {re.escape(version)}\b", changelog, re.MULTILINE):
        raise ReleaseError(f"{CHANGELOG} has an entry for {version} already")
    heading = f"## Unreleased\n\n## {version} ({day.isoformat()})\n\n{unreleased(changelog)}\n\n"
    return _UNRELEASED.sub(lambda _: heading, changelog, count=1).rstrip() + "\n"


def git(root: Path, *arguments: str, text: str | None = None) -> str:
    """Run git, and return its output.

    Raises:
        ReleaseError: the command failed.
    """
    done = subprocess.run(["git", *arguments], cwd=root, input=text, capture_output=True, text=True)
    if done.returncode:
        raise ReleaseError(f"`git {arguments[0]}` failed: {(done.stderr or done.stdout).strip()}")
    return done.stdout.rstrip()


def make(root: Path, *arguments: str) -> None:
    """Run targets of the Makefile, with our standard output.

    Raises:
        ReleaseError: a target failed.
    """
    # If make runs this script, its MAKEFLAGS must not affect these targets.
    outer = {"MAKEFLAGS", "MFLAGS", "MAKELEVEL", "MAKEOVERRIDES", "VERSION"}
    environment = {name: value for name, value in os.environ.items() if name not in outer}
    if subprocess.run(["make", "--no-print-directory", *arguments], cwd=root, env=environment).returncode:
        raise ReleaseError(f"`make {' '.join(arguments)}` failed: see the messages above")


def check_clean(root: Path) -> None:
    """Raise ReleaseError if a file is changed, staged, or neither tracked nor ignored."""
    if changes := git(root, "status", "--porcelain").splitlines():
        shown = [f"  {line}" for line in changes[:10]] + ["  …"] * (len(changes) > 10)
        raise ReleaseError("\n".join(["there are changes that are not committed:", *shown]))


def check_repository(root: Path, version: str) -> None:
    """Raise ReleaseError unless the repository is ready for a commit and a tag of this version."""
    tag = f"v{version}"
    if git(root, "tag", "--list", tag):
        made = git(root, "log", "-1", "--format=%h of %cs", f"{tag}^{{commit}}")
        raise ReleaseError(f"{version} is released already: tag {tag} is commit {made}")
    if not git(root, "branch", "--show-current"):
        raise ReleaseError("this is a commit without a branch: check out the branch of the release first")
    check_clean(root)
    if number(version) <= number(current := PACKAGE_VERSION.read(root)):
        raise ReleaseError(f"{version} is not above {current}, the version in {PACKAGE_VERSION.path}")
    git(root, "var", "GIT_COMMITTER_IDENT")


def set_version(root: Path, version: str, day: date) -> None:
    """Write the version and the day into every file that has them."""
    for place in VERSIONS:
        place.write(root, version)
    DATE.write(root, day.isoformat())
    path = root / CHANGELOG
    path.write_text(dated(path.read_text(encoding="utf-8"), version, day), encoding="utf-8")


def check_wheel(folder: Path, version: str) -> None:
    """Raise ReleaseError unless the folder has the wheel of this version with everything that the service needs."""
    wheels = [path.name for path in folder.glob("*.whl")]
    if wheels != [f"plenipot-{version}-py3-none-any.whl"]:
        raise ReleaseError(f"the wheel of {version} was not made, but: {', '.join(wheels) or 'none'}")
    with zipfile.ZipFile(folder / wheels[0]) as wheel:
        names = wheel.namelist()
    if missing := [what for what, pattern in _IN_WHEEL.items() if not any(map(pattern.fullmatch, names))]:
        raise ReleaseError(f"{wheels[0]} is without {' and '.join(missing)}")


def write_checksums(folder: Path) -> None:
    """Write the SHA-256 digest of every file into SHA256SUMS, in the format of ``sha256sum --check``."""
    lines = []
    for path in sorted(folder.iterdir()):
        with path.open("rb") as file:
            lines.append(f"{hashlib.file_digest(file, 'sha256').hexdigest()}  {path.name}\n")
    (folder / "SHA256SUMS").write_text("".join(lines), encoding="utf-8")


def build_files(root: Path, version: str, notes: str) -> Path:
    """Build the wheel and the dumps, and move them with notes and checksums to ``dist/{version}``, all or nothing."""
    target = root / "dist" / version
    target.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".release-") as name:
        folder = Path(name) / version
        folder.mkdir()
        make(root, "wheel", "dumps", f"DIST={folder}")
        check_wheel(folder, version)
        (folder / "notes.md").write_text(f"{notes}\n", encoding="utf-8")
        write_checksums(folder)
        shutil.rmtree(target, ignore_errors=True)  # of an interrupted run
        folder.rename(target)
    return target


def commit_and_tag(root: Path, version: str, notes: str) -> None:
    """Commit all changes, and tag the commit with the changelog section as message."""
    git(root, "commit", "--quiet", "--all", "--message", f"Release {version}")
    message = f"Plenipot {version}\n\n{notes}\n"
    # Keep lines that start with "#": they are Markdown headings, not comments.
    git(root, "tag", "--annotate", "--cleanup=whitespace", "--file=-", f"v{version}", text=message)


def undo(root: Path, start: str) -> None:
    """Undo the commit, if there is one, and every edit of this command."""
    git(root, "reset", "--quiet", "--soft", start)
    ours = {place.path for place in (*VERSIONS, DATE)} | {CHANGELOG}
    changed = git(root, "-c", "core.quotePath=off", "diff", "--name-only", start).splitlines()
    edited = [path for path in changed if path in ours or path.startswith(GENERATED)]
    if edited:
        git(root, "restore", f"--source={start}", "--staged", "--worktree", "--", *edited)


def release(root: Path, version: str, day: date, tests: bool, say: Callable[[str], None]) -> Path:
    """Make the release, and return the folder of its files.

    Args:
        root: the checkout.
        version: three numbers, above the version of the package.
        day: the day that the changelog and CITATION.cff give.
        tests: whether the tests run first, besides the checks.
        say: prints a line about the next step.

    Raises:
        ReleaseError: there is no release; version, changelog and commits are as they were.
    """
    number(version)
    check_repository(root, version)
    for place in (*VERSIONS, DATE):
        place.read(root)
    changelog = (root / CHANGELOG).read_text(encoding="utf-8")
    notes = unreleased(changelog)
    dated(changelog, version, day)
    start = git(root, "rev-parse", "HEAD")
    checks = ["check", *(["test"] if tests else [])]
    say(f"Checking {start[:12]}: make {' '.join(checks)}")
    make(root, *checks)
    check_clean(root)
    if git(root, "rev-parse", "HEAD") != start:
        raise ReleaseError("another commit was made while the checks ran: start again")
    try:
        say(f"Setting the version to {version}, and building")
        set_version(root, version, day)
        make(root, "build")
        folder = build_files(root, version, notes)
        commit_and_tag(root, version, notes)
    except BaseException:
        undo(root, start)
        raise
    return folder


def after(root: Path, version: str, folder: Path) -> str:
    """The summary for the maintainer, with the next steps."""
    branch, shown = git(root, "branch", "--show-current"), folder.relative_to(root)
    sizes = [f"  {path.stat().st_size:>11,}  {path.name}" for path in sorted(folder.iterdir())]
    return "\n".join(
        [
            f"Plenipot {version} is commit {git(root, 'rev-parse', '--short', 'HEAD')} of {branch}, tag v{version}.",
            f"Its files are in {shown}/:",
            *sizes,
            "Nothing was sent. To publish it:",
            f"  git push REMOTE {branch} v{version}",
            f"  upload {shown}/*.whl to the package index",
            f"  make a release page of v{version}: its text is {shown}/notes.md, the other files are attached",
            "To take it back before that:",
            f"  git tag --delete v{version} && git reset --hard HEAD~1",
        ]
    )


@click.command()
@click.argument("version")
@click.option("--without-tests", is_flag=True, help="Run the checks only: the tests passed on this commit already.")
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="Day of the release; today, in UTC.")
@click.option(
    "--root",
    type=click.Path(exists=True, file_okay=False, resolve_path=True, path_type=Path),
    default=Path(__file__).parents[1],
    help="The checkout; this one.",
)
def main(version: str, without_tests: bool, day: datetime | None, root: Path) -> None:
    """Make release VERSION, three numbers such as 0.2.0: checks, files, commit and tag. Nothing is sent."""
    try:
        folder = release(root, version, (day or datetime.now(UTC)).date(), not without_tests, click.echo)
    except ReleaseError as error:
        raise click.ClickException(
            f"{error}\nNo release was made: version, changelog and commits are as they were."
        ) from None
    click.echo(after(root, version, folder))


if __name__ == "__main__":
    main()
