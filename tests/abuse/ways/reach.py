"""Attacks that try to read files or connect to other addresses (SSRF); a listener records connections."""

from __future__ import annotations

import socket
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from tests.abuse.ask import ask
from tests.abuse.target import Outcome, Target
from tests.abuse.ways import Way

SECRET = "a-secret-of-this-machine"
_ESCAPED = "".join(f"\\u{ord(letter):04X}" for letter in "SERVICE")
_LONG_ESCAPED = "".join(f"\\U{ord(letter):08x}" for letter in "service")

SERVICES = {
    "constant": "SELECT * { SERVICE <URL> { ?s ?p ?o } }",
    "constant in ASK": "ASK { SERVICE <URL> { ?s ?p ?o } }",
    "constant in CONSTRUCT": "CONSTRUCT { ?s ?p ?o } WHERE { SERVICE <URL> { ?s ?p ?o } }",
    "constant in DESCRIBE": "DESCRIBE ?s WHERE { SERVICE <URL> { ?s ?p ?o } }",
    "SILENT": "SELECT * { SERVICE SILENT <URL> { ?s ?p ?o } }",
    "variable": "SELECT * { BIND (<URL> AS ?e) SERVICE ?e { ?s ?p ?o } }",
    "variable from VALUES": "SELECT * { VALUES ?e { <URL> <URL2> } SERVICE SILENT ?e { ?s ?p ?o } }",
    "variable made by IRI()": "SELECT * { BIND (IRI(CONCAT('URL', '')) AS ?e) SERVICE ?e { ?s ?p ?o } }",
    "variable of the data": "SELECT * { ?s ?p ?e SERVICE ?e { ?a ?b ?c } }",
    "in a sub-query": "SELECT * { { SELECT * { SERVICE <URL> { ?s ?p ?o } } } }",
    "in a sub-query of a sub-query": "SELECT * { { SELECT * { { SELECT ?s { SERVICE <URL> { ?s ?p ?o } } } } } }",
    "in EXISTS": "SELECT * { ?s ?p ?o FILTER EXISTS { SERVICE <URL> { ?s ?p ?o } } }",
    "in NOT EXISTS in BIND": "SELECT * { ?s ?p ?o BIND (NOT EXISTS { SERVICE <URL> { ?s ?p ?o } } AS ?x) }",
    "in EXISTS in ORDER BY": "SELECT * { ?s ?p ?o } ORDER BY (EXISTS { SERVICE <URL> { ?s ?p ?o } })",
    "in EXISTS in HAVING": "SELECT ?s { ?s ?p ?o } GROUP BY ?s HAVING (EXISTS { SERVICE <URL> { ?s ?p ?o } })",
    "in OPTIONAL": "SELECT * { OPTIONAL { SERVICE <URL> { ?s ?p ?o } } }",
    "in UNION": "SELECT * { { } UNION { SERVICE <URL> { ?s ?p ?o } } }",
    "in MINUS": "SELECT * { ?s ?p ?o MINUS { SERVICE <URL> { ?s ?p ?o } } }",
    "in GRAPH": "SELECT * { GRAPH ?g { SERVICE <URL> { ?s ?p ?o } } }",
    "in LATERAL": "SELECT * { ?s ?p ?o LATERAL { SERVICE <URL> { ?s ?p ?o } } }",
    "in SERVICE": "SELECT * { SERVICE <URL> { SERVICE <URL2> { ?s ?p ?o } } }",
    "with mixed letters": "SELECT * { sErViCe <URL> { ?s ?p ?o } }",
    "with an escaped letter": "SELECT * { \\u0053ERVICE <URL> { ?s ?p ?o } }",
    "with an escaped letter inside": "SELECT * { SER\\U00000056ICE <URL> { ?s ?p ?o } }",
    "with all letters escaped": f"SELECT * {{ {_ESCAPED} <URL> {{ ?s ?p ?o }} }}",
    "with all letters escaped at length": f"SELECT * {{ {_LONG_ESCAPED} SILENT <URL> {{ ?s ?p ?o }} }}",
    "with an escaped address": "SELECT * { SERVICE <\\u0068ttp:REST> { ?s ?p ?o } }",
    "behind an escaped line break": "SELECT * { #\\u000ASERVICE <URL> { ?s ?p ?o }\n }",
    "behind a comment in an IRI": "SELECT * { ?s <urn:#> ?o . SERVICE <URL> { ?s ?p ?o } }",
    "behind a text with a quote": "SELECT * { ?s ?p '''a''', \"#\" . SERVICE <URL> { ?s ?p ?o } }",
    "behind an escaped quote": "SELECT * { ?s ?p 'a\\'#' . SERVICE <URL> { ?s ?p ?o } }",
    "with comments between": "SELECT * { SERVICE # <urn:x> {\n SILENT # }\r <URL> { ?s ?p ?o } }",
    "glued to a number": "SELECT * { ?a ?b 1e5SERVICE<URL> { ?s ?p ?o } }",
    "glued to true": "SELECT * { ?a ?b trueSERVICE<URL> { ?s ?p ?o } }",
    "glued to SILENT": "SELECT * { SERVICESILENT<URL> { ?s ?p ?o } }",
    "glued to a prefix": "PREFIX ex: <URL> SELECT * { SERVICEex: { ?s ?p ?o } }",
    "glued to WHERE": "SELECT * WHERE{SERVICE<URL>{?s ?p ?o}}",
    "by BASE": "BASE <URL> SELECT * { SERVICE <> { ?s ?p ?o } }",
    "by a prefix": "PREFIX x: <URL> SELECT * { SERVICE x: { ?s ?p ?o } }",
    "at a file": "SELECT * { SERVICE <FILE> { ?s ?p ?o } }",
    "in IPv6": "SELECT * { SERVICE <http://[::1]:PORT/> { ?s ?p ?o } }",
    "at the loopback as a number": "SELECT * { SERVICE SILENT <http://2130706433:PORT/> { ?s ?p ?o } }",
    "at localhost with a user": "SELECT * { SERVICE SILENT <http://a:b@localhost:PORT/> { ?s ?p ?o } }",
    "at this service": "SELECT * { SERVICE <http://127.0.0.1:SELF/sparql> { ?s ?p ?o } }",
}
FROM = {
    "FROM an address": "SELECT * FROM <URL> { ?s ?p ?o }",
    "FROM NAMED an address": "SELECT * FROM NAMED <URL> { GRAPH ?g { ?s ?p ?o } }",
    "FROM a file": "SELECT * FROM <FILE> { ?s ?p ?o }",
    "FROM NAMED a file": "SELECT * FROM NAMED <FILE> { GRAPH ?g { ?s ?p ?o } }",
    "GRAPH of a file": "SELECT * { GRAPH <FILE> { ?s ?p ?o } }",
    "DESCRIBE of a file": "DESCRIBE <FILE>",
    "FROM a folder": "SELECT * FROM <file:///> FROM <file:///proc/self/environ> { ?s ?p ?o }",
}
UPDATES = {
    "LOAD of an address": "LOAD <URL>",
    "LOAD SILENT of an address into a graph": "LOAD SILENT <URL> INTO GRAPH <urn:g>",
    "LOAD of a file": "LOAD <FILE>",
    "LOAD behind a prefix and a comment": "PREFIX a: <urn:a> # SELECT\nLOAD <URL>",
    "LOAD with escaped letters": "\\u004COAD <URL>",
    "LOAD behind a query": "SELECT * { ?s ?p ?o } ; LOAD <URL>",
    "INSERT with SERVICE": "INSERT { ?s ?p ?o } WHERE { SERVICE <URL> { ?s ?p ?o } }",
}


@contextmanager
def _listening() -> Iterator[list[socket.socket]]:
    with socket.create_server(("127.0.0.1", 0)) as four:
        port = four.getsockname()[1]
        with socket.create_server(("::1", port), family=socket.AF_INET6) as six:
            four.setblocking(False)
            six.setblocking(False)
            yield [four, six]


def _came(listeners: list[socket.socket]) -> bool:
    for listener in listeners:
        try:
            listener.accept()[0].close()
        except BlockingIOError:
            continue
        return True
    return False


def _watched(template: str, send: Callable[[Target, str], Outcome]) -> Callable[[Target], Outcome]:
    """Run an attack; the outcome shows whether it reached the listener or the file."""

    def attack(target: Target) -> Outcome:
        with tempfile.NamedTemporaryFile("w", suffix=".ttl") as file, _listening() as listeners:
            file.write(f"<urn:s> <urn:p> '{SECRET}' .")
            file.flush()
            port = listeners[0].getsockname()[1]
            text = template
            for name, value in (
                ("URL2", f"http://[::1]:{port}/"),
                ("URL", f"http://127.0.0.1:{port}/"),
                ("REST", f"//127.0.0.1:{port}/"),
                ("PORT", str(port)),
                ("SELF", str(target.port)),
                ("FILE", Path(file.name).as_uri()),
            ):
                text = text.replace(name, value)
            outcome = send(target, text)
            # The listener cannot see addresses of the data or of the service itself: these attacks check the status.
            if _came(listeners) or SECRET in outcome.detail:
                return replace(outcome, label=outcome.label + " reached")
            return outcome

    return attack


def _form(target: Target, text: str) -> Outcome:
    return ask(target, "POST", "/sparql", data={"query": text})


def _direct(target: Target, text: str) -> Outcome:
    return ask(target, "POST", "/sparql", content=text, headers={"Content-Type": "application/sparql-query"})


def _address(target: Target, text: str) -> Outcome:
    return ask(target, "GET", "/sparql", params={"query": text})


def _page(target: Target, text: str) -> Outcome:
    return ask(target, "GET", "/workbench", params={"query": text}, headers={"Accept": "text/html"})


def _update(target: Target, text: str) -> Outcome:
    return ask(target, "POST", "/sparql", data={"update": text})


def _direct_update(target: Target, text: str) -> Outcome:
    return ask(target, "POST", "/sparql", content=text, headers={"Content-Type": "application/sparql-update"})


def _parameter(target: Target, text: str) -> Outcome:
    return ask(target, "GET", "/query/candidates-for-pp-26", params={"conference": text})


def _dataset(name: str) -> Callable[[Target, str], Outcome]:
    query = "SELECT * { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
    return lambda target, text: ask(target, "GET", "/sparql", params={"query": query, name: text})


def _ways() -> Iterator[Way]:
    refused, empty, bad = frozenset({"403"}), frozenset({"200"}), frozenset({"400"})
    for name, template in SERVICES.items():
        yield Way("SERVICE", name, _watched(template, _form), refused)
    for name in ("constant", "in EXISTS", "with all letters escaped", "glued to SILENT"):
        for how, send in (("in the address", _address), ("as the body", _direct), ("on the page", _page)):
            yield Way("SERVICE", f"{name}, {how}", _watched(SERVICES[name], send), refused)
    # A name for the tokenizer, the keyword SERVICE for the engine: a syntax error.
    declared = "PREFIX SERVICEex: <urn:x> PREFIX ex: <URL> SELECT * { SERVICEex: { ?s ?p ?o } }"
    yield Way("SERVICE", "behind a declared prefix", _watched(declared, _form), refused | bad)
    injected = "state/che> } SERVICE <URL> { ?s ?p ?o } VALUES ?conference { <urn:x"
    yield Way("SERVICE", "in a parameter of a question", _watched(injected, _parameter), bad)
    for name, template in FROM.items():
        yield Way("FROM", name, _watched(template, _form), empty)
    for name in ("default-graph-uri", "named-graph-uri"):
        for what in ("URL", "FILE"):
            yield Way("FROM", f"{name}={what.lower()}", _watched(what, _dataset(name)), empty)
    for name, template in UPDATES.items():
        for how, send in (("as a query", _form), ("as an update", _update), ("as the body", _direct_update)):
            yield Way("LOAD", f"{name}, {how}", _watched(template, send), bad)


WAYS = list(_ways())
