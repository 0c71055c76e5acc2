"""Everything that the documentation names exists: links, files, make targets, commands with their options, modules."""

from __future__ import annotations

import importlib.util
import re
import shlex
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import click
import pytest

from plenipot.cli import main

ROOT = Path(__file__).parents[2]
FOLDERS = ("", "docs", "docs/decisions", "deploy", "benchmarks", ".github")
DOCUMENTS = [path for folder in FOLDERS for path in sorted((ROOT / folder).glob("*.md"))]
# Entries with a date describe the past: nobody updates them.
DATED = {ROOT / "CHANGELOG.md", *(ROOT / "docs" / "decisions").glob("*.md")}
CURRENT = [path for path in DOCUMENTS if path not in DATED]
PATH = re.compile(
    r"(?:src|tests|docs|data|ontology|queries|deploy|benchmarks|scripts|\.github|\.ci)/[\w./{}*-]*[\w}*/]"
)
# Created by commands; absent in a fresh checkout.
MADE = ("data/grounds.sqlite",)


def shown(path: Path) -> str:
    return str(path.relative_to(ROOT))


@cache
def prose(path: Path) -> str:
    """A document without its code, where brackets are not links."""
    text = re.sub(r"^```.*?^```$", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    return re.sub(r"^    .*$|`[^`\n]*`", "", text, flags=re.MULTILINE)


@cache
def code(path: Path) -> tuple[str, ...]:
    """The code of a document: lines of indented or fenced blocks, and inline code."""
    text = path.read_text(encoding="utf-8")
    fenced = re.findall(r"^```\w*\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    rest = re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)
    blocks = [line for block in fenced for line in block.splitlines()] + re.findall(r"^    (.*)$", rest, re.MULTILINE)
    return (*(line.strip() for line in blocks), *re.findall(r"`([^`\n]+)`", re.sub(r"^    .*$", "", rest, flags=re.M)))


def commands(path: Path, name: str) -> Iterator[list[str]]:
    """The arguments of a command, for each occurrence in the document."""
    for line in code(path):
        found = re.match(rf"(?:\$ )?(?:\.venv/bin/)?{name}(?:\s+(.*))?$", line)
        if found:
            yield shlex.split((found[1] or "").replace("…", " "), comments=True)


@cache
def slugs(path: Path) -> frozenset[str]:
    """The anchors of the headings of a document, as hosting platforms generate them."""
    headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return frozenset(re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings)


@cache
def targets() -> frozenset[str]:
    """The targets of the Makefile."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    return frozenset(re.findall(r"^(\.?[\w/-]+):(?!=)", makefile, re.MULTILINE))


def test_there_are_documents_with_links_and_commands() -> None:
    assert {"README.md", "CONTRIBUTING.md", "docs/README.md", "SECURITY.md"} <= {shown(path) for path in DOCUMENTS}
    assert [path for path in CURRENT if list(commands(path, "make"))]
    assert [path for path in CURRENT if list(commands(path, "plenipot"))]


@pytest.mark.parametrize("path", DOCUMENTS, ids=shown)
def test_links_within_the_repository_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)|^\[[^\]]+\]: (\S+)", prose(path), re.MULTILINE):
        address = "".join(target)
        if re.match(r"[a-z][a-z0-9+.-]*:", address):
            continue
        file, _, anchor = unquote(address).partition("#")
        to = (path.parent / file).resolve() if file else path
        assert to.exists(), f"{address}: there is no {file}"
        assert not anchor or anchor in slugs(to), f"{address}: no such heading in {to.name}"


@pytest.mark.parametrize("path", CURRENT, ids=shown)
def test_files_that_are_named_are_there(path: Path) -> None:
    for line in code(path):
        for name in (word for word in re.split(r"[\s`'\"(),;=]+", line) if PATH.fullmatch(word.partition(":")[0])):
            named = re.sub(r"\{[^}]*\}", "*", name.partition(":")[0])
            assert named in MADE or any(ROOT.glob(named.rstrip("/"))), f"`{line}`: there is no {name}"


@pytest.mark.parametrize("path", CURRENT, ids=shown)
def test_targets_that_are_named_are_in_the_makefile(path: Path) -> None:
    for words in commands(path, "make"):
        named = [word for word in words if "=" not in word and not word.startswith("-")]
        assert set(named) <= targets(), f"make {' '.join(words)}"


@pytest.mark.parametrize("path", CURRENT, ids=shown)
def test_commands_that_are_named_exist_with_their_options(path: Path) -> None:
    for words in [*commands(path, "plenipot"), *commands(path, "python -m plenipot")]:
        command: click.Command = main
        options = {"--help", *(option for each in main.params for option in each.opts)}
        for word in words:
            if isinstance(command, click.Group) and not word.startswith("-"):
                assert word in command.commands, f"plenipot {' '.join(words)}"
                command = command.commands[word]
                options |= {option for each in command.params for option in (*each.opts, *each.secondary_opts)}
            elif word.startswith("--"):
                assert word.partition("=")[0] in options, f"plenipot {' '.join(words)}"


@pytest.mark.parametrize("path", CURRENT, ids=shown)
def test_modules_that_are_named_exist(path: Path) -> None:
    for words in [*commands(path, "python -m"), *commands(path, "python3 -m")]:
        assert importlib.util.find_spec(words[0]) is not None, f"python -m {' '.join(words)}"


@pytest.mark.parametrize(
    ("text", "test", "said"),
    [
        ("[x](docs/no-such.md)\n", test_links_within_the_repository_lead_somewhere, "no-such"),
        ("[x](README.md#no-such)\n", test_links_within_the_repository_lead_somewhere, "no such heading"),
        ("    make no-such\n", test_targets_that_are_named_are_in_the_makefile, "no-such"),
        ("Run `plenipot no-such`.\n", test_commands_that_are_named_exist_with_their_options, "no-such"),
        ("Run `plenipot serve --no-such`.\n", test_commands_that_are_named_exist_with_their_options, "no-such"),
        ("```\n$ .venv/bin/python -m tests.no_such\n```\n", test_modules_that_are_named_exist, "no_such"),
        ("Read `src/plenipot/no_such.py:1`.\n", test_files_that_are_named_are_there, "no_such"),
        ("Read `data/no-such/{family}/*.csv`.\n", test_files_that_are_named_are_there, "no-such"),
    ],
)
def test_a_name_of_nothing_is_found(text: str, test: Callable[[Path], None], said: str, tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    path.write_text(text, encoding="utf-8")
    (tmp_path / "README.md").write_text("# Title\n", encoding="utf-8")
    with pytest.raises(AssertionError, match=said):
        test(path)
