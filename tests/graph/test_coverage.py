"""Coverage counts members in the graph with the inferred triples."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from rdflib import RDF, RDFS, Literal

from plenipot.graph.coverage import Coverage, coverage_triples, measure
from plenipot.model.vocabulary import PLEN, RES
from plenipot.tables.facts import Triple

STATES = RES["coverage/member-states"]


def a_set(expected: int) -> set[Triple]:
    return {
        (STATES, RDF.type, PLEN.CoverageSet),
        (STATES, RDFS.label, Literal("Member States", lang="en")),
        (STATES, PLEN.coverageArea, Literal("members")),
        (STATES, PLEN.expected, Literal(expected)),
        (STATES, PLEN.memberPattern, Literal("?member a plen:MemberState")),
    }


def store(*states: str) -> ox.Store:
    """States, each in its own graph."""
    kind, member = ox.NamedNode(str(RDF.type)), ox.NamedNode(str(PLEN.MemberState))
    quads = (ox.Quad(ox.NamedNode(RES[f"state/{each}"]), kind, member, ox.NamedNode(f"urn:{each}")) for each in states)
    made = ox.Store()
    made.extend(quads)
    return made


@pytest.mark.parametrize(
    ("expected", "complete", "impossible"), [(3, False, False), (2, True, False), (1, False, True)]
)
def test_members_are_counted_in_all_graphs(expected: int, complete: bool, impossible: bool) -> None:
    (found,) = measure(a_set(expected), store("che", "ken"))
    assert found == Coverage("members", "Member States", expected, 2, STATES)
    assert (found.complete, found.impossible) == (complete, impossible)
    assert coverage_triples([found]) == {(STATES, PLEN.present, Literal(2)), (STATES, PLEN.complete, Literal(complete))}
