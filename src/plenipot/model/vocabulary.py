"""Namespaces of the graph, and the prefixes of all serializations."""

from rdflib import Namespace

BASE = "https://w3id.org/plenipot/"

RES = Namespace(BASE)
"""Instances: ``RES["state/che"]`` is Switzerland."""

PLEN = Namespace(BASE + "ontology/")
"""Classes and properties of the ontology."""

GRAPH = Namespace(BASE + "graph/")
"""Named graphs: one per family of tables, one per rule, and those of the description."""

ORG = Namespace("http://www.w3.org/ns/org#")
ELI = Namespace("http://data.europa.eu/eli/ontology#")
SCHEMA = Namespace("https://schema.org/")
SH = Namespace("http://www.w3.org/ns/shacl#")
SPEX = Namespace("https://purl.expasy.org/sparql-examples/ontology#")
VOID_EXT = Namespace("http://ldf.fi/void-ext#")

DESCRIPTION_GRAPHS = tuple(str(GRAPH[name]) for name in ("dataset", "examples", "prefixes", "void"))
"""The named graphs that describe the dataset. Pages of things do not show incoming statements of these graphs."""

PREFIXES: dict[str, str] = {
    "plen": str(PLEN),
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "eli": str(ELI),
    "foaf": "http://xmlns.com/foaf/0.1/",
    "org": str(ORG),
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": str(SCHEMA),
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "void": "http://rdfs.org/ns/void#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
