"""The addresses that are no question, as OpenAPI has them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from plenipot.api.dataset.description import PACKED, dump_names
from plenipot.api.search.routes import MAX
from plenipot.api.view import LANGUAGES
from plenipot.http.negotiation import GRAPH_TYPES, RESULT_TYPES, SUFFIXES
from plenipot.model.classes import SEARCHED

Object = dict[str, Any]

_REFUSALS: Mapping[int, str] = {
    400: "Something in the request is wrong, or the answer is larger than a bound; the detail says what.",
    403: "The query asks an endpoint (SERVICE) that is not on the list.",
    404: "Nothing has this name.",
    405: "Another method.",
    406: "No format of the Accept header can be had; the detail lists those that can.",
    408: "The request came too slowly.",
    410: "The identifier was given up; successor names the thing now.",
    413: "The query is too long.",
    415: "The body is neither a form nor application/sparql-query.",
    416: "The file ends before this part.",
    429: "More requests of one client than a bound; Retry-After says when to come again.",
    502: "An endpoint of a SERVICE clause does not answer, or too much.",
    503: "A bound of time, memory or queue was passed, or the service is not ready; limit names the bound.",
    504: "An endpoint of a SERVICE clause does not answer in time.",
}
_PROBLEM = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
_NOT_MODIFIED = {"description": "The client has it: If-None-Match names its ETag."}
_ETAG = {"description": "A strong validator.", "schema": {"type": "string"}}
_LINK = {"description": "Pages (first, prev, next), licence, other formats (RFC 8288).", "schema": {"type": "string"}}

COMPONENTS: Object = {
    "schemas": {
        "Problem": {
            "description": "RFC 9457.",
            "type": "object",
            "required": ["type", "title", "status", "detail"],
            "properties": {
                "type": {"type": "string", "format": "uri-reference"},
                "title": {"type": "string"},
                "status": {"type": "integer"},
                "detail": {"type": "string"},
                "limit": {"type": "string", "description": "The bound that was passed."},
                "line": {"type": "integer"},
                "column": {"type": "integer"},
                "successor": {"type": "string", "format": "iri"},
            },
        },
        "SparqlResults": {
            "description": "SPARQL 1.1 Query Results JSON Format; an ASK query has boolean.",
            "type": "object",
            "required": ["head"],
            "properties": {
                "head": {"type": "object", "properties": {"vars": {"type": "array", "items": {"type": "string"}}}},
                "boolean": {"type": "boolean"},
                "results": {
                    "type": "object",
                    "required": ["bindings"],
                    "properties": {"bindings": {"type": "array", "items": {"type": "object"}}},
                },
            },
        },
        "Hits": {
            "type": "object",
            "required": ["query", "corrected", "suggestion", "results"],
            "properties": {
                "query": {"type": "string"},
                "corrected": {
                    "type": ["string", "null"],
                    "description": "What was searched for instead, since nothing has the words of the query.",
                },
                "suggestion": {
                    "type": ["string", "null"],
                    "description": "What would be found instead; the query was taken as it is, and nothing found.",
                },
                "results": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "required": ["id", "path", "label", "type", "kind"],
                        "properties": {
                            "id": {"type": "string", "format": "iri"},
                            "path": {"type": "string"},
                            "label": {"type": "string"},
                            "lang": {"type": ["string", "null"]},
                            "title": {"type": ["string", "null"]},
                            "type": {"type": "string", "format": "iri"},
                            "kind": {"type": "string", "description": "What it is, in words."},
                        },
                    },
                },
            },
        },
        "Health": {
            "type": "object",
            "required": ["status", "release", "triples", "workers"],
            "properties": {
                "status": {"enum": ["ok", "unavailable"]},
                "release": {"type": "string"},
                "triples": {"type": "integer"},
                "workers": {"type": "integer"},
            },
        },
        "Ready": {
            "type": "object",
            "required": ["ready", "missing"],
            "properties": {"ready": {"type": "boolean"}, "missing": {"type": "array", "items": {"type": "string"}}},
        },
    }
}


def other_paths(release: str) -> Object:
    """All addresses but those of the questions; the release that is served gives the examples of dumps."""
    return {
        "/sparql": {"get": _sparql_get(), "post": _sparql_post()},
        "/search": {"get": _search()},
        "/{identifier}": {"get": _thing()},
        "/{identifier}.{suffix}": {"get": _document()},
        "/dataset": {"get": _dataset()},
        "/dump/{release}/{file}": {"get": _dump(release)},
        "/context.jsonld": {"get": _simple("The JSON-LD context of documents", "application/ld+json", "linked data")},
        "/.well-known/void": {"get": _well_known()},
        "/.well-known/sparql-examples": {"get": _examples()},
        "/sitemap.xml": {"get": _sitemap()},
        "/robots.txt": {"get": _simple("What crawlers may read", "text/plain", "linked data")},
        "/openapi.json": {"get": _simple("This description", "application/json", "service")},
        "/docs": {"get": _simple("This description as a page", "text/html", "service")},
        "/health": {"get": _state("Whether queries can be answered, and what is served", "Health", {
            "status": "ok", "release": release, "triples": 630000, "workers": 2})},
        "/ready": {"get": _state("Whether a balancer may send requests here", "Ready", {
            "ready": True, "missing": []})},
        "/metrics": {"get": _simple("Numbers for Prometheus", "text/plain", "service")},
    }  # fmt: skip


def reads(
    summary: str, description: str, tags: list[str], parameters: list[Object], responses: Object, name: str = ""
) -> Object:
    """A GET operation."""
    made: Object = {"summary": summary, "tags": tags, "parameters": parameters, "responses": responses}
    if description:
        made["description"] = description
    if name:
        made["operationId"] = name
    return made


def answers(description: str, content: Object, *refusals: int, links: bool = False, cached: bool = True) -> Object:
    """The responses: 200, 304, the refusals that are named, and those that every address has."""
    headers = ({"ETag": _ETAG} if cached else {}) | ({"Link": _LINK} if links else {})
    found: Object = {"200": {"description": description, "content": content}}
    if headers:
        found["200"]["headers"] = headers
    if cached:
        found["304"] = _NOT_MODIFIED
    return found | _refused(*refusals)


def query(name: str, description: str, schema: Object, example: object = None) -> Object:
    """A parameter of the query."""
    made: Object = {"name": name, "in": "query", "description": description, "schema": schema}
    return made if example is None else {**made, "example": example}


def _refused(*statuses: int) -> Object:
    return {str(each): {"description": _REFUSALS[each], "content": _PROBLEM} for each in sorted({*statuses, 429, 503})}


def _moved(description: str) -> Object:
    return {"description": description, "headers": {"Location": {"schema": {"type": "string"}}}}


def _path(name: str, description: str, schema: Object, example: str) -> Object:
    place = {"name": name, "in": "path", "required": True}
    return {**place, "description": description, "schema": schema, "example": example}


def _types(*offered: Mapping[str, str]) -> Object:
    return {media.partition(";")[0]: {} for each in offered for media in each.values()}


_ASK = "ASK { ?s ?p ?o }"
_GRAPHS = [
    query("default-graph-uri", "A graph of the default graph; repeatable.", {"type": "array", "items": {
        "type": "string", "format": "iri"}}),
    query("named-graph-uri", "A named graph; repeatable.", {"type": "array", "items": {
        "type": "string", "format": "iri"}}),
    query("format", "Instead of an Accept header.", {"type": "string"}, "json"),
]  # fmt: skip


def _sparql_answers() -> Object:
    content = _types(RESULT_TYPES, GRAPH_TYPES)
    content["application/sparql-results+json"] = {
        "schema": {"$ref": "#/components/schemas/SparqlResults"},
        "example": {"head": {}, "boolean": True},
    }
    return answers("The answer.", content, 400, 403, 406, 408, 413, 415, 502, 504)


def _sparql_get() -> Object:
    asked = query("query", "A query; without one the service describes itself.", {"type": "string"}, _ASK)
    found = _sparql_answers()
    del found["415"], found["408"]
    return reads("SPARQL 1.1 Protocol, by GET", "", ["sparql"], [asked, *_GRAPHS], found, "sparql-get")


def _sparql_post() -> Object:
    fields = {"query": {"type": "string"}, "format": {"type": "string"}} | {
        name: {"type": "array", "items": {"type": "string"}} for name in ("default-graph-uri", "named-graph-uri")
    }
    form = {"type": "object", "required": ["query"], "properties": fields}
    body = {
        "required": True,
        "content": {
            "application/x-www-form-urlencoded": {"schema": form, "example": {"query": _ASK}},
            "application/sparql-query": {"schema": {"type": "string"}, "example": _ASK},
        },
    }
    description = "The query as a form, or as the body; then the graphs stand in the address."
    made = reads("SPARQL 1.1 Protocol, by POST", description, ["sparql"], _GRAPHS, _sparql_answers(), "sparql-post")
    return {**made, "requestBody": body}


def _search() -> Object:
    parameters = [
        query("q", "What people write: a name, number, acronym or title; the last word may be unfinished.", {
            "type": "string", "maxLength": 200}, "res 102"),
        query("kind", "Only things of this class.", {"type": "string", "enum": [*SEARCHED]}, "Instrument"),
        query("lang", "The language of the labels.", {"type": "string", "enum": [*LANGUAGES], "default": "en"}, "fr"),
        query("limit", "At most so many.", {"type": "integer", "minimum": 1, "maximum": MAX, "default": 20}, 10),
        query("offset", "Leave out so many.", {"type": "integer", "minimum": 0, "maximum": 10_000, "default": 0}, 0),
        query("verbatim", "Correct no misspelt word.", {"type": "boolean", "default": False}, False),
    ]  # fmt: skip
    hit = {
        "id": "https://w3id.org/plenipot/resolution/pp/102",
        "path": "/resolution/pp/102",
        "label": "PP Resolution 102",
        "lang": "en",
        "title": None,
        "type": "https://w3id.org/plenipot/ontology/Instrument",
        "kind": "resolution",
    }
    content = {
        "application/json": {
            "schema": {"$ref": "#/components/schemas/Hits"},
            "example": {"query": "res 102", "corrected": None, "suggestion": None, "results": [hit]},
        },
        "text/html": {},
    }
    found = answers("The things, the best first.", content, 400, 406, links=True)
    return reads("Search for things by name, number, acronym or title", "", ["search"], parameters, found, "search")


def _identifier() -> Object:
    return _path("identifier", "The path of an identifier; it may have slashes.", {"type": "string"}, "state/che")


def _thing() -> Object:
    description = "An identifier leads to the document that fits Accept; an Akoma Ntoso address to its version."
    moved = _moved("Its document.")
    found = {"303": moved, **_refused(404, 406, 410)}
    return reads("A thing", description, ["linked data"], [_identifier()], found, "thing")


def _document() -> Object:
    suffix = _path("suffix", "The format.", {"type": "string", "enum": [*SUFFIXES]}, "ttl")
    page = query("page", "The page of a long document.", {"type": "integer", "minimum": 1, "default": 1}, 1)
    found = answers("One page of what is known.", _types(SUFFIXES), 400, 404, 406, 410, links=True)
    return reads("The document of a thing", "", ["linked data"], [_identifier(), suffix, page], found, "document")


def _dataset() -> Object:
    moved = _moved("The description that fits Accept.")
    return reads("The dataset in VoID and DCAT", "", ["linked data"], [], {"303": moved, **_refused(406)}, "dataset")


def _dump(release: str) -> Object:
    parameters = [
        _path("release", "The id of the release; latest leads to the one that is served.", {"type": "string"}, release),
        _path("file", "The file.", {"type": "string", "enum": [*dump_names()]}, "plenipot.ttl.zst"),
        {"name": "Range", "in": "header", "description": "A part of the file.", "schema": {"type": "string"}},
    ]
    content = _types(PACKED) | {"application/trig": {}, "application/n-quads": {}, "text/turtle": {}}
    moved = _moved("The served release.")
    part = {"description": "The part.", "content": content}
    found = answers("The whole release; it never changes.", content, 404, 416) | {"206": part, "302": moved}
    return reads("A dump of the release", "", ["linked data"], parameters, found, "dump")


def _well_known() -> Object:
    moved = _moved("The dataset.")
    return reads("Where VoID is", "", ["linked data"], [], {"303": moved, **_refused()}, "void")


def _examples() -> Object:
    description = "In the vocabulary of sib-swiss/sparql-examples, so that editors find them."
    format = query("format", "Instead of an Accept header.", {"type": "string", "enum": [*GRAPH_TYPES]}, "turtle")
    found = answers("The questions.", _types(GRAPH_TYPES), 400, 406)
    return reads("The questions as example queries", description, ["linked data"], [format], found, "examples")


def _sitemap() -> Object:
    part = query("part", "A part; without it the list of parts.", {"type": "integer", "minimum": 1}, 1)
    found = answers("The pages of things.", {"application/xml": {}}, 404, cached=False)
    return reads("The pages for search engines", "", ["linked data"], [part], found, "sitemap")


def _simple(summary: str, media: str, tag: str) -> Object:
    cached = media in ("application/ld+json", "application/json")
    return reads(summary, "", [tag], [], answers(f"{summary}.", {media: {}}, cached=cached))


def _state(summary: str, schema: str, example: Object) -> Object:
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}, "example": example}}
    found = answers("It can.", content, cached=False)
    found["503"] = {"description": "It cannot now.", "content": content}
    return reads(summary, "", ["service"], [], found)
