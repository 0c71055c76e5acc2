"""`plenipot link` with a real SPARQL server, data like those of Wikidata, and injected faults."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from plenipot.cli import main
from plenipot.model import release_files
from plenipot.sources.sparql.client import AGENT, SparqlClient, SparqlClientError
from plenipot.sources.sparql.jobs import BadJob, Job, read_job, read_jobs, read_table
from plenipot.sources.sparql.refresh import fetch, refresh
from plenipot.sources.sparql.state import State
from tests.sources.proxy import Proxy

JOBS = read_jobs()


def client(url: str, tries: int = 4, timeout: int = 10, max_wait: float = 300.0) -> SparqlClient:
    """A client that records its waits without sleeping."""
    return SparqlClient(url, timeout=timeout, tries=tries, max_wait=max_wait, sleep=lambda seconds: None)


def diff(name: str, url: str, checkout: Path, folder: Path) -> list[str]:
    """Return the lines of the diff of a job, without its header."""
    parts: list[str] = []
    refresh([JOBS[name]], checkout, folder, parts.append, endpoint=lambda _: client(url), sleep=lambda _: None)
    return [line for line in "".join(parts).splitlines() if not line.startswith("#")]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "wikidata-states",
            [
                "-\tplenipot:state/dnk\twikidata:Q35",
                "+\tplenipot:state/dnk\twikidata:Q756617\t\t\tKingdom of Denmark",
            ],
        ),
        (
            "wikidata-geonames",
            ["+\tplenipot:state/gbr\tgeonames:2635167/", "-\tplenipot:state/gbr\tgeonames:2635168/"],
        ),
        ("wikidata-coordinates", ["~\tdnk\tlatitude\t56.0000\t12.5", "~\tdnk\tlongitude\t10.0000\t-70"]),
        ("wikidata-names", ["~\tdnk\ten\tDenmark\tKingdom of Denmark"]),
        ("wikidata-memberships", []),
        ("wikidata-people", ["+\tplenipot:person/houlin-zhao\twikidata:Q11111\t\t\tChinese engineer"]),
    ],
)
def test_the_diff_says_what_a_person_has_to_look_at(
    name: str, expected: list[str], wikidata: str, checkout: Path, tmp_path: Path
) -> None:
    if name == "wikidata-geonames":  # as if the identifier had been typed wrong in the file
        path = checkout / "data" / "links" / "states.sssom.tsv"
        path.write_text(path.read_text(encoding="utf-8").replace("2635167", "2635168"), encoding="utf-8")
    assert diff(name, wikidata, checkout, tmp_path / "state") == expected


def test_a_batch_of_values_is_compared_too(wikidata: str, checkout: Path, tmp_path: Path) -> None:
    changes = diff("eurovoc-names", wikidata, checkout, tmp_path)
    assert "~\thttp://eurovoc.europa.eu/6088\tfr\tlabel\tInternet\tla toile" in changes
    assert not any("6088\ten" in line for line in changes)
    assert diff("dbpedia-resources", wikidata, checkout, tmp_path) == [
        "-\tdbpedia:Denmark",
        "-\tdbpedia:United_Kingdom",
    ]


def test_a_thing_with_a_prefix_of_its_own_is_asked_for_by_its_iri(
    wikidata: str, checkout: Path, tmp_path: Path
) -> None:
    path = checkout / "data" / "links" / "states.sssom.tsv"
    text = path.read_text(encoding="utf-8").replace("\tdbpedia:Denmark\t", "\tdbpedia_dnk:\t")
    declared = '#  dbpedia_dnk: "http://dbpedia.org/resource/Dänemark"\n#  eucountry:'
    path.write_text(text.replace("#  eucountry:", declared), encoding="utf-8")
    assert diff("dbpedia-resources", wikidata, checkout, tmp_path) == ["-\tdbpedia:United_Kingdom"]


@pytest.mark.parametrize("size", [1, 2, 100])
def test_pages_of_any_size_give_the_same_rows(size: int, wikidata: str, tmp_path: Path) -> None:
    job = JOBS["wikidata-states"].model_copy(update={"page": size})
    state = State(tmp_path / "pages.jsonl", wikidata, job.text)
    rows = fetch(job, client(wikidata), state, tmp_path, sleep=lambda _: None)
    assert [row["iso3"] for row in rows] == ["CHE", "DNK", "GBR", "XXX"]


@pytest.mark.parametrize(
    "fault", ["500", "502", "503", "429", "hang", "drop", "truncated", "short", "trace", "html", "mislabelled"]
)
def test_a_passing_fault_costs_a_try_and_no_row(
    fault: str, proxy: Proxy, wikidata: str, checkout: Path, tmp_path: Path
) -> None:
    whole = diff("wikidata-states", wikidata, checkout, tmp_path / "without")
    proxy.faults = [fault, fault]
    found: list[str] = []
    endpoint = client(proxy.url, timeout=1)
    refresh([JOBS["wikidata-states"]], checkout, tmp_path / "with", found.append, endpoint=lambda _: endpoint)
    assert [line for line in "".join(found).splitlines() if not line.startswith("#")] == whole
    assert len(endpoint.waits) == 2
    assert endpoint.waits[1] > endpoint.waits[0] >= 2.0, "the wait grows"


def test_an_endpoint_that_stays_down_is_an_error_that_says_so(proxy: Proxy, checkout: Path) -> None:
    proxy.faults = ["503"] * 10
    with pytest.raises(SparqlClientError, match="HTTP 503, in 4 tries"):
        client(proxy.url).select("SELECT * WHERE {}")
    assert proxy.requests == 4


def test_retry_after_is_obeyed_in_both_forms(proxy: Proxy) -> None:
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=40), usegmt=True)
    proxy.faults = ["429 7", f"503 {later}"]
    endpoint = client(proxy.url)
    endpoint.select("SELECT * WHERE { ?s ?p ?o } LIMIT 1")
    assert endpoint.waits[0] == 7.0
    assert 30 < endpoint.waits[1] <= 40


def test_an_endpoint_that_asks_for_an_hour_is_left_alone(proxy: Proxy) -> None:
    proxy.faults = ["429 3600"]
    endpoint = client(proxy.url)
    with pytest.raises(SparqlClientError, match="asks to wait 3600 seconds"):
        endpoint.select("SELECT * WHERE { ?s ?p ?o } LIMIT 1")
    assert (proxy.requests, endpoint.waits) == (1, [])


@pytest.mark.parametrize("status", ["400", "401", "403", "404"])
def test_a_refusal_is_not_repeated(status: str, proxy: Proxy) -> None:
    proxy.faults = [status]
    with pytest.raises(SparqlClientError):
        client(proxy.url).select("SELECT * WHERE { ?s ?p ?o } LIMIT 1")
    assert proxy.requests == 1


def test_nobody_at_the_address_is_a_fault_like_others() -> None:
    with pytest.raises(SparqlClientError, match="in 2 tries"):
        client("http://127.0.0.1:9/sparql", tries=2).select("SELECT * WHERE {}")


def test_the_client_names_itself(proxy: Proxy) -> None:
    client(proxy.url).select("SELECT * WHERE { ?s ?p ?o } LIMIT 1")
    assert proxy.agents == [AGENT]
    assert "https://w3id.org/plenipot/" in AGENT


def test_an_interrupted_run_goes_on_where_it_stopped(proxy: Proxy, checkout: Path, tmp_path: Path) -> None:
    job = JOBS["wikidata-states"].model_copy(update={"page": 1})
    proxy.faults = ["none", "none", "503", "503"]
    with pytest.raises(SparqlClientError):
        refresh([job], checkout, tmp_path, print, endpoint=lambda _: client(proxy.url, tries=2), sleep=lambda _: None)
    assert proxy.requests == 4
    parts: list[str] = []
    refresh([job], checkout, tmp_path, parts.append, endpoint=lambda _: client(proxy.url), sleep=lambda _: None)
    assert proxy.requests == 4 + 3, "two pages were kept: two more rows and the empty page were asked for"
    assert "4 rows" in parts[0]


def test_a_line_that_was_cut_off_is_asked_for_again(wikidata: str, checkout: Path, tmp_path: Path) -> None:
    job = JOBS["wikidata-states"].model_copy(update={"page": 1})
    path = tmp_path / f"{job.name}.jsonl"
    state = State(path, wikidata, job.text)
    fetch(job, client(wikidata), state, checkout, sleep=lambda _: None)
    text = path.read_text(encoding="utf-8")
    path.write_text(text[:-20], encoding="utf-8")
    again = State(path, wikidata, job.text)
    assert len(again) == len(state) - 1
    fetch(job, client(wikidata), again, checkout, sleep=lambda _: None)
    assert path.read_text(encoding="utf-8") == text


def test_pages_of_another_query_or_endpoint_are_not_believed(tmp_path: Path) -> None:
    path = tmp_path / "pages.jsonl"
    State(path, "http://one/", "SELECT 1").put("page", [{"a": "1"}])
    assert len(State(path, "http://one/", "SELECT 1")) == 1
    assert len(State(path, "http://two/", "SELECT 1")) == 0
    assert len(State(path, "http://one/", "SELECT 2")) == 0


def digest(folder: Path) -> str:
    """Return a hash of all files of a folder."""
    parts = [f"{path}:{hashlib.sha256(path.read_bytes()).hexdigest()}" for path in sorted(folder.rglob("*.*"))]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def test_the_same_answer_gives_the_same_diff_and_nothing_is_changed(
    wikidata: str, checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(release_files, "root", lambda: checkout)
    before = digest(checkout)
    outputs = []
    for run in ("one", "two"):
        out = tmp_path / f"{run}.diff"
        arguments = ["link", "wikidata-states", "wikidata-names", "--endpoint", wikidata, "--out", str(out)]
        result = CliRunner().invoke(main, [*arguments, "--state", str(tmp_path / "state")])
        assert result.exit_code == 0, result.output
        assert list((tmp_path / "state").iterdir()) == [], "a run that ended leaves nothing to go on with"
        outputs.append(out.read_bytes())
    assert outputs[0] == outputs[1]
    assert b"wikidata:Q756617" in outputs[0]
    assert digest(checkout) == before


def test_the_command_says_what_failed_and_that_it_can_go_on(
    proxy: Proxy, checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(release_files, "root", lambda: checkout)
    proxy.faults = ["404"]
    arguments = ["link", "wikidata-states", "--endpoint", proxy.url, "--state", str(tmp_path / "state")]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 1
    assert "run the same command to go on" in result.output
    assert CliRunner().invoke(main, ["link", "no-such-query"]).exit_code == 2


def test_every_job_names_a_table_that_has_its_columns() -> None:
    root = release_files.root()
    for job in JOBS.values():
        header = next(line for line in (root / job.file).read_text(encoding="utf-8").splitlines() if line[0] != "#")
        columns = set(header.replace("\t", ",").split(","))
        assert {*job.key, *job.values, *job.where} <= columns, job.name
        assert set(job.key) | set(job.values) <= set(job.cells), job.name
        assert read_table(root / job.file, job.where) or not job.removals, job.name


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        ("title: [", "while parsing"),
        ("title: t", "endpoint"),
        ("{title: t, endpoint: e}", "endpoint"),
    ],
)
def test_a_header_that_cannot_be_used_is_named(header: str, reason: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.rq"
    path.write_text(f"#+ {header}\nSELECT * WHERE {{}} ORDER BY ?a\n", encoding="utf-8")
    with pytest.raises(BadJob, match=reason):
        read_job(path)


def test_pages_need_an_order(tmp_path: Path) -> None:
    path = tmp_path / "unordered.rq"
    header = '{title: t, endpoint: "http://e/", file: f, key: [a], cells: {a: "{a}"}}'
    path.write_text(f"#+ {header}\nSELECT ?a WHERE {{}}\n", encoding="utf-8")
    with pytest.raises(BadJob, match="need ORDER BY"):
        read_job(path)


def test_what_a_table_holds_cannot_break_out_of_a_query(tmp_path: Path) -> None:
    (tmp_path / "names.csv").write_text('id,name\na,"x""@en) } DROP ALL #\n"\n', encoding="utf-8")
    job = Job.model_validate(
        {
            "name": "n", "title": "t", "endpoint": "http://e/", "file": "f", "key": ["a"], "cells": {"a": "{a}"},
            "fill": {"file": "names.csv", "columns": {"name": '"{name}"@en'}}, "text": "VALUES (?n) { #FILL# }",
        }
    )  # fmt: skip
    ((query, _),) = job.pages(tmp_path)
    assert query == 'VALUES (?n) { ("x\\"@en) } DROP ALL #\\n"@en) }'
