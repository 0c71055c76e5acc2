"""Tests of the runner: it must detect wrong answers, else a passing suite would prove nothing."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from tests.conformance import manifest
from tests.conformance.compare import isomorphic
from tests.conformance.description import SD, mistakes
from tests.conformance.evaluation import evaluate, judge
from tests.conformance.our_suite import OURS, TESTS
from tests.conformance.plan import run
from tests.conformance.protocol import run_exchanges
from tests.conformance.results import Answer, Rows, expected, read_csv, read_json, read_tsv, read_xml
from tests.conformance.server import Running
from tests.conformance.terms import RDF, XSD, Blank, Iri, Literal, NotRead, Row, Term, Triple, read_statements

EVALUATIONS = [test for test in TESTS if test.kind in ("QueryEvaluationTest", "CSVResultFormatTest")]
A, B, C = Blank("a"), Blank("b"), Blank("c")
P, Q = Iri("urn:p"), Iri("urn:q")


def wrong(answer: Answer) -> Iterator[Answer]:
    """Answers that differ from the right one in one place."""
    if isinstance(answer, bool):
        yield not answer
    elif isinstance(answer, list):
        yield answer[1:]
        yield [*answer, (Iri("urn:x"), P, Literal("more"))]
        yield [(*answer[0][:2], Literal("other")), *answer[1:]]
    else:
        yield replace(answer, variables=(*answer.variables, "more"))
        if answer.solutions:
            yield replace(answer, solutions=answer.solutions[1:])
            yield replace(answer, solutions=(*answer.solutions, answer.solutions[0]))
            first = dict(answer.solutions[0])
            for name, term in first.items():
                yield replace(answer, solutions=({**first, name: _other(term)}, *answer.solutions[1:]))
                without = {key: value for key, value in first.items() if key != name}
                yield replace(answer, solutions=(without, *answer.solutions[1:]))


def _other(term: Term) -> Term:
    if isinstance(term, Literal):
        # CSV has only the lexical form of a term.
        return Literal(term.text + "9", term.datatype, term.lang)
    return Iri("urn:x:other")


@pytest.mark.parametrize("test", EVALUATIONS, ids=lambda test: test.id)
def test_an_answer_with_one_thing_wrong_is_noticed(test: manifest.Test) -> None:
    assert test.result
    wanted = expected(test.result)
    assert judge(test, wanted, wanted).failure is None
    made = list(wrong(wanted))
    assert made
    for each in made:
        assert judge(test, each, wanted).failure == "wrong answer", each


def test_language_and_datatype_count() -> None:
    (test,) = [each for each in EVALUATIONS if each.id == "evaluation#title-in-a-language"]
    wanted = Rows(("title",), ({"title": Literal("On", RDF + "langString", "fr")},))
    for term in (Literal("On"), Literal("On", RDF + "langString", "fr-ca"), Literal("On", XSD + "token"), Iri("On")):
        assert judge(test, Rows(("title",), ({"title": term},)), wanted).failure == "wrong answer"


def test_the_order_counts_where_it_is_asked_for_and_only_there() -> None:
    by_id = {test.id: test for test in EVALUATIONS}
    for name, failure in (("evaluation#ordered", "wrong order"), ("evaluation#distinct", None)):
        result = by_id[name].result
        assert result
        wanted = expected(result)
        assert isinstance(wanted, Rows)
        turned = replace(wanted, solutions=wanted.solutions[::-1])
        assert judge(by_id[name], turned, wanted).failure == failure


def test_values_of_another_form_pass_and_are_told() -> None:
    (test,) = [each for each in EVALUATIONS if each.id == "evaluation#group-of-none"]

    def rows(text: str, kind: str) -> Rows:
        return Rows(("count",), ({"count": Literal(text, XSD + kind)},))

    assert judge(test, rows("2.50", "decimal"), rows("2.5", "decimal")).by_value
    assert judge(test, rows("1.0E0", "double"), rows("1", "double")).by_value
    assert judge(test, rows("1", "boolean"), rows("true", "boolean")).by_value
    assert judge(test, rows("2006-08-23Z", "date"), rows("2006-08-23+00:00", "date")).by_value
    assert judge(test, rows("0", "boolean"), rows("true", "boolean")).failure == "wrong answer"
    assert judge(test, rows("2006-08-23", "date"), rows("2006-08-23+00:00", "date")).failure == "wrong answer"
    assert judge(test, rows("2006-08-23Z", "date"), rows("2006-08-23+01:00", "date")).failure == "wrong answer"
    assert judge(test, rows("2.5", "double"), rows("2.5", "decimal")).failure == "wrong answer"
    assert judge(test, rows("1", "integer"), rows("1.0", "decimal")).failure == "wrong answer"
    assert judge(test, rows("01", "string"), rows("1", "string")).failure == "wrong answer"


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ([(A, P, B), (B, P, A)], [(C, P, A), (A, P, C)], True),
        ([(A, P, B), (B, P, A)], [(A, P, A), (B, P, B)], False),
        # Two cycles of three nodes and one of six: all nodes have the same neighbourhood.
        (
            [(Blank(f"a{n}"), P, Blank(f"a{n // 3 * 3 + (n + 1) % 3}")) for n in range(6)],
            [(Blank(f"b{n}"), P, Blank(f"b{(n + 1) % 6}")) for n in range(6)],
            False,
        ),
        ([(A, P, Literal("1"))], [(B, P, Literal("1"))], True),
        ([(A, P, Literal("1"))], [(B, P, Literal("1", XSD + "integer"))], False),
        ([(A, P, A)], [(A, P, B)], False),
        ([(A, P, B)], [(A, Q, B)], False),
        ([(P,), (P,)], [(P,)], False),
        ([(Triple(A, P, B), Q, A)], [(Triple(B, P, C), Q, B)], True),
        ([(Triple(A, P, B), Q, A)], [(Triple(B, P, C), Q, C)], False),
        ([(A, None)], [(A, P)], False),
    ],
)
def test_isomorphic(left: list[Row], right: list[Row], same: bool) -> None:
    assert isomorphic(left, right) is same
    assert isomorphic(right, left) is same


def test_what_is_not_of_its_format_is_not_read() -> None:
    with pytest.raises(ValueError):
        read_json('{"head": {"vars": ["x"]}, "results": {"bindings": [')
    with pytest.raises(NotRead):
        read_json('{"head": {"vars": ["x"]}, "results": {"bindings": [{"x": {"type": "name", "value": "a"}}]}}')
    with pytest.raises(SyntaxError):
        read_xml("<sparql xmlns='http://www.w3.org/2005/sparql-results#'><head>")
    with pytest.raises(NotRead):
        read_tsv("?x\t?y\n<urn:a>\n")
    with pytest.raises(NotRead):
        read_tsv("?x\n<urn:a b>\n")
    with pytest.raises(ValueError):
        read_csv("x,y\r\n1\r\n")
    for text in ("<urn:a> <urn:b> .", "<urn:a> <urn:b> <urn:c>", "<urn:a> <urn:b> 'c' .", "nothing"):
        with pytest.raises(NotRead):
            read_statements(text)


def answering(status: int, media: str, text: str) -> Running:
    """A service that gives the same answer to every request."""
    response = httpx.Response(status, headers={"Content-Type": media}, text=text)
    client = httpx.Client(base_url="http://127.0.0.1", transport=httpx.MockTransport(lambda _: response))
    return Running("http://127.0.0.1", client)


YES, NO = '{"head": {}, "boolean": true}', '{"head": {}, "boolean": false}'
JSON = "application/sparql-results+json"


@pytest.mark.parametrize(
    ("status", "media", "text", "failure"),
    [
        (200, JSON, YES, None),
        (200, JSON, NO, "wrong answer"),
        (200, JSON, '{"head": {"vars": []}, "results": {"bindings": []}}', "wrong answer"),
        (200, JSON, "{", "wrong format"),
        (200, "application/sparql-results+xml", "<sparql/>", "wrong format"),
        (503, "application/problem+json", "{}", "refused"),
    ],
)
def test_an_evaluation_is_judged_by_all_of_the_response(status: int, media: str, text: str, failure: str) -> None:
    (test,) = [each for each in EVALUATIONS if each.id == "evaluation#ask-yes"]
    assert evaluate(answering(status, media, text), test, []).failure == failure


@pytest.mark.parametrize(
    ("name", "status", "media", "text", "failure"),
    [
        ("get", 200, JSON, YES, None),
        ("get", 200, JSON, NO, "wrong answer"),
        ("get", 400, JSON, YES, "wrong status"),
        ("get", 200, "text/plain", "yes", "wrong format"),
        ("get-no", 200, JSON, YES, "wrong answer"),
        ("accept-select", 200, "text/turtle", "", "wrong format"),
        ("accept-construct", 200, "text/csv", "", "wrong format"),
        ("bad-syntax", 200, JSON, YES, "wrong status"),
        ("bad-syntax", 500, "text/plain", "", "wrong status"),
        ("bad-update-form", 204, "text/plain", "", "wrong status"),
    ],
)
def test_the_protocol_is_judged_by_all_of_the_response(
    name: str, status: int, media: str, text: str, failure: str | None
) -> None:
    (test,) = [each for each in TESTS if each.id == f"protocol#{name}"]
    assert run_exchanges(answering(status, media, text), test).failure == failure


def test_a_service_description_that_is_wrong_is_noticed() -> None:
    service, dataset = Blank("s"), Blank("d")
    right: list[Row] = [
        (service, Iri(RDF + "type"), Iri(SD + "Service")),
        (service, Iri(SD + "defaultDataset"), dataset),
        (dataset, Iri(RDF + "type"), Iri(SD + "Dataset")),
    ]
    assert mistakes(right, "urn:e") == []
    assert mistakes(right[1:], "urn:e")[0] == "0 services"
    assert mistakes(right[:2], "urn:e") == ["the value of sd:defaultDataset is no Dataset"]
    more: Row = (dataset, Iri(SD + "feature"), Iri("urn:f"))
    assert mistakes([*right, more], "urn:e") == ["the subject of sd:feature is no sd:Service"]
    unknown: Row = (service, Iri(SD + "speed"), Literal("high"))
    assert mistakes([*right, unknown], "urn:e") == ["sd:speed is not in the vocabulary"]


def test_a_suite_that_expects_something_wrong_fails(tmp_path: Path) -> None:
    """With a running service: each test of this suite has a wrong expected result."""
    root = tmp_path / "suite"
    shutil.copytree(OURS.root, root)
    shutil.copy(root / "evaluation/ask-no.srj", root / "evaluation/ask-yes.srj")
    shutil.copy(root / "turtle/chain.nt", root / "turtle/state.nt")
    shutil.copy(root / "syntax/good-paths.rq", root / "syntax/bad-no-object.rq")
    shutil.copy(root / "syntax/bad-no-object.rq", root / "syntax/good-numbers.rq")
    shutil.copy(root / "n-triples/terms.nt", root / "n-triples/bad-relative.nt")
    (root / "syntax/good-texts.rq").write_text("SELECT", encoding="utf-8")
    wanted = {
        "evaluation#ask-yes": "wrong answer",
        "turtle#state": "wrong answer",
        "syntax#bad-no-object": "accepted",
        "syntax#good-texts": "refused",
        "n-triples#bad-relative": "accepted",
    }
    tests = manifest.Suite(root, OURS.iri).tests(root / "manifest.ttl")
    assert {each.test.id: each.failure for each in run(test for test in tests if test.id in wanted)} == wanted
