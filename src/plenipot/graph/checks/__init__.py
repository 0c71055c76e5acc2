"""Checks of the graph against the shapes, and of the ontology against OWL 2."""
