"""Merges: one thing keeps one identifier, and the other one stays known."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from rdflib import DCTERMS, RDFS, SKOS, Literal

from plenipot.graph.mapping import map_tables
from plenipot.model import release_files
from plenipot.model.vocabulary import PLEN, RES
from plenipot.tables.facts import Triple
from plenipot.tables.merges import FAMILY, apply_merges
from tests.tables.release_mapping import mapping

OLD, NEW, GROUP = RES["person/bigi"], RES["person/fabio-bigi"], RES["body/isct"]


def test_the_thing_keeps_one_identifier_and_gains_a_name() -> None:
    graphs: dict[str, set[Triple]] = {
        "structure": {(OLD, RDFS.label, Literal("Bigi", lang="en")), (GROUP, PLEN.rolePerson, OLD)},
        "merges": {(OLD, DCTERMS.isReplacedBy, NEW)},
    }
    apply_merges(graphs)
    assert graphs["structure"] == {(NEW, SKOS.altLabel, Literal("Bigi", lang="en")), (GROUP, PLEN.rolePerson, NEW)}
    assert graphs["merges"] == {(OLD, DCTERMS.isReplacedBy, NEW)}


def test_a_merge_into_a_retired_thing_is_refused() -> None:
    graphs: dict[str, set[Triple]] = {"merges": {(OLD, DCTERMS.isReplacedBy, NEW), (NEW, DCTERMS.isReplacedBy, GROUP)}}
    with pytest.raises(ValueError, match="retired itself"):
        apply_merges(graphs)


def test_no_retired_identifier_is_used_in_the_graph() -> None:
    graphs = mapping().graphs
    retired = {s for s, p, _ in graphs["merges"] if p == DCTERMS.isReplacedBy}
    assert retired
    used = {term for name, triples in graphs.items() if name != "merges" for s, _, o in triples for term in (s, o)}
    assert not retired & used
    assert (NEW, SKOS.altLabel, Literal("Bigi", lang="en")) in graphs["structure"]


def test_a_thing_merged_into_itself_is_named_by_line(tmp_path: Path) -> None:
    shutil.copytree(release_files.root() / "data" / "tables", tmp_path / "data" / "tables")
    path = tmp_path / "data" / "tables" / "merges" / "merge.csv"
    path.write_text(
        path.read_text("utf-8").replace("person/bigi,person/fabio-bigi", "person/bigi,person/bigi"), "utf-8"
    )
    (refusal,) = map_tables(tmp_path, [FAMILY]).refusals
    assert (refusal.file, refusal.line) == ("data/tables/merges/merge.csv", 2)
    assert "cannot be merged into itself" in refusal.reason
