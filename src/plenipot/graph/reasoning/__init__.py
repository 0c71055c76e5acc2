"""Infer triples: the closure of the graph under the axioms of the ontology, by rules of OWL 2 RL."""
