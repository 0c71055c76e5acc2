"""Merges: a replacement takes over all triples, and the retired identifier is still described."""

from __future__ import annotations

import pytest
from rdflib import DCTERMS, RDFS, SKOS, Literal

from plenipot.model.vocabulary import PLEN, RES
from plenipot.tables.facts import Triple
from plenipot.tables.merges import apply_merges

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
