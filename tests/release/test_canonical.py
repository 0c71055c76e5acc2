"""The release id depends only on the statements, not on syntax, order or blank node labels; dumps are reproducible."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from click.testing import CliRunner

from plenipot.cli import main
from plenipot.graph import mapping
from plenipot.model import release_files
from plenipot.model.rdf_files import UnreadableData
from plenipot.model.vocabulary import BASE, GRAPH
from plenipot.release import build, canonical, ids
from plenipot.release.dumps import write_dumps

ROOT = release_files.root()
ONTOLOGY = [(path, str(GRAPH["ontology"])) for path in release_files.ontology_files(ROOT)]
FILES = [*ONTOLOGY, (ROOT / "data" / "graph" / "merges.ttl", str(GRAPH["merges"]))]


def identity(quads: list[ox.Quad]) -> str:
    return canonical.release_id(canonical.fingerprints(quads))


@pytest.fixture(scope="module")
def quads() -> list[ox.Quad]:
    return list(canonical.read_quads(FILES))


@pytest.fixture(scope="module")
def dumped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dump")
    write_dumps(FILES, folder)
    return folder


def test_order_and_labels_and_syntax_do_not_count(quads: list[ox.Quad], tmp_path: Path) -> None:
    wanted = identity(quads)
    assert re.fullmatch("[0-9a-f]{32}", wanted)
    assert any(isinstance(quad.object, ox.BlankNode) for quad in quads), "without blank nodes nothing is tested"
    assert identity(list(reversed(quads))) == wanted
    assert identity([*quads, quads[0]]) == wanted
    assert identity(list(canonical.read_quads(FILES))) == wanted, "blank nodes have new labels in each reading"
    # A different toolkit, with different labels, order and syntax.
    again = rdflib.Dataset()
    again.parse(data=ox.serialize(quads, format=ox.RdfFormat.N_QUADS), format="nquads")
    path = tmp_path / "again.trig"
    again.serialize(path, format="trig")
    assert identity(list(canonical.read_dump(path))) == wanted


def test_every_statement_and_its_graph_count(quads: list[ox.Quad]) -> None:
    wanted = identity(quads)
    first = next(quad for quad in quads if isinstance(quad.object, ox.Literal))
    rest = [quad for quad in quads if quad != first]
    assert identity(rest) != wanted
    moved = ox.Quad(first.subject, first.predicate, first.object, ox.NamedNode(GRAPH["other"]))
    changed = ox.Quad(first.subject, first.predicate, ox.Literal("another"), first.graph_name)
    assert len({wanted, identity([*rest, moved]), identity([*rest, changed])}) == 3


def test_a_statement_outside_of_graphs_has_no_id() -> None:
    node = ox.NamedNode(BASE)
    with pytest.raises(UnreadableData, match="in no named graph"):
        canonical.fingerprints([ox.Quad(node, node, node)])


def test_canonical_lines_are_those_of_the_standard() -> None:
    # RDFC-1.0, section 5: escapes of canonical N-Quads, order of code points.
    subject, predicate = ox.NamedNode("https://example.org/s"), ox.NamedNode("https://example.org/p")
    odd = ox.Quad(subject, predicate, ox.Literal('é"\\\n\t\x0b\x7f'))
    assert canonical.canonical_lines([odd]) == [
        '<https://example.org/s> <https://example.org/p> "é\\"\\\\\\n\\t\\u000B\\u007F" .\n'.encode()
    ]


def test_dumps_are_the_same_bytes_in_every_process(dumped: Path, tmp_path: Path) -> None:
    named = [f"{graph}={path}" for path, graph in FILES]
    wanted = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in dumped.iterdir()}
    assert len(wanted) == 9
    for seed in ("0", "1", "random"):
        folder = tmp_path / seed
        command = [sys.executable, "-m", "plenipot", "dump", str(folder), *named]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env={**os.environ, "PYTHONHASHSEED": seed})
        assert {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()} == wanted


def test_verify_prints_the_id_of_a_dump(quads: list[ox.Quad], dumped: Path) -> None:
    wanted = identity(quads)
    for name in ("plenipot.nq", "plenipot.nq.gz", "plenipot.nq.zst", "plenipot.trig", "plenipot.trig.zst"):
        result = CliRunner().invoke(main, ["verify", str(dumped / name), "--id", wanted])
        assert (result.exit_code, result.output) == (0, f"{wanted}\n"), name
    listed = CliRunner().invoke(main, ["verify", "--graphs", str(dumped / "plenipot.nq")]).output.splitlines()
    assert [line.split("\t")[0] for line in listed[:-1]] == [str(GRAPH["merges"]), str(GRAPH["ontology"])]
    other = CliRunner().invoke(main, ["verify", str(dumped / "plenipot.nq"), "--id", "0" * 32])
    assert other.exit_code == 1
    assert "is not the release" in other.output


def test_what_is_no_dump_is_told(dumped: Path, tmp_path: Path) -> None:
    short = tmp_path / "short.nq.gz"
    short.write_bytes((dumped / "plenipot.nq.gz").read_bytes()[:-100])
    cut = tmp_path / "cut.nq.zst"
    cut.write_bytes(b"no zstd at all")
    broken = tmp_path / "broken.trig"
    broken.write_text("<a <b>")
    for path, said in (
        (dumped / "plenipot.ttl", "a dump is .nq or .trig"),
        (short, "short.nq.gz: "),
        (cut, "cut.nq.zst: "),
        (broken, "broken.trig: "),
    ):
        result = CliRunner().invoke(main, ["verify", str(path)])
        assert result.exit_code == 1
        assert said in result.output
        assert str(tmp_path) not in result.output


def test_the_recipe_of_the_documentation_gives_the_id(quads: list[ox.Quad], dumped: Path) -> None:
    text = (ROOT / "docs" / "release.md").read_text(encoding="utf-8")
    (recipe,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    done = subprocess.run([sys.executable, "-I", "-c", recipe], cwd=dumped, check=True, capture_output=True, text=True)
    assert done.stdout.strip() == identity(quads)


def test_a_change_of_the_ontology_alone_makes_the_table_stale(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "ontology", tmp_path / "ontology")
    merges = tmp_path / "data" / "graph" / "merges.ttl"
    merges.parent.mkdir(parents=True)
    shutil.copy(ROOT / "data" / "graph" / "merges.ttl", merges)
    files = {merges: merges.read_bytes()}
    table = ids.write_table(build.graph_fingerprints(build.quads_by_family(tmp_path, files)))
    release_files.fingerprints_file(tmp_path).write_bytes(table)
    assert ids.release_id(tmp_path) == identity(list(canonical.read_quads(FILES)))

    def stale() -> list[Path]:
        made = ids.write_table(build.graph_fingerprints(build.quads_by_family(tmp_path, files)))
        return build.outdated_files(
            build.Build(mapping.Mapping(), {release_files.fingerprints_file(tmp_path): made}, [], {})
        )

    assert stale() == []
    module = release_files.ontology_files(tmp_path)[0]
    module.write_text(module.read_text() + "\n# Only a remark.\n")
    assert stale() == []
    module.write_text(module.read_text() + f'\n<{BASE}ontology/> <{rdflib.RDFS.comment}> "More." .\n')
    assert stale() == [release_files.fingerprints_file(tmp_path)]


def test_the_table_has_every_selection_and_graph() -> None:
    for without in ids.selections(release_files.optional_families(ROOT)):
        listed = {each.graph for each in ids.read_table(ROOT, without)}
        names = {graph for _, graph in release_files.dataset(ROOT, without) if graph}
        assert names <= listed
        assert {graph for graph in listed - names if "/graph/inferred" not in graph} == set()


def test_a_table_that_is_missing_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="run `plenipot build`"):
        ids.release_id(tmp_path)
    release_files.fingerprints_file(tmp_path).parent.mkdir(parents=True)
    release_files.fingerprints_file(tmp_path).write_bytes(ids.write_table({}))
    with pytest.raises(FileNotFoundError, match="no release"):
        ids.release_id(tmp_path)
