"""Describe a thing in JSON-LD of schema.org for search engines: type, name, URL and equivalent things."""

from __future__ import annotations

from typing import Any

from plenipot.api.things.statements import Document
from plenipot.model.classes import class_of
from plenipot.model.vocabulary import PLEN, PREFIXES

_TYPE = PREFIXES["rdf"] + "type"
_SAME = PREFIXES["skos"] + "exactMatch"
_DATASET = PREFIXES["dcat"] + "Dataset"


def schema_org(document: Document) -> dict[str, Any]:
    """Make the schema.org description of the thing of a document.

    >>> from plenipot.api.things.statements import Statement
    >>> from plenipot.model.terms import Term
    >>> swiss = Statement(_TYPE, Term("uri", PLEN["State"]), False, ())
    >>> schema_org(Document("https://w3id.org/plenipot/state/che", (swiss,)))["@type"]
    'Country'
    """
    types = {term.value.removeprefix(str(PLEN)) for term in document.values(_TYPE)}
    thing_class = class_of(types)
    kind = thing_class.schema_org if thing_class else "Dataset" if _DATASET in types else "Thing"
    label = document.label(document.iri)
    description: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": kind,
        "@id": document.iri,
        "url": document.iri,
    }
    if label:
        description["name"] = label.value
    if kind == "Dataset":
        for name in ("description", "license"):
            if values := document.values(PREFIXES["dcterms"] + name):
                description[name] = values[0].value
    same = [term.value for term in document.values(_SAME)]
    if same:
        description["sameAs"] = same
    for property, name in ((PLEN["start"], "startDate"), (PLEN["end"], "endDate")):
        if kind == "Event" and (values := document.values(str(property))):
            description[name] = values[0].value
    return description
