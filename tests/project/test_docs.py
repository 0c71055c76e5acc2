"""The documentation matches the code: options, metrics, limits, settings, modules, links; its examples run."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import click
import httpx
import pytest

from plenipot.api.editor.snippets import Snippet, snippets
from plenipot.api.sparql.protocol import MAX_FIELDS
from plenipot.cli import main
from plenipot.http.metrics import Metrics
from plenipot.http.settings import Settings
from scripts import walks
from scripts.architecture import PAGE, PICTURE, ROOMS, House, describe, draw, read_house
from scripts.walks import ROOT, SOURCE, Walk
from tests.server import Server

DOCS = ROOT / "docs"
DOCUMENTS = {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in sorted(DOCS.rglob("*.md"))} | {
    "deploy/README.md": (ROOT / "deploy" / "README.md").read_text(encoding="utf-8")
}
WRITTEN_NOW = {name: text for name, text in DOCUMENTS.items() if "docs/decisions/" not in name}
"""Without the dated notes, which say how things were."""
OPERATE, SPARQL, ARCHITECTURE = (DOCUMENTS[f"docs/{name}.md"] for name in ("operate", "sparql", "architecture"))
SERVE = main.commands["serve"]
ADDRESS = "http://127.0.0.1:8000"
_MODULE = re.compile(r"`((?:\w+/)*\w+\.py)`")


def section(text: str, title: str) -> str:
    """The text under a heading, up to the next one of its level."""
    found = re.search(rf"^(#+) {re.escape(title)}\n(.*?)(?=^\1 |\Z)", text, re.MULTILINE | re.DOTALL)
    assert found, title
    return found[2]


def blocks(text: str, language: str) -> list[str]:
    """The code blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def rows(text: str) -> dict[str, list[str]]:
    """The rows of the tables of a text by their first cell."""
    cells = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("|")
    ]
    return {row[0]: row[1:] for row in cells}


# The command line.


def documented_options() -> dict[str, str]:
    """The options of the table with their defaults."""
    found: dict[str, str] = {}
    for cell, (default, *_) in rows(section(OPERATE, "Options of `plenipot serve`")).items():
        names = re.findall(r"`(--[a-z-]+)`", cell)
        found |= dict(zip(names, [each.strip() for each in default.split(",")], strict=False))
    return found


def shown_default(option: click.Option) -> str:
    if option.name == "data":
        return "the release"
    value = option.get_default(click.Context(SERVE))
    return f"{value:.7g}" if isinstance(value, int | float) else value if isinstance(value, str) else ""


def test_every_option_of_serve_is_documented_with_its_default() -> None:
    options = {each.opts[0]: shown_default(each) for each in SERVE.params if isinstance(each, click.Option)}
    assert documented_options() == options


@pytest.mark.parametrize("name", WRITTEN_NOW)
def test_every_command_of_ours_has_the_options_that_a_document_gives_it(name: str) -> None:
    for line in re.findall(r"(?:^ {4}|`)plenipot ([a-z]+[^`\n#]*)", WRITTEN_NOW[name], re.MULTILINE):
        first, *words = line.split()
        assert first in main.commands, line
        command = main.commands[first]
        if isinstance(command, click.Group):
            command = command.commands[words.pop(0)]
        known = {option for each in command.params for option in (*each.opts, *each.secondary_opts)}
        assert {word for word in words if word.startswith("--")} <= known | {"--help"}, line


# Settings, limits and metrics.


def options_of_settings() -> dict[str, str]:
    """The option of each field of the settings, from the source of the command."""
    tree = ast.parse((SOURCE / "commands" / "serve.py").read_text(encoding="utf-8"))
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name))
    (call,) = (call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "Settings")
    made = {each.arg: each.value.id for each in call.keywords if each.arg and isinstance(each.value, ast.Name)}
    return {field: f"--{name.replace('_', '-')}" for field, name in made.items()}


def test_every_setting_is_documented_by_its_option_or_by_its_name() -> None:
    without_option = set(Settings.__dataclass_fields__) - options_of_settings().keys()
    assert set(re.findall(r"`Settings\.(\w+)`", OPERATE)) == without_option
    assert set(options_of_settings().values()) <= documented_options().keys()


@pytest.mark.parametrize("name", WRITTEN_NOW)
def test_every_setting_that_a_document_names_is_there(name: str) -> None:
    assert set(re.findall(r"`Settings\.(\w+)`", WRITTEN_NOW[name])) <= set(Settings.__dataclass_fields__)


def test_the_limits_of_a_query_are_those_of_the_settings() -> None:
    default, table = Settings(), rows(section(SPARQL, "Limits, and how to ask for less"))
    assert [row[0] for row in list(table.values())[2:]] == [
        f"{default.timeout:g} s; {default.timeout:g} s",
        f"{default.memory_mb} MB",
        f"{default.answer_mb} MB",
        f"{default.rows:,}",
        f"{default.query_bytes:,}",
        f"{default.client_queries}; {default.client_rate:g}",
        f"{MAX_FIELDS}",
    ]
    assert f"{default.service_timeout:g} s and {default.service_mb} MB" in SPARQL
    assert f"{default.service_clauses} clauses, {default.service_rows:,} solutions each" in SPARQL


def limits_of_the_code() -> set[str]:
    """The values of ``limit`` in problem documents, wherever they are written."""
    found: set[str] = set()
    for path in SOURCE.rglob("*.py"):
        if "node_modules" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            pairs: list[tuple[object, object]] = []
            if isinstance(node, ast.Dict):
                pairs = [
                    (getattr(key, "value", None), value) for key, value in zip(node.keys, node.values, strict=True)
                ]
            elif isinstance(node, ast.Call):
                pairs = [(each.arg, each.value) for each in node.keywords]
            values = (value.value for key, value in pairs if key == "limit" and isinstance(value, ast.Constant))
            found |= {value for value in values if isinstance(value, str)}
    return found


def test_every_limit_has_an_advice() -> None:
    advice = section(OPERATE, "What to do when")
    lines = [line for line in advice.splitlines() if re.match(r"\| \d", line)]
    documented = {name for line in lines for name in re.findall(r"`([a-z-]+)`", line.split("|")[2])}
    assert documented == limits_of_the_code()


def test_every_metric_is_documented_with_its_type() -> None:
    nothing = SimpleNamespace(workers=0, busy=0, waiting=0, outcomes={}, used=0, hits=0)
    state = SimpleNamespace(
        triples=0,
        release="",
        pool=nothing,
        federation=nothing,
        engine=nothing,
        response_cache=nothing,
        live_release=SimpleNamespace(spill=nothing),
    )
    app: Any = SimpleNamespace(state=state)
    state.metrics = Metrics(app)
    found = {
        f"`{each.name}_total`" if each.type == "counter" else f"`{each.name}`": each.type
        for each in state.metrics.registry.collect()
        if each.name.startswith("plenipot_")
    }
    table = rows(section(OPERATE, "Health, readiness, metrics"))
    assert {name: row[0] for name, row in table.items() if name.startswith("`plenipot_")} == found


# Modules and links.


def named_modules(text: str) -> Iterator[tuple[str, bool]]:
    """The modules that a text names with their folder, and whether each exists."""
    for name in _MODULE.findall(text):
        if "/" in name:
            yield name, any((folder / name).is_file() for folder in (ROOT, SOURCE))


@pytest.fixture(scope="module")
def file_names() -> set[str]:
    """The names of all Python files."""
    folders = ("src", "tests", "benchmarks", "scripts")
    return {path.name for folder in folders for path in (ROOT / folder).rglob("*.py")}


@pytest.mark.parametrize("name", WRITTEN_NOW)
def test_every_module_that_a_document_names_is_there(name: str, file_names: set[str]) -> None:
    text = WRITTEN_NOW[name]
    assert [module for module, there in named_modules(text) if not there] == []
    assert {each for each in _MODULE.findall(text) if "/" not in each} <= file_names
    paths = re.findall(r"`((?:src|tests|benchmarks|scripts|docs|data|ontology|queries|deploy)/[\w./-]*)`", text)
    assert [each for each in paths if not (ROOT / each).exists()] == []
    dotted = re.findall(r"python -m ((?:tests|benchmarks|scripts)[\w.]+)", WRITTEN_NOW[name])
    missing = [each for each in dotted if not list(ROOT.glob(f"{each.replace('.', '/')}*"))]
    assert missing == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_relative_link_leads_to_a_file(name: str) -> None:
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)\s]*)?\)", DOCUMENTS[name])
    relative = [each for each in links if not re.match(r"[a-z]+:", each)]
    assert [each for each in relative if not ((ROOT / name).parent / each).exists()] == []


def test_every_document_is_in_the_index() -> None:
    listed = set(re.findall(r"\]\(([\w-]+\.md)\)", DOCUMENTS["docs/README.md"]))
    assert {path.name for path in DOCS.glob("*.md")} - {"README.md"} == listed


# The picture and the walks.


@pytest.fixture(scope="module")
def house() -> House:
    return read_house()


def test_the_picture_has_the_rooms_and_the_arrows_of_the_code(house: House) -> None:
    said = re.search(r"<desc[^>]*>(.*?)</desc>", PICTURE.read_text(encoding="utf-8"), re.DOTALL)
    assert said

    def arrows(text: str) -> dict[str, list[str]]:
        rooms = re.findall(r"(\w+) has \d+ modules with \d+ lines and imports ([^.]*)\.", text)
        return {name: re.findall(r"(\w+) \(\d+\)", others) for name, others in rooms}

    assert arrows(said[1]) == arrows(describe(house)), "run `make architecture`"


def test_the_numbers_of_the_rooms_are_about_right(house: House) -> None:
    table = rows(section(ARCHITECTURE, "The rooms"))
    for name in ROOMS:
        written = int(table[f"`{name}/`"][1].replace(",", ""))
        assert written == pytest.approx(house.lines[name], rel=0.25), f"{name}: run `make architecture`"


def test_the_picture_is_the_same_each_time_and_tells_itself_in_words(house: House) -> None:
    drawn = draw(house)
    assert drawn == draw(read_house())
    assert 'role="img"' in drawn
    assert "<title id=" in drawn
    assert "prefers-color-scheme: dark" in drawn


def test_every_room_has_a_row_for_what_it_never_does() -> None:
    assert {f"`{name}/`" for name in ROOMS} <= rows(section(PAGE.read_text(encoding="utf-8"), "The rooms")).keys()


@pytest.mark.parametrize(
    ("title", "follow", "elsewhere"),
    [
        # Modules that only some requests call (errors, long results, compression), and modules that only list others.
        (
            "A SPARQL query",
            walks.query,
            {"engine/sparql/errors.py", "engine/spill.py", "engine/stream.py", "http/compression.py"},
        ),
        ("A cell of a table", walks.cell, {"tables/claims.py", "tables/families.py"}),
    ],
)
@pytest.mark.timeout(300)
def test_a_query_and_a_cell_pass_through_the_modules_of_their_walk(
    title: str, follow: Any, elsewhere: set[str]
) -> None:
    found: Walk = follow()
    steps = "".join(re.findall(r"^\d\. .*?(?=^\d\. |\n\n)", section(ARCHITECTURE, title), re.MULTILINE | re.DOTALL))
    named = {module for module, _ in named_modules(steps)}
    assert len(named) > 10
    assert named - set(found.modules) <= elsewhere


# Examples.


@pytest.fixture(scope="module")
def example_query() -> str:
    """The query of the snippets, from the Python snippet."""
    found = re.search(r'query = """(.*?)"""', SPARQL, re.DOTALL)
    assert found
    return found[1]


def test_the_programs_are_those_of_the_workbench(example_query: str) -> None:
    """The snippets are those of the workbench, whose tests run them."""
    programs: list[Snippet] = snippets(f"{ADDRESS}/sparql", example_query, "SELECT")
    assert [each.name for each in programs if each.code not in SPARQL] == []


@pytest.mark.parametrize("query", [*blocks(SPARQL, "sparql"), *blocks(DOCUMENTS["docs/description.md"], "sparql")])
def test_an_example_query_has_rows(release_server: Server, query: str) -> None:
    answer = httpx.post(release_server.sparql, data={"query": query}, headers={"Accept": "text/csv"}, timeout=30)
    assert answer.status_code == 200, answer.text
    assert len(answer.text.splitlines()) > 1


# The dumps of the release take long; tests/api/test_dataset.py requests those of small data.
@pytest.mark.parametrize("commands", [each for each in blocks(SPARQL, "sh") if "/dump/" not in each])
def test_an_example_command_has_an_answer(release_server: Server, commands: str) -> None:
    script = commands.replace(ADDRESS, release_server.url)
    done = subprocess.run(["sh", "-e", "-c", script], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.strip() == "304" if "If-None-Match" in commands else len(done.stdout.splitlines()) > 1


def test_the_example_program_for_python_runs(release_server: Server) -> None:
    program = blocks(SPARQL, "python")[0].replace(ADDRESS, release_server.url)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert "Guadalajara" in done.stdout


def test_the_error_of_the_page_is_that_of_the_service(server: Server) -> None:
    shown = blocks(SPARQL, "json")[0]
    answer = httpx.get(server.sparql, params={"query": "SELECT * { ?s ?p }"})
    assert answer.json() == httpx.Response(200, text=shown).json()
