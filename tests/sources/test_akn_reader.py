"""The Akoma Ntoso parser on documents of different structure, and on invalid input."""

from __future__ import annotations

from pathlib import Path

import pytest

from plenipot.sources.akn import AknError, parse_akn, read_akn
from plenipot.sources.akn.model import FrbrDate

FIXTURES = Path(__file__).parent.parent / "fixtures" / "akn"
NS = 'xmlns="http://docs.oasis-open.org/legaldocml/ns/akn/3.0"'


def test_nested_collections_give_the_documents_at_any_depth() -> None:
    root = read_akn(FIXTURES / "gazette.xml")
    assert [(d.tag, d.name) for d in root.walk()] == [
        ("documentCollection", "gazette"),
        ("documentCollection", "part"),
        ("doc", "notice"),
    ]
    part = root.documents[0]
    assert part.identification is not None
    assert part.identification.work.uri == "/akn/xx/officialGazette/2031/1/part-a"  # FRBRuri is missing: FRBRthis


def test_text_of_a_nested_document_belongs_to_it_alone() -> None:
    root = read_akn(FIXTURES / "gazette.xml")
    notice = root.documents[0].documents[0]
    assert root.refs() == ()
    assert [(ref.href, ref.text) for ref in notice.refs()] == [("/akn/xx/act/2030/12", "the Harbour Act")]
    assert notice.title == "On the lighthouse"


def test_frbr_levels_with_dates_numbers_names() -> None:
    notice = read_akn(FIXTURES / "gazette.xml").documents[0].documents[0]
    assert notice.identification is not None
    work = notice.identification.work
    assert work.dates == (FrbrDate("2031-02-01", "issue"),)
    assert (work.numbers, work.names, work.aliases) == (
        (("7", "Notice 7"),),
        ("lighthouse",),
        ("Notice of the lighthouse",),
    )
    assert notice.identification.expression is not None
    assert notice.identification.expression.language == "eng"
    assert notice.identification.manifestation is None


def test_act_with_chapters_articles_and_lists() -> None:
    act = read_akn(FIXTURES / "act.xml")
    assert (act.doc_type, act.doc_number, act.title) == ("Act", "12 of 2030", "harbours")
    assert act.references == {"council": "/akn/ontology/organization/xx/council"}
    assert act.body is not None
    article = next(act.body.find("article"))
    assert (article.eid, article.wid, article.num, article.heading) == ("art_1", "art_1_2030", "Article 1", "Terms")
    assert [part.text for part in article.find("p")] == [
        "A harbour is where ships rest.",
        "A ship is:",
        "a vessel; or",
        "a ferry.",
    ]
    assert [part.num for part in article.find("point")] == ["(a)", "(b)"]
    assert [ref.href for ref in act.refs()] == ["#art_2"]


def test_preamble_keeps_headings_and_recitals() -> None:
    act = read_akn(FIXTURES / "act.xml")
    assert act.preamble is not None
    recitals = next(act.preamble.find("recitals"))
    assert recitals.heading == "Whereas"
    assert [part.num for part in recitals.find("recital")] == ["(1)"]


def test_elements_of_other_vocabularies_are_passed_over() -> None:
    text = f"""<akomaNtoso {NS}><doc name="x"><meta><identification source="#a"><FRBRWork>
    <FRBRthis value="/akn/x/!main"/><FRBRuri value="/akn/x"/></FRBRWork></identification></meta>
    <mainBody><f:note xmlns:f="urn:other"><f:p>no</f:p></f:note><p>yes</p></mainBody></doc></akomaNtoso>"""
    body = parse_akn(text.encode()).body
    assert body is not None
    assert [part.text for part in body.walk() if part.text] == ["yes"]


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        (f"<akomaNtoso {NS}>\n<doc>", 2, "not well-formed"),
        ("<html/>", 1, "not <akomaNtoso>"),
        ("<akomaNtoso/>", 1, "not <akomaNtoso>"),
        (f"<akomaNtoso {NS}/>", 1, "0 documents"),
        (f"<akomaNtoso {NS}>\n\n<act name='x'/></akomaNtoso>", 3, "no <meta>"),
        (f"<akomaNtoso {NS}><act><meta>\n<identification/></meta></act></akomaNtoso>", 2, "no <FRBRWork>"),
        (
            f"<akomaNtoso {NS}><act><meta><identification>\n<FRBRWork/></identification></meta></act></akomaNtoso>",
            2,
            "neither FRBRthis nor FRBRuri",
        ),
        ("", 1, "not well-formed"),
    ],
)
def test_errors_name_file_and_line(text: str, line: int, reason: str) -> None:
    with pytest.raises(AknError, match=reason) as caught:
        parse_akn(text.encode(), "sample.xml")
    assert str(caught.value).startswith(f"sample.xml:{line}: ")


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE akomaNtoso [<!ENTITY secret SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE akomaNtoso [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE akomaNtoso SYSTEM "http://127.0.0.1:9/akn.dtd">',
    ],
)
def test_document_types_and_entities_are_refused(doctype: str) -> None:
    body = (FIXTURES / "act.xml").read_text(encoding="utf-8").split("?>", 1)[1]
    with pytest.raises(AknError, match="document type"):
        parse_akn((doctype + body).encode())


def test_deep_nesting_is_an_error_of_the_file_not_a_crash() -> None:
    text = f"<akomaNtoso {NS}>" + "<section>" * 5000 + "</section>" * 5000 + "</akomaNtoso>"
    with pytest.raises(AknError, match="not well-formed"):
        parse_akn(text.encode())


def test_a_file_over_the_limit_is_not_read() -> None:
    with pytest.raises(AknError, match="more than the 100 allowed"):
        read_akn(FIXTURES / "act.xml", max_bytes=100)
