"""Read the terms of the ontology from the served graph, once per release."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import FastAPI

from plenipot.api.things.statements import select
from plenipot.model.vocabulary import PLEN, PREFIXES

_QUERY = f"""PREFIX owl: <{PREFIXES["owl"]}> PREFIX rdf: <{PREFIXES["rdf"]}> PREFIX rdfs: <{PREFIXES["rdfs"]}>
PREFIX skos: <{PREFIXES["skos"]}>
SELECT ?term ?label ?definition ?inverse ?things WHERE {{
  ?term a ?kind . VALUES ?kind {{ owl:Class owl:ObjectProperty owl:DatatypeProperty owl:AnnotationProperty }}
  OPTIONAL {{ ?term rdfs:label ?label }} OPTIONAL {{ ?term skos:definition ?definition }}
  OPTIONAL {{ ?term owl:inverseOf|^owl:inverseOf ?inverse }}
  BIND (?kind = owl:ObjectProperty AS ?things)
}}"""


@dataclass(frozen=True)
class OntologyTerm:
    """A class or property: label, definition, inverse property, and whether its values are things."""

    iri: str
    label: str | None
    definition: str | None
    inverse: str | None
    things: bool


async def ontology(app: FastAPI) -> dict[str, OntologyTerm]:
    """The declared terms by IRI; cached, because a served release never changes."""
    terms: dict[str, OntologyTerm] | None = app.state.ontology
    if terms is None:
        rows = await select(app.state.engine, app.state.settings, _QUERY)
        terms = {}
        for row in rows:
            text = {name: term.value for name, term in row.items()}
            terms[text["term"]] = OntologyTerm(
                text["term"], text.get("label"), text.get("definition"), text.get("inverse"), text["things"] == "true"
            )
        app.state.ontology = terms
    return terms


def short_names(terms: dict[str, OntologyTerm]) -> dict[str, bool]:
    """For each property of our ontology, by local name, whether its values are things (for the JSON-LD context)."""
    ours = (term for iri, term in terms.items() if iri.startswith(str(PLEN)))
    return {
        name: term.things
        for term in ours
        if (name := term.iri.removeprefix(str(PLEN)))[:1].islower() and "/" not in name
    }
