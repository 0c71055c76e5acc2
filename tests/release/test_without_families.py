"""Optional families: a service without them, and the error for an unknown family."""

from __future__ import annotations

from click.testing import CliRunner

from plenipot.cli import main
from plenipot.model import release_files
from plenipot.model.vocabulary import GRAPH
from plenipot.release import ids
from plenipot.tables.families import FAMILIES

ROOT = release_files.root()


def test_a_family_is_left_out_with_what_follows_from_it() -> None:
    whole, part = release_files.dataset(ROOT), release_files.dataset(ROOT, ["recommendations"])
    left = {path for path, _ in whole} - {path for path, _ in part}
    counted = {path for path in left if path.parent.name == release_files.DESCRIPTION}
    assert {path.name for path in counted} == {"dataset.ttl", "void.ttl"}, "another description has other numbers"
    left -= counted
    assert left
    assert {path.parent.name for path in left} == {"recommendations"}
    assert release_files.closure_file(ROOT, "recommendations") in left
    assert str(GRAPH["recommendations"]) in {graph for _, graph in whole}
    assert str(GRAPH["recommendations"]) not in {graph for _, graph in part}
    assert ids.release_id(ROOT) != ids.release_id(ROOT, ["recommendations"])


def test_the_folders_are_those_of_the_families_with_parts() -> None:
    assert release_files.optional_families(ROOT) == [family.name for family in FAMILIES if family.part is not None]


def test_a_family_that_cannot_be_left_out_is_named() -> None:
    result = CliRunner().invoke(main, ["serve", "--without", "members"])
    assert result.exit_code == 2
    assert "members: can be left out: recommendations" in result.output


def test_nothing_is_left_out_of_other_files() -> None:
    result = CliRunner().invoke(main, ["serve", "--without", "recommendations", "--data", __file__])
    assert result.exit_code == 2
    assert "--data replaces the release" in result.output
