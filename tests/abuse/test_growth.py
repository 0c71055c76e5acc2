"""All parsers of texts from clients take linear time."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlencode

import pytest
from starlette.requests import Request

from plenipot.api import spreadsheets
from plenipot.api.dataset import downloads
from plenipot.api.editor import snippets
from plenipot.api.search import Index, build_index
from plenipot.api.search.corrections import Corrector
from plenipot.api.search.query import QueryParser
from plenipot.api.search.words import split_digits
from plenipot.api.search.words import tokens as search_tokens
from plenipot.api.search.words import words as search_words
from plenipot.api.view import View, read_view
from plenipot.engine.errors import ServiceRefused
from plenipot.engine.evaluate import analyze_service, is_deterministic, refuse_service
from plenipot.engine.federation import clauses, values
from plenipot.engine.oxigraph import may_name_graphs
from plenipot.engine.sparql import errors, tokens
from plenipot.http import negotiation
from plenipot.http.compression import gzip_min_size
from plenipot.http.etags import matches
from plenipot.http.forwarded import Proxies, check_host
from plenipot.http.problems.problem import Problem
from plenipot.http.requests.parameters import is_tracking
from plenipot.http.requests.percent import decode_pairs
from plenipot.model import iris, terms
from plenipot.model.questions import BadValue, Parameter
from plenipot.model.vocabulary import BASE, PLEN
from plenipot.pages.views import question_themes, workbench
from plenipot.sources.akn import addressees, citations, headings, marks
from plenipot.sources.akn.calendar import Calendar
from plenipot.sources.akn.rows import _ABROGATED, _LISTED, _NUMBER, _PAGE
from tests.abuse.growth import Maker, Reader, faster_than_linear, repeated, units

# Each character begins, ends or joins some token of SPARQL.
_ALPHABET = "'\"\\\n <>#.:%@?_-1eAé"
_OPENINGS = ("", "'", '"""', "<", "a:", "#\n", "SELECT * { ?s ?p ")
_PIECES = (
    *(
        "'\\",
        '"\\',
        "'''\\",
        '"""',
        "''",
        "\\u0041",
        "\\U00000041",
        "%41",
        "a%",
        "a.",
        "a-",
        "_.",
        "a.b:",
        "_:a.",
        "?a",
        "@a-",
    ),
    *(
        "<a",
        "<a>",
        "<\\u0041",
        "#",
        "#\n",
        "# '\n",
        "1e5",
        "1.",
        "+1",
        "\u00a0",
        "\u200b",
        "“",
        "{ ",
        "} ",
        "( ",
        ") ",
        "[ ",
    ),
    *(
        "PREFIX a: <b> ",
        "PREFIX a.",
        "PREFIX ",
        "BASE <a> ",
        "VERSION ' ",
        "SELECT ",
        "SELECT ?x ",
        "( AS ?x",
        "?x ?x ",
    ),
    *("service ", "SERVICE", "1e5SERVICE ", "SERVICE <a> {", "SERVICE <a> {} ", "{ SERVICE", "SERVICE SILENT a:b {} "),
    *(
        "EXISTS{",
        "graph ",
        "graph:graph",
        "?graph ",
        "from",
        "now ",
        "now(",
        "now\n\n",
        "now#",
        "rand",
        "a;",
        "?s ?p ?o . ",
    ),
    *("ORDER ", "VALUES ", "?s ?p ; ", "a:a ", "a:a\\,", "= ", "INSERT ", "INSERT.", "select-", "\r", "ſ", "😀"),
)


def _of_sparql() -> Iterator[tuple[str, Maker]]:
    for opening in _OPENINGS:
        for unit in (*_PIECES, *_ALPHABET):
            yield opening + unit, repeated(unit, opening)
    yield "behind prefixes", repeated("PREFIX a: <b>\n", "", "SELECT * { SERVICE <a> { ?s ?p ?o } }")
    yield "behind a comment", repeated("#", "", "\nSELECT * { SERVICE <a> {} }")


def _tokens(text: str) -> None:
    deque(tokens.tokenize(text), maxlen=0)


def _refused(text: str) -> None:
    # The parser of the engine is slow on nested brackets; it runs in workers, which have a timeout.
    if all(text.count(opening) < 10 for opening in ("{", "(", "[", "<<")):
        with suppress(ServiceRefused):
            refuse_service(text + "service")


def _explained(text: str) -> None:
    errors.explain_error(text, "error at 1:5: expected one of OPTIONAL, [_]")


OF_SPARQL: dict[str, Reader] = {
    "tokenize": _tokens,
    "unescape": tokens.unescape,
    "query_form": tokens.query_form,
    "may_contain_service": tokens.may_contain_service,
    "strip_comments": tokens.strip_comments,
    "has_service_keyword": clauses.has_service_keyword,
    "refuse_service": _refused,
    "is_deterministic": is_deterministic,
    "may_name_graphs": may_name_graphs,
    "explain_error": _explained,
    "visible": snippets.escape_invisible,
    "snippets": lambda text: snippets.snippets("http://127.0.0.1/", text, "SELECT"),
    "lines": lambda text: workbench._lines(text, text.count("\n") + 1),
    "links": lambda text: workbench._links(text, ("json", "csv")),
}


def _parse_clauses(text: str) -> None:
    with suppress(clauses.NestedEscape):
        clauses.parse_clauses(text)


OF_SPARQL["parse_clauses"] = _parse_clauses


@pytest.mark.parametrize("opening", _OPENINGS)
def test_the_tokens_of_every_short_text_that_is_repeated_are_read_in_linear_time(opening: str) -> None:
    longest = 3 if opening == "" else 2
    assert faster_than_linear(_tokens, ((unit, repeated(unit, opening)) for unit in units(_ALPHABET, longest))) == {}


@pytest.mark.parametrize("reader", OF_SPARQL)
def test_a_query_is_read_in_linear_time(reader: str) -> None:
    assert faster_than_linear(OF_SPARQL[reader], _of_sparql()) == {}


@pytest.mark.parametrize("piece", ["service ", "SERVICE <a> {} ", "SERVICE <a> { ?s ?p ?o } "])
def test_the_clauses_of_a_query_are_examined_in_linear_time(piece: str) -> None:
    reader = {piece: repeated(piece, "SELECT * { ?service ", "}")}
    assert faster_than_linear(lambda text: analyze_service(text, 8).encode(), reader.items()) == {}


def _range(header: str) -> None:
    scope = {"type": "http", "method": "GET", "headers": [(b"range", f"bytes={header}".encode())]}
    with suppress(Problem):
        downloads._check_range(Request(scope), '"a"', 1000)


def _term(kind: str) -> Reader:
    def read(text: str) -> None:
        with suppress(BadValue):
            Parameter("a", kind, None, "").term(text)

    return read


def _accepted(header: str) -> None:
    for member in negotiation._MEMBER.findall(header):
        negotiation._range(member)


_BYTES = (
    '"\\',
    '"',
    '\\"',
    '";',
    '",',
    ",",
    ", ",
    ";q=1",
    "a/b,",
    "*/*,",
    "a/b;p=",
    "gzip;",
    "gzip ",
    "q=0.0",
    "0",
    "-",
    "1-,",
    "1-2 ,",
)
_BYTES_OPENINGS = ("", "a/b;", '"', "gzip;q=0.", "1-", "10.0.0.1,")
_SEARCH = QueryParser(frozenset({"resolution", "kenya"}))


def _host(header: str) -> None:
    with suppress(Problem):
        check_host({"http_version": "1.1"}, [header.encode()])


def _pairs(text: str) -> None:
    with suppress(UnicodeDecodeError):
        decode_pairs(text.encode())


OF_REQUESTS: dict[str, Reader] = {
    "Accept": _accepted,
    "Accept-Encoding": lambda text: gzip_min_size(text.encode()),
    "Host": _host,
    "Range": _range,
    "If-None-Match": lambda text: matches(text.encode(), b'"a"'),
    "X-Forwarded-For": lambda text: Proxies(["10.0.0.0/8"]).client_address("10.0.0.1", [text]),
    "path": iris.is_iri,
    "query string": _pairs,
    "name of a parameter": is_tracking,
    "words": search_words,
    "tokens of a search": search_tokens,
    "apart": split_digits,
    "search": _SEARCH.parse,
    "search, loosely": _SEARCH.parse_loosely,
    "search for a person": _SEARCH.parse_name,
    "questions": lambda text: question_themes.themes({}, text),
    **{f"a parameter, {kind}": _term(kind) for kind in ("iri", "string", "integer", "date", "boolean")},
    "links of a page": lambda text: View("/", others=((text, text),)).here(lang="fr"),
    "link": lambda text: terms.link(BASE + text),
    "cell of a table": spreadsheets.escape_formula,
    "value of another endpoint": lambda text: values._ESCAPE_LIKE.sub("", text),
}


@pytest.mark.parametrize("reader", OF_REQUESTS)
def test_a_part_of_a_request_is_read_in_linear_time(reader: str) -> None:
    pieces = (*_BYTES, *"a/.:%1 A_-é\u0301瑞ﷺ", "a/", "a1", "10.0.0.1,", "10.0.0.1:", "[::1],", "::")
    texts = ((opening + unit, repeated(unit, opening)) for opening in _BYTES_OPENINGS for unit in pieces)
    assert faster_than_linear(OF_REQUESTS[reader], texts) == {}


_CALENDAR = Calendar([])
OF_DOCUMENTS: dict[str, Reader] = {
    "citations": lambda text: citations.find_citations(text, _CALENDAR),
    "pieces": lambda text: list(headings.split(text, False)),
    "pieces of a preamble": lambda text: list(headings.split(text, True)),
    "heading": headings.parse_heading,
    "addressee": headings.opening_addressee,
    "own text": headings.own_text,
    "mark": marks.match_mark,
    "addressed": addressees.find_addressees,
    "number": _NUMBER.match,
    "page": lambda text: _PAGE.sub("", text),
    "abrogated": lambda text: list(_ABROGATED.finditer(text)),
    "listed": lambda text: list(_LISTED.finditer(text)),
}
_PROSE = (
    *(
        " ",
        "\u00a0",
        "1 ",
        "1, ",
        "the ",
        "A-",
        "(a",
        "( ",
        "Resolution ",
        "Resolution 1 ",
        "Resolutions 1 and 2, ",
        "Nos. 1, ",
    ),
    *(
        "No. 1, ",
        "Articles 1 ",
        "Article 1 (No. 1",
        "(Rev. ",
        "(Rev. Dubai ",
        "Dubai, ",
        "Resolution 12 of 1 May 2000, on x ",
    ),
    *(
        "71/243 of 21 December 2016, on ",
        "instructs the ",
        "instructs the A-A-",
        "resolves to instruct the a, ",
        "C1, ",
    ),
    *(
        "; instructs the ",
        ", instructs the a",
        "Action Lines C1 and ",
        "A/1",
        "Directors of the ",
        "Directors of the a",
        "Bureau ",
    ),
    *(
        "in consultation ",
        "ABROGATED BY THE PLENIPOTENTIARY CONFERENCE (",
        "PART I ",
        "RESOLUTION 1 (",
        "Council (",
        "at its 2009 ",
    ),
)
_PROSE_OPENINGS = (
    "",
    "Resolution",
    "Resolutions 1 of 1 May 2000, on",
    "No.",
    "instructs A",
    "(Rev. D",
    "Directors of the ",
    "1(",
)


@pytest.mark.parametrize("reader", OF_DOCUMENTS)
def test_a_document_is_read_in_linear_time(reader: str) -> None:
    texts = (
        (opening + unit + closing, repeated(unit, opening, closing))
        for opening in _PROSE_OPENINGS
        for unit in _PROSE
        for closing in ("", " x")
    )
    assert faster_than_linear(OF_DOCUMENTS[reader], texts) == {}


# Steps are counted for inputs that cannot be long enough for a measurement.


def test_the_form_of_a_query_is_found_without_its_tokens(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []

    def counted(text: str) -> Iterator[tokens.Token]:
        read.append(len(text))
        return iter(())

    monkeypatch.setattr(tokens, "tokenize", counted)
    for _, make in _of_sparql():
        tokens.query_form(make(200_000))
    assert max(read) <= tokens._FORM_WINDOW


@pytest.mark.parametrize(
    "text",
    [
        " ".join(f"{letter}bcdefgx" for letter in "abcdefghijkl"),
        "abc1def2" * 25,
        "kenia " * 33,
        "x" * 200,
        " ".join(f"misspeltt{letter}" for letter in "abcdefghijklmnopqr"),
    ],
)
def test_few_words_of_a_search_are_compared_with_all_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    data = tmp_path / "data.ttl"
    data.write_text(f'<{BASE}state/ken> a <{PLEN}State> ; <http://www.w3.org/2000/01/rdf-schema#label> "Kenya" .')
    build_index([(data, None)], tmp_path / "search.sqlite")
    compared: list[str] = []

    def nearest(_: Corrector, word: str) -> None:
        compared.append(word)

    monkeypatch.setattr(Corrector, "_nearest", nearest)
    Index(tmp_path / "search.sqlite").search(text)
    assert len(compared) <= 8


def test_the_page_of_a_long_query_repeats_it_only_once() -> None:
    assert workbench._links("x" * 20_000, ("json", "csv")) == {}
    assert len(workbench._lines("\n" * 50_000, 20_000)) == 101
    given = [("q", "x" * 5000), ("lang", "fr"), ("query", "y" * 60_000), *(("a", "b") for _ in range(20_000))]
    scope = {"type": "http", "path": "/", "headers": [(b"host", b"a")], "query_string": urlencode(given).encode()}
    view = read_view(Request(scope))
    assert view.others[0] == ("q", "x" * 5000)
    assert sum(len(name) + len(value) for name, value in view.others) <= 6000
