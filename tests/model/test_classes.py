"""The table of classes agrees with the ontology and with the pages that exist."""

from __future__ import annotations

import pytest
from rdflib import OWL, RDF, RDFS

from plenipot.graph.reasoning.axioms import read_ontology
from plenipot.model import release_files
from plenipot.model.class_names import plural_name, singular_name
from plenipot.model.classes import BY_NAME, BY_PARAMETER, CLASSES, DEFAULT_PAGE, SEARCHED, class_of, page_of
from plenipot.model.vocabulary import PLEN
from plenipot.pages.kinds.page_kinds import KINDS

ONTOLOGY = read_ontology(release_files.ontology_files(release_files.root()))


def test_every_class_is_declared_in_the_ontology() -> None:
    names = {*BY_NAME, *(name for each in CLASSES for name in each.subclass_pages)}
    assert {name for name in names if (PLEN[name], RDF.type, OWL.Class) not in ONTOLOGY} == set()
    assert len(BY_NAME) == len(CLASSES)


def test_a_class_stands_before_those_that_contain_it() -> None:
    for place, each in enumerate(CLASSES):
        above = {
            str(kind).removeprefix(str(PLEN)) for kind in ONTOLOGY.transitive_objects(PLEN[each.name], RDFS.subClassOf)
        }
        assert above.isdisjoint(before.name for before in CLASSES[:place]), each.name


def test_a_finer_class_is_below_its_class() -> None:
    for each in CLASSES:
        for name in each.subclass_pages:
            assert PLEN[each.name] in set(ONTOLOGY.transitive_objects(PLEN[name], RDFS.subClassOf)), name


def test_every_page_is_there_and_every_kind_of_page_is_used() -> None:
    pages = {each.page for each in CLASSES} | {page for each in CLASSES for page in each.subclass_pages.values()}
    assert pages - {DEFAULT_PAGE} == {kind.name for kind in KINDS}


@pytest.mark.parametrize("name", BY_NAME)
def test_words_for_one_and_for_several_differ(name: str) -> None:
    each = BY_NAME[name]
    assert each.singular != each.plural
    assert each.brief != each.brief_plural


def test_what_is_found_has_words_and_a_weight() -> None:
    assert "Claim" not in SEARCHED
    assert plural_name("Person") == "people"
    assert singular_name("Article") == "article of a treaty"
    assert BY_NAME["Article"].brief == "article"


def test_a_thing_of_several_classes_is_called_after_the_narrowest() -> None:
    for names, expected in (
        ({"Instrument", "Publication", "Handbook"}, "Publication"),
        ({"Meeting", "Conference", "CouncilSession"}, "Conference"),
        ({"TreatyPart", "Division", "Article"}, "Article"),
    ):
        found = class_of(names)
        assert found is not None
        assert found.name == expected
    assert class_of({"TopicAssignment"}) is None


def test_a_finer_class_has_a_page_of_its_own() -> None:
    assert page_of({"Instrument", "Recommendation"}) == "publication"
    assert page_of({"Body", "StudyGroupPeriod"}) == "study group"


def test_a_parameter_takes_things_of_one_class() -> None:
    assert BY_PARAMETER["term"].name == "CouncilTerm"
    assert set(BY_PARAMETER) == {"state", "conference", "topic", "treaty", "source", "person", "office", "term"}
