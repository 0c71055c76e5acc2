"""Engines that answer SPARQL queries: Oxigraph in killable processes, or an endpoint elsewhere."""
