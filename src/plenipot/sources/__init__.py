"""Where rows come from: readers of documents, and SPARQL endpoints."""
