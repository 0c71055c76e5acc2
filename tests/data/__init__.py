"""What must hold for the release that is served: properties of its rows and triples, not single cells."""
