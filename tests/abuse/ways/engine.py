"""Attacks with queries that need too much time, memory or bandwidth."""

from __future__ import annotations

from tests.abuse.ask import posted
from tests.abuse.ways import Way

JSON, CSV, TURTLE, PAGE = "application/sparql-results+json", "text/csv", "text/turtle", "text/html"

TIME = frozenset({"503 timeout"})
MEMORY = frozenset({"503 memory"})
EITHER = TIME | MEMORY
ROWS = frozenset({"400 answer", "400 rows", "503 timeout", "200 cut"})
"""Outcomes of an endless answer: refused before its first part is sent, cut off later."""
FINE = frozenset({"200"})
PAGE_TIME = frozenset({"503"})
"""An HTML page has the limit in its text only."""
LONG = frozenset({"413", "413 query", "413 query-bytes"})
DEEP = frozenset({"400", "503 memory"})
"""Outcomes of a query that is nested too deeply: a syntax error, or a crash of one worker."""

_P, _Q = "<https://example.org/p>", "<https://example.org/q>"


def _triples(count: int) -> str:
    return " ".join(f"?a{i} ?b{i} ?c{i} ." for i in range(count))


def _doubling(times: int, start: str = "'xxxxxxxxxxxxxxxx'") -> str:
    return f"BIND ({start} AS ?x0) " + " ".join(f"BIND (CONCAT(?x{i}, ?x{i}) AS ?x{i + 1})" for i in range(times))


def _values(count: int, name: str = "v") -> str:
    return f"VALUES ?{name} {{ {' '.join(['1'] * count)} }}"


def _nested(opening: str, middle: str, closing: str, depth: int) -> str:
    return opening * depth + middle + closing * depth


PRODUCTS = {
    "count of a product of 12": (f"SELECT (COUNT(*) AS ?n) {{ {_triples(12)} }}", TIME, JSON),
    "rows of a product": (f"SELECT * {{ {_triples(6)} }}", ROWS, JSON),
    "rows of a product as XML": (f"SELECT * {{ {_triples(6)} }}", ROWS, "application/sparql-results+xml"),
    "rows of a product as CSV, each another": (f"SELECT ?a0 (UUID() AS ?u) {{ {_triples(6)} }}", ROWS, CSV),
    "rows of a product on the page": (f"SELECT * {{ {_triples(6)} }}", PAGE_TIME, PAGE),
    "product without a match": (f"SELECT * {{ {_triples(6)} FILTER (?c0 = ?c1 && ?c0 != ?c1) }}", TIME, JSON),
    "product with DISTINCT": (f"SELECT DISTINCT * {{ {_triples(4)} }}", EITHER | ROWS, JSON),
    "count of distinct rows of a product": (f"SELECT (COUNT(DISTINCT *) AS ?n) {{ {_triples(4)} }}", EITHER, JSON),
    "product grouped": (f"SELECT ?a0 ?a1 ?c2 (COUNT(*) AS ?n) {{ {_triples(6)} }} GROUP BY ?a0 ?a1 ?c2", EITHER, JSON),
    "ORDER BY on a product": (f"SELECT * {{ {_triples(4)} }} ORDER BY ?c3 ?c2 LIMIT 1", EITHER, JSON),
    "ORDER BY RAND() on a product": (f"SELECT * {{ {_triples(4)} }} ORDER BY RAND()", EITHER, JSON),
    "OFFSET beyond all": (f"SELECT * {{ {_triples(6)} }} OFFSET 999999999999999999", TIME, JSON),
    "CONSTRUCT of a product": (
        f"CONSTRUCT {{ ?a0 ?b1 ?c2 . ?a1 ?b2 ?c0 }} WHERE {{ {_triples(6)} }}",
        ROWS | EITHER,
        TURTLE,
    ),
    "CONSTRUCT of a product as RDF/XML": (
        f"CONSTRUCT {{ ?a0 ?b1 ?c2 }} WHERE {{ {_triples(6)} }}",
        ROWS | EITHER,
        "application/rdf+xml",
    ),
    "CONSTRUCT of a product as JSON-LD": (
        f"CONSTRUCT {{ ?a0 ?b1 ?c2 }} WHERE {{ {_triples(6)} }}",
        ROWS | EITHER,
        "application/ld+json",
    ),
    "CONSTRUCT of a product with blank nodes": (
        f"CONSTRUCT {{ [] ?b1 [] , [] , [] }} WHERE {{ {_triples(6)} }}",
        ROWS | EITHER,
        "application/n-triples",
    ),
    "DESCRIBE of a product": (f"DESCRIBE * WHERE {{ {_triples(6)} }}", ROWS | EITHER, TURTLE),
    "EXISTS with a product for each row": (
        f"ASK {{ ?s ?p ?o FILTER NOT EXISTS {{ {_triples(8)} FILTER (?c0 = ?s && ?c0 = 1) }} FILTER (?o = 1) }}",
        TIME | FINE,
        JSON,
    ),
    "OPTIONAL on OPTIONAL": (
        "SELECT (COUNT(*) AS ?n) { ?a ?b ?c " + "".join(f"OPTIONAL {{ ?d{i} ?e{i} ?f{i} }} " for i in range(8)) + "}",
        TIME,
        JSON,
    ),
    "MINUS of products": (
        f"SELECT (COUNT(*) AS ?n) {{ {{ {_triples(2)} }} MINUS {{ ?a0 ?z ?y . ?c1 ?w ?v }} }}",
        EITHER | FINE,
        JSON,
    ),
    "sub-queries that multiply": (
        "SELECT (COUNT(*) AS ?n) { " + "".join(f"{{ SELECT ?s{i} {{ ?s{i} ?p ?o }} }} " for i in range(8)) + "}",
        EITHER,
        JSON,
    ),
    "product of graphs": (
        "SELECT (COUNT(*) AS ?n) { " + "".join(f"GRAPH ?g{i} {{ ?s{i} ?p{i} ?o{i} }} " for i in range(8)) + "}",
        TIME,
        JSON,
    ),
}

PATHS = {
    "(p*)* from everywhere": (
        f"SELECT (COUNT(*) AS ?n) {{ ?a ({_P}*)* ?b . ?c ({_P}*)* ?d . ?e ({_Q}*)* ?f }}",
        EITHER,
        JSON,
    ),
    "((p*)*)* between any two": (f"SELECT * {{ ?a (({_P}*)*)* ?b }}", ROWS, CSV),
    "(p|!p)* from everywhere": (
        "SELECT (COUNT(*) AS ?n) { ?a (<urn:x>|!<urn:x>)* ?b . ?c (<urn:x>|!<urn:x>)* ?d }",
        EITHER,
        JSON,
    ),
    "(p|^p)+ thrice": (
        f"SELECT (COUNT(*) AS ?n) {{ ?a ({_Q}|^{_Q})+ ?b . ?b ({_Q}|^{_Q})+ ?c . ?c ({_Q}|^{_Q})+ ?d }}",
        EITHER,
        JSON,
    ),
    "sequence of 24": (f"SELECT (COUNT(*) AS ?n) {{ ?a {'/'.join([_P] * 24)} ?b }}", TIME, JSON),
    "sequence of 24 alternatives": (
        f"SELECT (COUNT(*) AS ?n) {{ ?a {'/'.join([f'({_P}|^{_P}|{_P}?)'] * 24)} ?b }}",
        TIME,
        JSON,
    ),
    "sequence of closures": (f"SELECT (COUNT(*) AS ?n) {{ ?a {'/'.join([f'{_P}*'] * 24)} ?b }}", EITHER, JSON),
    "closure of a negated set with a product": (
        f"SELECT (COUNT(*) AS ?n) {{ ?a (!(<urn:a>|^<urn:b>))+ ?b . {_triples(3)} }}",
        EITHER,
        JSON,
    ),
    "path of 2,000 steps in brackets": (f"ASK {{ ?a {_nested('(', _P, ')?', 2000)} ?b }}", FINE | DEEP, JSON),
}

BOMBS = {
    "REGEX that backtracks": (
        f"SELECT ?r {{ BIND ('{'a' * 50_000}!' AS ?t) BIND (REGEX(?t, '^(a+)+$') || REGEX(?t, '^(a|aa)+$') AS ?r) }}",
        FINE,
        JSON,
    ),
    "REGEX with nested counts": ("ASK { FILTER REGEX('a', '((((a{999}){999}){999}){999}){999}') }", FINE, JSON),
    "REGEX with a huge count": ("ASK { FILTER REGEX('a', '(?:a?){0,4000000000}') }", FINE, JSON),
    "REGEX with 20,000 brackets": (
        f"ASK {{ FILTER REGEX('a', '{_nested('(', 'a', ')', 20_000)}') }}",
        FINE | DEEP,
        JSON,
    ),
    "REGEX with 60,000 alternatives": (f"ASK {{ FILTER REGEX('a', '{'|'.join(['ab'] * 60_000)}') }}", FINE, JSON),
    "REGEX made anew for each row": (
        f"SELECT (COUNT(*) AS ?n) {{ {_triples(3)} FILTER REGEX(STR(?c0), CONCAT('(x{{1,500}}){{1,9}}', STR(?c1))) }}",
        TIME,
        JSON,
    ),
    "REGEX over a doubled text": (f"SELECT (REGEX(?x22, '(x+x+)+y') AS ?r) {{ {_doubling(22)} }}", FINE | EITHER, JSON),
    "REPLACE that doubles": (
        "SELECT (STRLEN(?x40) AS ?n) { BIND ('xxxxxxxx' AS ?x0) "
        + " ".join(f"BIND (REPLACE(?x{i}, 'x', 'xx') AS ?x{i + 1})" for i in range(40))
        + " }",
        EITHER,
        JSON,
    ),
    "REPLACE of nothing by much": (
        f"SELECT (STRLEN(?y) AS ?n) {{ {_doubling(14)} BIND (REPLACE(?x14, '', ?x14) AS ?y) }}",
        EITHER,
        JSON,
    ),
    "GROUP_CONCAT of a product": (f"SELECT (GROUP_CONCAT(?c0) AS ?t) {{ {_triples(4)} }}", EITHER, JSON),
    "GROUP_CONCAT with a long separator": (
        f"SELECT (STRLEN(GROUP_CONCAT(?c0; SEPARATOR='{'x' * 100_000}')) AS ?n) {{ {_triples(2)} }}",
        EITHER | FINE,
        JSON,
    ),
    "CONCAT that doubles": (f"SELECT (STRLEN(?x40) AS ?n) {{ {_doubling(40)} }}", EITHER, JSON),
    "CONCAT to a long row": (
        f"SELECT ?x20 ?x19 ?x18 {{ {_doubling(20)} }}",
        frozenset({"400 answer", "200 cut"}),
        JSON,
    ),
    "escapes that triple": (
        "SELECT (STRLEN(?x40) AS ?n) { BIND ('%' AS ?x0) "
        + " ".join(f"BIND (ENCODE_FOR_URI(CONCAT(?x{i}, ?x{i})) AS ?x{i + 1})" for i in range(40))
        + " }",
        EITHER,
        JSON,
    ),
    "hashes of a doubled text": (f"SELECT (SHA512(?x20) AS ?h) {{ {_doubling(20)} }}", FINE | EITHER, JSON),
    "numbers beyond all": (
        f"PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> SELECT * {{ BIND (xsd:integer('{'9' * 90_000}') AS ?a) "
        f"BIND ({'9' * 90_000} + 1 AS ?b) "
        "BIND (xsd:duration('P999999999999999999Y') AS ?c) BIND (SUBSTR('a', -9223372036854775808) AS ?d) "
        "BIND (xsd:dateTime('9999999999999999-01-01T00:00:00') AS ?e) BIND (-9223372036854775808 / -1 AS ?f) }",
        FINE,
        JSON,
    ),
}

SIZES = {
    "100,000 VALUES": (f"SELECT (COUNT(*) AS ?n) {{ {_values(100_000)} }}", LONG | FINE, JSON),
    "90,000 VALUES": (f"SELECT (COUNT(*) AS ?n) {{ {_values(90_000)} }}", FINE, JSON),
    "30,000 VALUES thrice": (
        f"SELECT (COUNT(*) AS ?n) {{ {_values(30_000, 'a')} {_values(30_000, 'b')} {_values(30_000, 'c')} }}",
        EITHER,
        JSON,
    ),
    "VALUES of 40,000 rows of nothing": (f"SELECT * {{ VALUES () {{ {'()' * 40_000} }} }}", FINE, JSON),
    "30,000 values after IN": (
        f"SELECT (COUNT(*) AS ?n) {{ {_triples(2)} FILTER (?c0 IN ({','.join(map(str, range(30_000)))})) }}",
        TIME,
        JSON,
    ),
    "huge IRI": (f"ASK {{ <urn:{'x' * 150_000}> ?p ?o }}", FINE, JSON),
    "huge IRI that is none": (f"ASK {{ <urn:{'x' * 150_000} ?p ?o }}", frozenset({"400"}), JSON),
    "huge relative IRI of dots": (f"ASK {{ <{'../' * 50_000}> ?p ?o }}", FINE | {"400"}, JSON),
    "huge prefix": (f"PREFIX {'x' * 90_000}: <urn:x> ASK {{ {'x' * 90_000}:a ?p ?o }}", FINE, JSON),
    "8,000 prefixes": ("".join(f"PREFIX p{i}: <urn:{i}>" for i in range(8_000)) + "ASK { p7:a ?p p8:b }", FINE, JSON),
    "prefix that grows in 10,000 names": (
        f"PREFIX p: <urn:{'x' * 50_000}> ASK {{ {'p:a ?p p:b . ' * 10_000} }}",
        FINE | EITHER,
        JSON,
    ),
    "huge BASE": (
        f"BASE <http://x.example/{'x/' * 60_000}> ASK {{ {'<../y> ?p <z> . ' * 3_000} }}",
        FINE | EITHER,
        JSON,
    ),
    "huge variable": (f"SELECT * {{ ?{'x' * 150_000} ?p ?o }} LIMIT 1", FINE, JSON),
    "8,000 variables": (
        f"SELECT * {{ {' '.join(f'?v{i} ?w ?x .' for i in range(8_000))} }} LIMIT 1",
        FINE | EITHER,
        JSON,
    ),
    "huge language tag": (f"ASK {{ ?s ?p 'x'@en-{'-'.join(['abcdefgh'] * 15_000)} }}", FINE | {"400"}, JSON),
    "250 KB of spaces": (f"ASK {{ {' ' * 250_000} }}", LONG | FINE, JSON),
    "190 KB of comments": (f"ASK {{ {'#' * 100}" + "\n# x" * 45_000 + "\n }", FINE, JSON),
}

NESTING = {
    "braces": (f"SELECT * {_nested('{', '', '}', 20_000)}", DEEP, JSON),
    "parentheses": (f"SELECT ({_nested('(', '1', ')', 30_000)} AS ?x) {{ }}", DEEP, JSON),
    "negations": (f"ASK {{ FILTER ({'!' * 50_000}true) }}", DEEP, JSON),
    "signs": (f"ASK {{ FILTER ({'- ' * 50_000}1 = 1) }}", DEEP, JSON),
    "functions": (f"ASK {{ FILTER ({_nested('STR(', '1', ')', 20_000)} = 1) }}", DEEP, JSON),
    "IF": (f"ASK {{ FILTER ({_nested('IF(true, ', 'true', ', false)', 6_000)}) }}", DEEP | FINE, JSON),
    "COALESCE, 2,000 deep": (f"ASK {{ FILTER ({_nested('COALESCE(', 'true', ')', 2_000)}) }}", DEEP | FINE, JSON),
    "unions side by side": (f"SELECT * {{ {' UNION '.join(['{ ?s ?p ?o }'] * 10_000)} }}", DEEP | FINE | ROWS, JSON),
    "unions inside each other": (
        f"ASK {{ {_nested('{ { ?s ?p ?o } UNION ', '{ }', ' }', 6_000)} }}",
        DEEP | FINE,
        JSON,
    ),
    "sub-queries": (f"SELECT * {_nested('{ SELECT * ', '{ ?s ?p ?o }', '}', 8_000)}", DEEP, JSON),
    "sub-queries, 300 deep": (
        f"SELECT * {_nested('{ SELECT * ', '{ ?s ?p ?o }', '}', 300)} LIMIT 1",
        DEEP | FINE,
        JSON,
    ),
    "filters": (f"ASK {{ {_nested('FILTER EXISTS { ?s ?p ?o ', '', '}', 7_000)} }}", DEEP, JSON),
    "filters, 100 deep": (
        f"ASK {{ {_nested('?s ?p ?o FILTER EXISTS { ', '', '}', 100)} }}",
        DEEP | FINE | EITHER,
        JSON,
    ),
    "OPTIONAL": (f"ASK {{ {_nested('OPTIONAL { ', '?s ?p ?o', '}', 10_000)} }}", DEEP | FINE, JSON),
    "MINUS": (f"ASK {{ {_nested('MINUS { ', '?s ?p ?o', '}', 10_000)} }}", DEEP | FINE, JSON),
    "GRAPH": (f"ASK {{ {_nested('GRAPH ?g { ', '?s ?p ?o', '}', 10_000)} }}", DEEP | FINE, JSON),
    "blank nodes": (f"ASK {{ {_nested('[ ?p ', '1', ' ]', 25_000)} ?q ?r }}", DEEP, JSON),
    "lists": (f"ASK {{ {_nested('(', '1', ')', 30_000)} ?q ?r }}", DEEP, JSON),
    "triple terms": (f"ASK {{ ?s ?p {_nested('<<( ?s ?p ', '1', ' )>>', 10_000)} }}", DEEP, JSON),
    "triple terms made 10,000 deep": (
        f"ASK {{ BIND ({_nested('TRIPLE(?s, ?s, ', '1', ')', 10_000)} AS ?t) }}",
        DEEP,
        JSON,
    ),
    "triple terms that double": (
        "SELECT ?t30 { BIND (<urn:a> AS ?s) BIND (TRIPLE(?s, ?s, 1) AS ?t0) "
        + " ".join(f"BIND (TRIPLE(?s, ?s, TRIPLE(?s, ?s, ?t{i})) AS ?t{i + 1})" for i in range(2_000))
        + " }",
        DEEP | FINE | EITHER,
        JSON,
    ),
    "paths in brackets": (f"ASK {{ ?a {_nested('(', _P, ')', 30_000)} ?b }}", DEEP, JSON),
    "inverse paths": (f"ASK {{ ?a {_nested('^(', _P, ')', 20_000)} ?b }}", DEEP, JSON),
    "|| 20,000 times": (f"ASK {{ FILTER ({'||'.join(['?x'] * 20_000)}) }}", DEEP | FINE, JSON),
    "+ 60,000 times": (f"ASK {{ FILTER ({'+'.join(['1'] * 60_000)} = 60000) }}", DEEP | FINE, JSON),
    "BIND on BIND 5,000 times": (
        f"SELECT ?v5000 {{ BIND (1 AS ?v0) {' '.join(f'BIND(?v{i}+1 AS ?v{i + 1})' for i in range(5_000))} }}",
        DEEP | FINE | EITHER,
        JSON,
    ),
    "CONSTRUCT with 20,000 triples": (
        f"CONSTRUCT {{ {'?s ?p 1 . ' * 18_000} }} WHERE {{ ?s ?p ?o }}",
        ROWS | FINE | EITHER,
        TURTLE,
    ),
}

WAYS = [
    Way(group, name, posted(query, accept), right)
    for group, table in (("product", PRODUCTS), ("path", PATHS), ("bomb", BOMBS), ("size", SIZES), ("nesting", NESTING))
    for name, (query, right, accept) in table.items()
]
