"""The family ``recommendations``: triples of works and editions."""

from __future__ import annotations

from rdflib import RDF, XSD, Literal

from plenipot.model.vocabulary import PLEN
from plenipot.tables import recommendations, texts
from tests.tables.small_release import about, values


def test_an_edition_maps_as_the_catalogue_has_it() -> None:
    name = "recommendation/itu-t/x.1205/2008-04"
    assert about("recommendations", name) >= {
        (RDF.type, PLEN.Edition),
        (PLEN.published, Literal("2008-04-18", datatype=XSD.date)),
        (PLEN.inForce, Literal(True)),
    }
    assert values("recommendations", name, PLEN.editionOf) == {"recommendation/itu-t/x.1205"}
    assert values("recommendations", name, PLEN.responsibleGroup) == set()


def test_a_corrigendum_names_the_edition_that_it_corrects() -> None:
    found = values("recommendations", "corrigendum/itu-t/x.682-2015-cor.2", PLEN.concernsEdition)
    assert found == {"recommendation/itu-t/x.682/2015-08"}


def test_duties_are_read_with_their_provision() -> None:
    assert values("texts", "duty/cv/61b/1", PLEN.bearer) == {"body/council"}
    assert values("texts", "duty/cv/61b/1", PLEN.modality) == {"shall"}


def test_large_families_have_parts() -> None:
    assert recommendations.FAMILY.part is not None
    assert texts.FAMILY.part is None
