"""Parsers of citations, version marks, headings and addressees."""

from __future__ import annotations

from pathlib import Path

import pytest

from plenipot.sources.akn.addressees import find_addressees
from plenipot.sources.akn.calendar import Ambiguous, Calendar
from plenipot.sources.akn.citations import find_citations, resolve_bare_numbers
from plenipot.sources.akn.headings import Heading, own_text, parse_heading, split
from plenipot.sources.akn.marks import parse_mark

CALENDAR = Calendar.load(Path(__file__).parent.parent / "fixtures" / "akn" / "conferences")


def cited(text: str) -> list[str]:
    found = resolve_bare_numbers(find_citations(text, CALENDAR))
    return [f"{c.target}/{c.version}" if c.version else c.target for c in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Resolution 101 (Rev. Busan, 2014)", ["resolution/pp/101/busan-2014"]),
        ("RESOLUTION 101 (REV. DUBAI, 2018)", ["resolution/pp/101/dubai-2018"]),
        ("Resolution 45 (Rev. Dubai, 2014)", ["resolution/wtdc/45/dubai-2014"]),
        (
            "Resolutions 47 and 48 (Rev. Dubai, 2012) and 49, 50 and 75 (Rev. Hammamet, 2016)",
            [
                "resolution/wtsa/47/dubai-2012",
                "resolution/wtsa/48/dubai-2012",
                "resolution/wtsa/49/hammamet-2016",
                "resolution/wtsa/50/hammamet-2016",
                "resolution/wtsa/75/hammamet-2016",
            ],
        ),
        ("Resolution 44 of WTSA", ["resolution/wtsa/44"]),
        ("Resolution ITU-R 7-3 (Rev. Geneva, 2015)", ["resolution/itu-r/7/geneva-2015"]),
        ("Recommendation ITU-T X.1255", ["recommendation/itu-t/x.1255"]),
        ("Opinion 4 (Lisbon, 2009)", ["opinion/wtpf-09/4"]),
        ("Resolution 646 (Rev.WRC-15)", ["resolution/wrc/646/wrc-15"]),
        ("Resolution 958 (WRC-2015)", ["resolution/wrc/958/wrc-15"]),
        ("UNGA Resolutions 71/243 and 72/279", ["resolution/unga/71-243", "resolution/unga/72-279"]),
        ("Resolution 70/1 of the United Nations General Assembly", ["resolution/unga/70-1"]),
        ("Human Rights Council Resolution 20/8", ["resolution/human-rights-council/20-8"]),
        ("Council Resolution 1106 (1996, last modified 2001)", ["resolution/council/1106/2001"]),
        ("Resolution 1386, adopted by the Council at its 2017 session", ["resolution/council/1386/2017"]),
        ("the Council adopted at its 2015 session Decision 584", ["decision/council/584/2015"]),
        ("Council Decision 588", ["decision/council/588"]),
        ("No. 66 of the Constitution", ["provision/cs/66"]),
        ("Nos. 92, 115 and 147 of the ITU Constitution", ["provision/cs/92", "provision/cs/115", "provision/cs/147"]),
        ("No. 165A of the Constitution and No. 480B of the Convention", ["provision/cs/165a", "provision/cv/480b"]),
        ("Article 10 of the Convention", ["provision/cv/art-10"]),
        ("No. 51 in Article 4 of the ITU Convention", ["provision/cv/51", "provision/cv/art-4"]),
        (
            "Articles 2 and 3 of the ITU Constitution and Article 19 of the Convention",
            ["provision/cs/art-2", "provision/cs/art-3", "provision/cv/art-19"],
        ),
        ("Article 5 of the International Telecommunication Regulations", ["text/itr/art-5", "text/itr"]),
        (
            "Article 12 of the International Telecommunication Regulations (ITR), adopted by WCIT (Dubai, 2012)",
            ["text/itr-2012/art-12", "text/itr"],
        ),
        (
            "Article 4 of the International Telecommunication Regulations (Melbourne, 1988)",
            ["provision/itr/art-4", "text/itr"],
        ),
        (
            "WSIS Action Lines C2, C5 and C6",
            ["text/wsis/action-line-c2", "text/wsis/action-line-c5", "text/wsis/action-line-c6"],
        ),
        ("the Tunis Agenda for the Information Society", ["text/wsis/tunis-agenda"]),
        # WTSA-12 met in the same city in the same year.
        (
            "Resolution 1 (Dubai, 2012) of the World Conference on International Telecommunications",
            ["resolution/wcit-12/plen-1/dubai-2012"],
        ),
        ("Resolution 4 (Dubai, 2012) of WCIT", ["resolution/wcit-12/plen-4/dubai-2012"]),
        ("Resolution 79 (Dubai, 2012)", ["resolution/wtsa/79/dubai-2012"]),
    ],
)
def test_citations(text: str, expected: list[str]) -> None:
    assert cited(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "a resolution of 7 May",
        "Article 9 of the United Nations Convention on contracts",
        "resolves 1 to 11 above",
        "the Radio Regulations Board",
        "Resolution on pigeons",
    ],
)
def test_what_is_no_citation(text: str) -> None:
    assert cited(text) == []


def test_a_number_whose_body_is_not_told_has_no_target() -> None:
    (citation,) = find_citations("Resolution 12 on pigeons", CALENDAR)
    assert (citation.target, citation.printed) == ("", "Resolution 12")


def test_a_bare_number_means_the_text_cited_elsewhere_in_the_same_text() -> None:
    assert cited("Resolution 71 (Rev. Dubai, 2018) and later Resolution 71") == [
        "resolution/pp/71/dubai-2018",
        "resolution/pp/71",
    ]
    assert cited("Resolution 71 (Rev. Dubai, 2018), Resolution 71 (Rev. Hammamet, 2016) or Resolution 71")[2] == ""


def test_city_and_year_can_name_two_conferences() -> None:
    with pytest.raises(Ambiguous, match="wcit-12, wtsa-12"):
        CALENDAR.find("Dubai", 2012)
    found = CALENDAR.find("DUBAI", 2012, frozenset({"wtsa"}))
    assert found is not None
    assert found.id == "wtsa-12"
    assert CALENDAR.find("Dubai", 1999) is None


@pytest.mark.parametrize(
    ("text", "label", "slug", "revised"),
    [
        ("(REV. BUENOS AIRES, 2017)", "Rev. Buenos Aires, 2017", "buenos-aires-2017", True),
        ("Kyoto, 1994", "Kyoto, 1994", "kyoto-1994", False),
        ("(Rev. (Hammamet, 2016)", "Rev. Hammamet, 2016", "hammamet-2016", True),
        ("(Rev. Dubai 2018)", "Rev. Dubai, 2018", "dubai-2018", True),
        ("(Rev. Florianópolis, 2004 )", "Rev. Florianópolis, 2004", "florianopolis-2004", True),
        ("(Rev. 2015)", "Rev. 2015", "2015", True),
        ("(2009)", "2009", "2009", False),
    ],
)
def test_marks(text: str, label: str, slug: str, revised: bool) -> None:
    mark = parse_mark(text)
    assert (mark.label, mark.slug, mark.revised) == (label, slug, revised)


@pytest.mark.parametrize("text", ["", "(Annex)", "Dubai", "(2018, Dubai)", "(Dubai, 18)"])
def test_what_is_no_mark(text: str) -> None:
    with pytest.raises(ValueError, match="is not a mark"):
        parse_mark(text)


def test_headings_at_the_end_and_in_the_middle_of_a_paragraph() -> None:
    text = (
        "to count birds, invites Member States, Sector Members and Associates to feed them, instructs the ITU Council"
    )
    assert list(split(text, preamble=False)) == [
        "to count birds,",
        Heading("operative", "invites", "Member States, Sector Members and Associates"),
        "to feed them,",
        Heading("operative", "instructs", "the ITU Council"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "in accordance with instructs the ITU Council 7 above;",
        "that Resolution 5 (Kyoto, 1994), on birds, invites Member States to feed them,",
        "the Council may invite the Secretary-General to act,",
    ],
)
def test_verbs_that_are_no_headings(text: str) -> None:
    assert list(split(text, preamble=True)) == [text]


def test_names_of_headings() -> None:
    assert parse_heading("bearing in mind") == Heading("motive", "bearing in mind")
    assert parse_heading("resolves further") == Heading("operative", "resolves further")
    assert parse_heading("further instructs the Secretary-General") == Heading(
        "operative", "further instructs", "the Secretary-General"
    )
    assert parse_heading("Terms") is None


def test_another_part_of_the_volume_ends_the_text() -> None:
    assert own_text("the end. 489 PART VI - SIGNATORIES The") == ("the end.", "489 PART VI - SIGNATORIES The")


@pytest.mark.parametrize(
    ("addressee", "first", "others"),
    [
        (
            "the Secretary-General and the Directors of the three Bureaux",
            ("office/secretary-general", "office/director-br", "office/director-tsb", "office/director-bdt"),
            (),
        ),
        (
            "the Directors of the Radiocommunication Bureau and the Telecommunication Standardization Bureau",
            ("office/director-br", "office/director-tsb"),
            (),
        ),
        (
            "the Director of the Telecommunication Development Bureau, in collaboration with the Secretary-General",
            ("office/director-bdt",),
            ("office/secretary-general",),
        ),
        ("the ITU Council", ("body/council",), ()),
        ("the 2022 plenipotentiary conference", ("conference/pp-22",), ()),
        ("the study groups of the ITU Telecommunication Development Sector", (), ()),
        ("Member States and Sector Members", (), ()),
    ],
)
def test_addressees(addressee: str, first: tuple[str, ...], others: tuple[str, ...]) -> None:
    assert find_addressees(addressee) == (first, others)
