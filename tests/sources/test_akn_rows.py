"""Rows of an Akoma Ntoso document, and their comparison with the curated tables."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

from plenipot.model.vocabulary import PLEN, RES
from plenipot.sources.akn import import_akn, parse_akn, read_akn
from plenipot.sources.akn.calendar import Calendar
from plenipot.sources.akn.compare import Tables, compare
from plenipot.sources.akn.rows import AknRows, rows_of
from plenipot.tables.akn import FAMILY
from plenipot.tables.facts import Facts
from plenipot.tables.rows import read_rows

FIXTURES = Path(__file__).parent.parent / "fixtures" / "akn"
THIS = "resolution/pp/999/dubai-2018"


@pytest.fixture
def rows() -> AknRows:
    return rows_of(read_akn(FIXTURES / "resolution.xml"), Calendar.load(FIXTURES / "conferences"), "copy")


def test_version_and_abrogations(rows: AknRows) -> None:
    assert [(v.version, v.mark, v.action, v.title) for v in rows.versions] == [
        (THIS, "Rev. Dubai, 2018", "revised", "Carrier pigeons"),
        ("resolution/pp/998/busan-2014", "Rev. Busan, 2014", "abrogated", "Smoke signals"),
        ("resolution/pp/997/busan-2014", "Busan, 2014", "abrogated", "Drums"),
    ]


def test_citations_stand_under_the_heading_that_the_converter_lost(rows: AknRows) -> None:
    found = {(c.cited_version or c.cited, c.context) for c in rows.citations}
    assert found == {
        ("resolution/pp/101/busan-2014", "considering"),
        ("resolution/wtsa/44", "considering"),
        ("provision/cs/66", "considering"),
        ("provision/cv/art-2", "considering"),
        ("provision/cv/art-3", "considering"),
        (
            "resolution/wtsa/47/dubai-2012",
            "instructs the Secretary-General, in consultation with the Directors of the three Bureaux",
        ),
        (
            "resolution/wtsa/48/dubai-2012",
            "instructs the Secretary-General, in consultation with the Directors of the three Bureaux",
        ),
        (
            "resolution/wtsa/50/hammamet-2016",
            "instructs the Secretary-General, in consultation with the Directors of the three Bureaux",
        ),
        ("opinion/wtpf-09/4", "annex 1"),
    }


def test_clauses_with_and_without_addressee(rows: AknRows) -> None:
    assert [(c.position, c.verb, c.addressee, c.place) for c in rows.clauses] == [
        (1, "resolves", "", "heading"),
        (
            2,
            "instructs",
            "the Secretary-General, in consultation with the Directors of the three Bureaux",
            "inside a paragraph",
        ),
        (3, "invites", "all Member States", "inside a paragraph"),
        (4, "urges", "Sector Members, especially bakers", "heading and text"),
    ]
    assert rows.clauses[1].addressed == "office/secretary-general"
    assert rows.clauses[1].acting_with == "office/director-br|office/director-tsb|office/director-bdt"


def test_no_sentence_of_a_text_reaches_a_table(tmp_path: Path) -> None:
    import_akn(FIXTURES / "resolution.xml", tmp_path, source="copy", tables=FIXTURES)
    written = "".join(path.read_text(encoding="utf-8") for path in sorted(tmp_path.glob("*.csv")))
    for words in ("love of birds", "pigeons fly", "build lofts", "spare crumbs", "outside the text"):
        assert words not in written


def test_import_is_the_same_on_every_run(tmp_path: Path) -> None:
    def run(name: str) -> dict[str, bytes]:
        out = tmp_path / name
        import_akn(FIXTURES / "resolution.xml", out, source="copy", tables=FIXTURES)
        return {path.name: path.read_bytes() for path in out.iterdir()}

    first = run("first")
    assert set(first) == {"document.csv", "version.csv", "citation.csv", "clause.csv"}
    assert first == run("second")


def test_other_documents_have_addresses_but_no_version() -> None:
    rows = rows_of(read_akn(FIXTURES / "gazette.xml"), Calendar.load(FIXTURES / "conferences"), "copy")
    assert [row.version for row in rows.documents] == ["", "", ""]
    assert all(row.work for row in rows.documents)
    assert rows.versions == ()


@pytest.mark.parametrize("number", ["999", "999 (Annex)", "999 (Rev. Atlantis, 2018)", "999 (2018)"])
def test_a_number_that_cannot_be_placed_gives_no_version(number: str) -> None:
    whole = (FIXTURES / "resolution.xml").read_text(encoding="utf-8")
    text = whole.replace("999 (REV. DUBAI, 2018)</doc", number + "</doc")
    rows = rows_of(parse_akn(text.encode()), Calendar.load(FIXTURES / "conferences"), "copy")
    assert [row.version for row in rows.documents] == [""]
    assert rows.versions == ()


def test_committed_additions_are_not_citations_that_the_tables_have() -> None:
    tables = Path(__file__).parents[2] / "data" / "tables"
    with (tables / "resolutions" / "citation.csv").open(encoding="utf-8", newline="") as handle:
        curated = {(row["citing"], row["cited"], row["heading"]) for row in csv.DictReader(handle)}
    with (tables / "akn" / "addition.csv").open(encoding="utf-8", newline="") as handle:
        added = [(row["citing"], row["cited"], row["heading"]) for row in csv.DictReader(handle)]
    assert added
    assert not curated.intersection(added)


def test_import_needs_the_conferences(tmp_path: Path) -> None:
    shutil.copytree(FIXTURES / "sources", tmp_path / "sources")
    with pytest.raises(FileNotFoundError, match="no table of conferences"):
        import_akn(FIXTURES / "resolution.xml", tmp_path / "akn", source="copy", tables=tmp_path)


def _write(path: Path, rows: list[dict[str, str]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture
def curated(tmp_path: Path) -> Tables:
    folder = tmp_path / "resolutions"
    _write(
        folder / "version.csv",
        [
            {
                "id": THIS,
                "conference": "pp-18",
                "title": "Carrier pigeons and doves",
                "title_basis": "heading (completed)",
                "title_source": "copy",
                "source": "copy",
            }
        ],
    )
    _write(
        folder / "abrogation.csv",
        [{"id": "a", "instrument": "resolution/pp/998", "conference": "pp-18", "source": "copy"}],
    )
    _write(
        folder / "citation.csv",
        [
            {
                "id": "c1",
                "citing": THIS,
                "cited": "resolution/pp/101/busan-2014",
                "heading": "considering",
                "source": "copy",
            },
            {"id": "c2", "citing": THIS, "cited": "resolution/wtsa/440", "heading": "considering", "source": "copy"},
        ],
    )
    _write(
        folder / "cited_version.csv", [{"id": "resolution/wtsa/47/dubai-2012"}, {"id": "resolution/pp/101/busan-2014"}]
    )
    _write(tmp_path / "structure" / "provision.csv", [{"id": "cs/66"}])
    _write(
        folder / "clause.csv",
        [{"id": "k", "text": THIS, "verb": "invites", "addressee": "all Member States", "source": "copy"}],
    )
    _write(folder / "addressee.csv", [{"addressee": "all Member States", "resolved_to": "body/itu", "source": "copy"}])
    for name in ("conferences", "sources"):
        shutil.copytree(FIXTURES / name, tmp_path / name)
    return Tables(tmp_path, "copy")


def test_comparison_adds_only_what_is_known_and_keeps_both_statements(rows: AknRows, curated: Tables) -> None:
    result = compare(rows, curated)
    versions, citations, clauses = result.agreements
    assert (versions.both, versions.only_file, versions.only_tables) == (2, 1, 0)
    assert (citations.both, citations.only_tables) == (1, 1)
    assert (clauses.both, clauses.only_file) == (1, 2)
    assert [row.cited for row in result.additions] == ["provision/cs/66", "resolution/wtsa/47/dubai-2012"]
    assert "provision/cv/art-2" in {row.cited for row in result.unresolved}
    titles = [(row.value, row.followed, row.reason) for row in result.disagreements if row.property == "title"]
    assert titles == [
        ("Carrier pigeons and doves", "yes", "the heading is cut in the file"),
        ("Carrier pigeons", "no", "the heading is cut in the file"),
    ]
    assert {row.value for row in result.disagreements if row.property == "addressee"} == {
        "body/itu",
        "nobody in particular",
    }
    pairs = [row for row in result.disagreements if row.property == "cites"]
    assert [(row.value, row.followed) for row in pairs] == [
        ("resolution/wtsa/440", "yes"),
        ("no citation of resolution/wtsa/440 read", "no"),
    ]


def test_a_file_of_another_source_is_not_set_against_the_rows_of_this_one(curated: Tables) -> None:
    rows = rows_of(read_akn(FIXTURES / "resolution.xml"), Calendar.load(FIXTURES / "conferences"), "act")
    result = compare(rows, Tables(curated.directory, "act"))
    # The title is a statement of the file; what the file lacks, or has more, is no difference between two sources.
    assert {row.property for row in result.disagreements} == {"title", "addressee"}
    assert [(each.both, each.only_tables) for each in result.agreements] == [(0, 0)] * 3
    # Whatever source says it, the tables have the citation of resolution 101 already.
    assert [row.cited for row in result.additions] == ["provision/cs/66", "resolution/wtsa/47/dubai-2012"]


def test_texts_of_the_source_that_the_file_has_not_are_not_missed(curated: Tables) -> None:
    path = curated.directory / "resolutions" / "citation.csv"
    before = path.read_text(encoding="utf-8")
    path.write_text(before + "c3,resolution/pp/1/dubai-2018,resolution/pp/101,recalling,copy\n", encoding="utf-8")
    rows = rows_of(read_akn(FIXTURES / "resolution.xml"), Calendar.load(FIXTURES / "conferences"), "copy")
    assert not [row for row in compare(rows, curated).disagreements if row.subject == "resolution/pp/1/dubai-2018"]


def test_tables_become_documents_claims_and_citations(curated: Tables, tmp_path: Path) -> None:
    out = tmp_path / "akn"
    import_akn(FIXTURES / "resolution.xml", out, source="copy", tables=curated.directory)
    facts = Facts(frozenset({"copy"}))
    for table in FAMILY.tables:
        reading = read_rows(out / f"{table.name}.csv", table.model, table.name)
        assert reading.refusals == []
        for _, row in reading.rows:
            table.map(row, facts)
    document = RES["akn/pp-18/res-999"]
    assert (document, PLEN.marksUp, RES[THIS]) in facts.triples
    addresses = {str(o) for s, p, o in facts.triples if s == document and p == PLEN.aknExpression}
    assert addresses == {"/akn/un/statement/deliberation/itu-pp/2018-11-15/res-999/eng@2018-11-15"}
    claims = [s for s, p, o in facts.triples if o == PLEN.Claim]
    assert len(claims) == 10


def test_a_row_with_a_wrong_mark_is_refused_with_its_line(tmp_path: Path) -> None:
    import_akn(FIXTURES / "resolution.xml", tmp_path, source="copy", tables=FIXTURES)
    path = tmp_path / "version.csv"
    path.write_text(path.read_text(encoding="utf-8").replace('"Busan, 2014"', "Busan"), encoding="utf-8")
    table = next(table for table in FAMILY.tables if table.name == "version")
    (refusal,) = read_rows(path, table.model, "akn/version.csv").refusals
    assert (refusal.line, refusal.column) == (2, "mark")
