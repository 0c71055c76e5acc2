"""Fuzzing: generated headers, parameters, identifiers and queries, the same examples in each run."""

from __future__ import annotations

import contextlib
import functools
import socket
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from plenipot.engine.errors import ServiceRefused
from plenipot.engine.evaluate import refuse_service
from plenipot.engine.interface import QUERY_BASE
from plenipot.http.negotiation import (
    GRAPH_TYPES,
    RESULT_TYPES,
    best_match,
    choose_answer,
    first_offered,
    parse_accept,
    prefers_html,
    quality,
    requested_formats,
)
from plenipot.http.problems.problem import Problem
from plenipot.model.questions import BadValue, Parameter, read_catalogue
from plenipot.model.vocabulary import BASE
from tests.abuse.target import Target
from tests.abuse.wire import send
from tests.timing import SLACK

QUESTIONS = read_catalogue(Path(__file__).parents[2] / "queries")
FIXED = settings(derandomize=True, deadline=1000, database=None, max_examples=150)
SLOWER = settings(FIXED, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])

_pieces = st.sampled_from(
    ["text/html", "text/csv", "*/*", "application/*", "text/turtle", ",", ";", "q=", "0.5", "1", "0", "=", '"', "\\",
     " ",
     "\t", "*", "/", "charset=", "é", "\x00", "q=1.000", ";q=-1", ";q=1e9", ";q=nan", "a/b;c=\"d,e\""]
)  # fmt: skip
headers = st.one_of(st.text(max_size=300), st.lists(_pieces, max_size=60).map("".join))


@FIXED
@given(headers)
def test_no_accept_header_is_too_strange(header: str) -> None:
    ranges = parse_accept(header)
    assert ranges
    assert all(0 <= each.quality <= 1 for each in ranges)
    for offered in (RESULT_TYPES, GRAPH_TYPES):
        assert best_match(header, offered, {}) in (None, *offered)
        assert all(0 <= quality(media, ranges) <= 1 for media in offered.values())
    assert prefers_html(header) in (True, False)


_ranges = st.lists(st.sampled_from(["text/csv", "text/*", "application/json", "*/*", "text/turtle;q=0.5"]), min_size=1)


@FIXED
@given(_ranges, st.sampled_from(["x/y", "x/y;q=1", "image/*", "", " "]))
def test_what_is_not_offered_changes_nothing(ranges: list[str], other: str) -> None:
    assert best_match(", ".join(ranges), RESULT_TYPES, {}) == best_match(", ".join([other, *ranges]), RESULT_TYPES, {})


@FIXED
@given(_ranges.filter(lambda ranges: "*/*" not in ranges))
def test_what_accepts_anything_too_is_never_refused(ranges: list[str]) -> None:
    assert best_match(", ".join([*ranges, "*/*;q=0.001"]), RESULT_TYPES, {})


_MEDIA = {"application/json": "application/sparql-results+json"}


@FIXED
@given(st.text(max_size=40))
def test_a_name_of_a_format_is_one_or_a_problem(asked: str) -> None:
    values = requested_formats([asked])
    if not values or first_offered(values, RESULT_TYPES, {"srj": "json", "srx": "xml"}, _MEDIA):
        assert choose_answer(None, [asked], RESULT_TYPES) in RESULT_TYPES
    else:
        with pytest.raises(Problem) as problem:
            choose_answer(None, [asked], RESULT_TYPES)
        assert problem.value.status == 400


_tricky = st.one_of(
    st.text(max_size=60),
    st.lists(
        st.sampled_from(["state/che", ">", "}", "{", "<", '"', "\\", "\n", "\r", "'", " ", "VALUES", "SERVICE", "#",
                         "2020-01-01", "-", "1", "true", "http:", "%0a", "\u2028", "\\u003e", "٣", "//", "?x"]),
        max_size=10,
    ).map("".join),
)  # fmt: skip


@functools.cache
def _parses(text: str) -> bool:
    ox.Store().query(text, base_iri=QUERY_BASE)
    return True


@FIXED
@given(st.sampled_from(["iri", "string", "integer", "date", "boolean"]), _tricky)
@example("date", "2020-02-30")
@example("integer", "9" * 19)
def test_a_value_is_a_term_or_refused(kind: str, value: str) -> None:
    try:
        term = Parameter("x", kind, "", "").term(value)
    except BadValue:
        return
    # The engine parses it as exactly one term.
    (row,) = list(ox.Store().query(f"SELECT ?x {{ VALUES ?x {{ {term} }} }}"))  # type: ignore[arg-type]
    assert row["x"] == term


@FIXED
@given(st.sampled_from([each for each in QUESTIONS if each.parameters]), st.data())
def test_a_question_with_any_values_is_a_query_or_refused(question: object, data: st.DataObject) -> None:
    asked = next(each for each in QUESTIONS if each is question)
    values = {each.name: data.draw(st.one_of(st.just(each.default or ""), _tricky)) for each in asked.parameters}
    try:
        text = asked.bind(values)
    except BadValue:
        return
    assert _parses(text)


@SLOWER
@given(st.one_of(st.binary(max_size=80), _tricky.map(lambda text: text.encode(errors="replace"))))
def test_no_identifier_is_too_strange(target: Target, path: bytes) -> None:
    escaped = b"".join(
        b"%%%02x" % byte if byte < 33 or byte > 126 or byte in b"#?%" else bytes([byte]) for byte in path
    )
    outcome = send(target, b"GET /" + escaped + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert outcome.label in ("200", "303", "400", "404", "405", "406", "410"), outcome.detail[:300]
    assert "Traceback" not in outcome.detail


@SLOWER
@given(st.binary(max_size=200))
def test_no_bytes_on_the_line_are_too_strange(target: Target, data: bytes) -> None:
    outcome = send(target, data, finish=True)
    assert outcome.seconds < target.deadline + SLACK
    assert outcome.label == "closed" or outcome.label[0] in "24", outcome.label


@SLOWER
@given(
    st.text(max_size=120),
    st.sampled_from(["/search?q={}", "/search?q=a&offset={}", "/search?q=a&kind={}", "/workbench?query={}"]),
)
def test_no_parameter_is_too_strange(target: Target, value: str, path: str) -> None:
    answer = target.http.get(
        target.url + path.split("?")[0], params={path.split("?")[1].split("=")[-2].split("&")[-1]: value}
    )
    assert answer.status_code in (200, 400, 406), answer.text[:300]


class Listener:
    """A server that counts connections and never answers: the target of federated queries."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}/"
        self.came = 0
        threading.Thread(target=self._count, daemon=True).start()

    def _count(self) -> None:
        with contextlib.suppress(OSError):  # it was closed
            while True:
                connection, _ = self._socket.accept()
                self.came += 1
                connection.close()

    def close(self) -> None:
        """Stop listening."""
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    made = Listener()
    yield made
    made.close()


def _cased(word: str) -> st.SearchStrategy[str]:
    """Generate spellings of a word: any case, and some letters as codepoint escapes."""

    def letter(each: str) -> st.SearchStrategy[str]:
        return st.sampled_from([each, each.lower(), f"\\u{ord(each):04x}", f"\\U{ord(each.lower()):08X}", each, each])

    return st.tuples(*(letter(each) for each in word)).map("".join)


_space = st.sampled_from(["", " ", "\n", "#\n", " # SERVICE <x> {\n", "\t"])
_before = st.sampled_from(
    ["", "?s ?p 1 .", "?s ?p 1e5", "?s ?p true", "?s ?p 'a' .", "?s ?p '#' .", "?s ?p '''\\'''' .",
     "BIND (1 AS ?service)", "{ } UNION {",
     "OPTIONAL {", "FILTER EXISTS {", "{ SELECT * {", "GRAPH ?g {", "MINUS {", "?s <service> ?service .",
     "VALUES ?x { 'SERVICE' }", "?s ?p 'x'@service .", "LATERAL {", "?s ?p _:service ."]
)  # fmt: skip
_target = st.sampled_from(["<URL>", "e:", "?e", "<service>", "e:service"])


@st.composite
def federated(draw: st.DrawFn) -> str:
    """Generate queries that may have a SERVICE clause, in many spellings."""
    before = draw(_before)
    closing = "}" * before.count("{") if "VALUES" not in before and not before.startswith("{ }") else ""
    if before.startswith("{ }"):
        closing = "}"
    parts = [
        "PREFIX e: <URL> SELECT * { BIND (<URL> AS ?e) ", before, draw(_space), draw(_cased("SERVICE")), draw(_space),
        draw(st.one_of(st.just(""), _cased("SILENT"))), draw(_space), draw(_target), draw(_space),
        "{ ?a ?b ?c }", closing,
        "}" if "{ SELECT" in before else "", " }",
    ]  # fmt: skip
    return "".join(parts)


def _asks(query: str, listener: Listener) -> bool:
    """Whether the engine evaluates SERVICE in a query: the listener gets a connection."""
    before = listener.came
    with contextlib.suppress(SyntaxError, OSError, RuntimeError):
        list(ox.Store().query(query, base_iri=BASE))  # type: ignore[arg-type]
    return listener.came > before


_found: Counter[tuple[bool, bool]] = Counter()
"""Numbers of refused queries, and of queries in which the engine evaluates SERVICE."""


@settings(FIXED, max_examples=400)
@given(federated())
def _examine(listener: Listener, query: str) -> None:
    text = query.replace("URL", listener.url)
    refused = False
    try:
        refuse_service(text)
    except ServiceRefused:
        refused = True
    asks = _asks(text, listener)
    _found[refused, asks] += 1
    assert refused or not asks, text


def test_what_the_engine_takes_for_a_federated_query_is_refused(listener: Listener) -> None:
    _examine(listener)
    # Enough generated queries have SERVICE; else the test would prove nothing.
    assert _found[True, True] > 20, _found
