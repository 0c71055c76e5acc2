"""The closure of the graph under the axioms of the ontology."""
