"""The family ``links``: SSSOM rows become links, never owl:sameAs."""

from __future__ import annotations

from rdflib import RDF, RDFS, SKOS, Literal, URIRef

from plenipot.model.vocabulary import BASE, PLEN, RES
from plenipot.tables.links.links import PREDICATES
from tests.tables import small_release

WIKIDATA = "http://www.wikidata.org/entity/"
TRIPLES = small_release.triples("links")


def values(predicate: URIRef) -> dict[URIRef, set[URIRef | Literal]]:
    """Return the objects by subject."""
    found: dict[URIRef, set[URIRef | Literal]] = {}
    for subject, stated, value in TRIPLES:
        if stated == predicate:
            found.setdefault(subject, set()).add(value)
    return found


def test_links_are_exact_where_codes_were_checked() -> None:
    assert (RES["state/afg"], SKOS.exactMatch, URIRef(WIKIDATA + "Q889")) in TRIPLES
    assert (RES["topic/internet"], SKOS.exactMatch, URIRef("http://eurovoc.europa.eu/6088")) in TRIPLES
    assert (RES["body/itu"], SKOS.exactMatch, URIRef(WIKIDATA + "Q376150")) in TRIPLES


def test_every_link_of_the_graph_has_a_row_behind_it() -> None:
    things, predicates, targets = (values(PLEN[name]) for name in ("linkedThing", "linkPredicate", "linkTarget"))
    behind = {(*things[link], *predicates[link], *targets[link]) for link in things}
    assert {triple for triple in TRIPLES if triple[1] in PREDICATES} == behind
    assert behind


def test_a_thing_whose_iri_is_not_ascii_keeps_its_iri_and_name() -> None:
    targets, names = values(PLEN.linkTarget), values(RDFS.label)
    strange = {str(*targets[link]): str(*names[link]) for link in targets if not str(*targets[link]).isascii()}
    iri = "http://dbpedia.org/resource/Hamadoun_Touré"
    assert strange[iri] == "person/hamadoun-toure closeMatch dbpedia:Hamadoun_Touré"


def test_what_others_call_a_concept_is_no_statement_about_ours() -> None:
    named = {subject for subject in values(RDFS.label) if not str(subject).startswith(BASE)}
    assert {str(subject).split("/")[2] for subject in named} == {"eurovoc.europa.eu"}
    assert not any(not str(subject).startswith(BASE) for subject in values(RDF.type))
