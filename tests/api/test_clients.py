"""Clients that openapi-python-client generates from the OpenAPI document: they import, run questions and parse rows."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from types import ModuleType
from typing import Any

import httpx
import jsonschema
import pytest

from plenipot.api.openapi.document import describe
from plenipot.model import release_files
from plenipot.model.questions import read_catalogue
from tests.server import Server

QUESTIONS = read_catalogue(release_files.root() / "queries")
GENERATED = tuple(each for place, each in enumerate(QUESTIONS) if place % 8 == 0 or each.name == "council-on-a-day")
"""Some of the questions: a client of all of them is 700 modules, which take a while to be written and imported."""
DESCRIBED = describe(QUESTIONS)
OPERATIONS = {
    f"{method} {path}": operation
    for path, methods in DESCRIBED["paths"].items()
    for method, operation in methods.items()
}
NAME = "client_of_the_description"
pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    """Generate a client for some of the questions."""
    folder = tmp_path_factory.mktemp("clients")
    (folder / "openapi.json").write_text(json.dumps(describe(GENERATED)), encoding="utf-8")
    # The configuration is JSON, which is YAML. Without hooks the generator does not format the code: this is slow.
    (folder / "config.yaml").write_text(json.dumps({"post_hooks": []}), encoding="utf-8")
    command = [sys.executable, "-m", "openapi_python_client", "generate", "--meta", "none"]
    command += ["--path", "openapi.json", "--config", "config.yaml", "--output-path", NAME]
    made = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stdout + made.stderr
    assert "/query/" not in made.stdout, f"it leaves out a question, or a part of one:\n{made.stdout}"
    sys.path.insert(0, str(folder))
    try:
        yield importlib.import_module(NAME)
    finally:
        sys.path.remove(str(folder))
        for name in [each for each in sys.modules if each.partition(".")[0] == NAME]:
            del sys.modules[name]


@pytest.fixture(scope="module")
def client(package: ModuleType, release_server: Server) -> Any:
    """The generated client, connected to a server of the release."""
    return package.Client(base_url=release_server.url, timeout=httpx.Timeout(60))


def operation(name: str, tag: str = "questions") -> ModuleType:
    return importlib.import_module(f"{NAME}.api.{tag}.{name.replace('-', '_')}")


def test_a_question_has_its_rows(client: Any, release_server: Server) -> None:
    found = operation("council-on-a-day").sync(client=client, as_of=date(2005, 6, 1))
    assert type(found).__name__ == "CouncilOnADayResults"
    plain = httpx.get(f"{release_server.url}/query/council-on-a-day.json?as_of=2005-06-01").json()
    rows = [row.to_dict() for row in found.results.bindings]
    assert rows == plain["results"]["bindings"]
    assert len(rows) > 40
    assert found.results.bindings[0].state.type_ == "uri"
    assert found.head.vars_ == plain["head"]["vars"]


def test_a_part_of_the_rows(client: Any) -> None:
    found = operation("council-on-a-day").sync(client=client, limit=3, offset=2)
    whole = operation("council-on-a-day").sync(client=client)
    assert found.results.bindings == whole.results.bindings[2:5]


@pytest.mark.parametrize("name", [each.name for each in GENERATED])
def test_questions_are_imported_and_have_rows(client: Any, name: str) -> None:
    found = operation(name).sync(client=client, limit=5)
    assert found is not None
    assert found.results.bindings


def test_every_question_is_imported(package: ModuleType) -> None:
    for each in GENERATED:
        assert callable(operation(each.name).sync)


def test_a_wrong_value_is_a_problem(client: Any) -> None:
    found = operation("council-on-a-day").sync_detailed(client=client, limit=0)
    assert found.status_code == 400
    assert found.parsed.detail == "limit='0' must be a whole number from 1 to 100000."


def test_what_is_found_by_name_is_read(client: Any) -> None:
    found = operation("search", "search").sync(client=client, q="res 102")
    assert found.results[0].path == "/resolution/pp/102"
    assert operation("health", "service").sync(client=client).status == "ok"
    counted = operation("sparql-get", "sparql").sync(client=client, query="SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    assert int(counted.results.bindings[0]["n"]["value"]) > 100_000


def test_no_two_tags_are_one_to_a_generator() -> None:
    """Generators name folders and classes after tags, in lower case, with only letters and digits."""
    used = {tag for each in OPERATIONS.values() for tag in each["tags"]}
    assert len({"".join(filter(str.isalnum, tag)).casefold() for tag in used}) == len(used)
    assert {each["name"] for each in DESCRIBED["tags"]} == used


def test_no_two_operations_or_schemas_are_one_to_a_generator() -> None:
    for names in ([each["operationId"] for each in OPERATIONS.values()], list(DESCRIBED["components"]["schemas"])):
        assert len({"".join(filter(str.isalnum, name)).casefold() for name in names}) == len(names)


@pytest.mark.parametrize("name", OPERATIONS)
def test_the_first_media_type_of_an_answer_has_a_schema(name: str) -> None:
    content = OPERATIONS[name]["responses"].get("200", {}).get("content", {})
    for media in [*content][:1]:
        if media not in ("application/gzip", "application/zstd"):  # files of bytes
            assert content[media]["schema"], media
        assert media != "text/html" or [*content] == ["text/html"]
    if name.startswith("get /query/"):
        assert next(iter(content)) == "application/sparql-results+json"
        assert content[next(iter(content))]["schema"]["$ref"].endswith("Results")


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda each: each.name)
def test_the_rows_of_a_question_fit_their_schema(release_server: Server, question: Any) -> None:
    content = OPERATIONS[f"get /query/{question.name}"]["responses"]["200"]["content"]
    schema = content["application/sparql-results+json"]["schema"]
    answer = httpx.get(f"{release_server.url}/query/{question.name}.json", timeout=60).json()
    jsonschema.validate(answer, {**schema, "components": DESCRIBED["components"]})
    row = DESCRIBED["components"]["schemas"][schema["$ref"].rpartition("/")[2].removesuffix("Results") + "Row"]
    assert [*row["properties"]] == list(question.columns) == answer["head"]["vars"]
