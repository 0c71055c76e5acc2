"""From triples to a graph that is closed, checked and counted."""
