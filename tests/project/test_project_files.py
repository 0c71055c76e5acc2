"""Files for other programs: issue forms, pre-commit hooks, development container, CITATION.cff."""

from __future__ import annotations

import json
import re
import shlex
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
FORMS = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("[0-9]-*.yml"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def test_there_is_a_form_for_each_kind_of_report() -> None:
    assert [path.stem[2:] for path in FORMS] == ["wrong-fact", "missing-fact", "fault", "question"]
    assert read(ROOT / ".github" / "ISSUE_TEMPLATE" / "config.yml") == {"blank_issues_enabled": False}


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_a_form_is_one_that_the_platform_shows(path: Path) -> None:
    """The rules for issue forms: known types, unique ids and labels, options for a choice."""
    form = read(path)
    assert form.keys() <= {"name", "description", "title", "labels", "body"}
    assert form["name"]
    assert form["description"]
    fields = [each for each in form["body"] if each["type"] != "markdown"]
    assert fields
    for each in form["body"]:
        if each["type"] == "markdown":
            assert each["attributes"]["value"].strip()
            continue
        assert each.keys() <= {"type", "id", "attributes", "validations"}
        assert each["type"] in {"input", "textarea", "dropdown", "checkboxes"}
        assert re.fullmatch(r"[\w-]+", each["id"])
        assert set(each["attributes"]) <= {"label", "description", "placeholder", "value", "render", "options"}
        assert all(isinstance(value, str | list) for value in each["attributes"].values()), "a number needs quotes"
        assert ("options" in each["attributes"]) == (each["type"] in {"dropdown", "checkboxes"})
        assert "render" not in each["attributes"] or each["type"] == "textarea"
        assert set(each.get("validations", {})) <= {"required"}
    for unique in ([each["id"] for each in fields], [each["attributes"]["label"] for each in fields]):
        assert len(unique) == len(set(unique))


@pytest.mark.parametrize("path", FORMS[:2], ids=lambda path: path.stem)
def test_a_report_about_a_fact_names_thing_property_value_and_source(path: Path) -> None:
    required = {each["id"] for each in read(path)["body"] if each.get("validations", {}).get("required")}
    assert {"identifier", "property", "value", "source"} <= required


def test_hooks_are_local_and_their_programs_come_with_the_development_install() -> None:
    hooks = [hook for repo in read(ROOT / ".pre-commit-config.yaml")["repos"] for hook in repo["hooks"]]
    assert {repo["repo"] for repo in read(ROOT / ".pre-commit-config.yaml")["repos"]} == {"local"}
    assert {hook["language"] for hook in hooks} == {"system"}
    installed = {re.split(r"[<>=\[]", each)[0] for each in PROJECT["project"]["optional-dependencies"]["dev"]}
    installed |= set(PROJECT["project"]["scripts"])
    for hook in hooks:
        program = Path(shlex.split(hook["entry"])[0])
        assert program.parent == Path(".venv/bin")
        assert program.name in installed
    assert "pre-commit" in installed


@pytest.mark.parametrize(
    ("path", "built"),
    [
        ("data/tables/policy/proposal.csv", True),
        ("data/graph/policy.ttl", True),
        ("data/links/states.sssom.tsv", True),
        ("ontology/core.ttl", True),
        ("docs/coverage.md", True),
        ("queries/chain-of-a-treaty.rq", True),
        ("CITATION.cff", True),
        ("docs/tables.md", False),
        ("src/plenipot/cli.py", False),
        ("README.md", False),
    ],
)
def test_the_build_is_checked_when_tables_changed(path: str, built: bool) -> None:
    hooks = [hook for repo in read(ROOT / ".pre-commit-config.yaml")["repos"] for hook in repo["hooks"]]
    (build,) = [hook for hook in hooks if "plenipot build --check" in hook["entry"]]
    assert bool(re.search(build["files"], path)) == built
    assert build["pass_filenames"] is False


def test_the_container_for_development_sets_up_what_the_makefile_makes() -> None:
    container = json.loads((ROOT / ".devcontainer" / "devcontainer.json").read_text(encoding="utf-8"))
    program, *targets = shlex.split(container["postCreateCommand"])
    assert program == "make"
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in targets:
        assert re.search(rf"^{re.escape(target)}:", makefile, re.MULTILINE), target
    version = re.fullmatch(r"python:(\d+)\.(\d+)-\w+", container["image"])
    least = re.fullmatch(r">=(\d+)\.(\d+)", PROJECT["project"]["requires-python"])
    assert version is not None
    assert least is not None
    assert tuple(map(int, version.groups())) >= tuple(map(int, least.groups()))
    assert 8000 in container["forwardPorts"]


def test_the_citation_has_what_a_reader_of_it_needs() -> None:
    citation = read(ROOT / "CITATION.cff")
    assert {
        "cff-version",
        "message",
        "title",
        "authors",
        "version",
        "date-released",
        "license",
        "url",
    } <= citation.keys()
    assert citation["type"] == "dataset"
    assert isinstance(citation["version"], str)
    assert isinstance(citation["date-released"], date)
    assert all(author.keys() & {"name", "family-names"} for author in citation["authors"])


def test_no_regular_expression_has_a_possessive_group() -> None:
    """Python before 3.11.5 matches too much with one; `(?>(?:…)*)` means the same and is right in every version.

    See https://github.com/python/cpython/issues/106052; Debian 12 has Python 3.11.2.
    """
    possessive = re.compile(r"""r[bf]?["'].*(?<!\\)\)[*+?]\+""")
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in sorted((ROOT / "src").rglob("*.py"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if possessive.search(line) and "_ESCAPED =" not in line
    ]
    assert found == []
