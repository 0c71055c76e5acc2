"""Shortened IRIs are the same everywhere."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from rdflib import URIRef

from plenipot.model.compact import compact, expand, prefixed_name, relative
from plenipot.model.vocabulary import BASE, PLEN, PREFIXES


@pytest.mark.parametrize("prefix", PREFIXES)
def test_every_prefix_of_the_graph_is_used(prefix: str) -> None:
    assert prefixed_name(f"{PREFIXES[prefix]}a-b_1.2") == f"{prefix}:a-b_1.2"


@pytest.mark.parametrize("local", ["", "a/b", "a#b", "a?b", "a b", "a.", "-a", "a" * 200])
def test_what_is_no_local_name_of_sparql_gets_no_prefix(local: str) -> None:
    assert prefixed_name(PREFIXES["skos"] + local) == PREFIXES["skos"] + local
    assert compact(str(PLEN) + local) == (f"ontology/{local}" if " " not in local else str(PLEN) + local)


def test_the_longest_namespace_wins() -> None:
    assert prefixed_name(PREFIXES["rdfs"] + "label") == "rdfs:label"
    assert compact(str(PLEN) + "Topic") == "plen:Topic"
    assert compact(f"{BASE}state/che") == "state/che"
    assert compact(BASE) == BASE
    assert compact("https://example.org/x") == "https://example.org/x"


@pytest.mark.parametrize("local", ["urn:x", "//example.org/", "..", "a b"])
def test_what_would_be_another_thing_without_the_base_is_shown_with_it(local: str) -> None:
    assert relative(BASE + local) == compact(BASE + local) == BASE + local


@pytest.mark.parametrize("prefix", PREFIXES)
def test_a_prefixed_name_can_be_expanded(prefix: str) -> None:
    assert expand(f"{prefix}:a") == PREFIXES[prefix] + "a"
    assert expand(f"no-{prefix}:a") is None


def test_a_term_of_rdflib_becomes_plain_text() -> None:
    assert type(prefixed_name(URIRef("https://example.org/x"))) is str


def test_nothing_is_written_to_the_home_folder(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    command = [sys.executable, "-c", "import plenipot.model.compact"]
    subprocess.run(command, check=True, env={**os.environ, "HOME": str(home), "XDG_CACHE_HOME": str(home / "cache")})
    assert list(home.iterdir()) == []
