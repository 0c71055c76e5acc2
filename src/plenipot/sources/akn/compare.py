"""Compare the rows of an Akoma Ntoso file with the curated tables: agreements, additions and disagreements.

The comparison does not change the curated tables. A citation that only the file has is an addition if its target is in
the tables, else it is unresolved. A disagreement gets a row for each of the two statements, with the reason why one is
followed.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from plenipot.sources.akn.rows import AknRows, ImportedCitationRow

# Family and table that declare, in the column "id", things that can be cited; and the prefix that their ids lack.
_DECLARING = (
    *(
        ("resolutions", table, "")
        for table in ("instrument", "version", "unnumbered", "cited_instrument", "cited_version", "external_text")
    ),
    *(("sectors", table, "") for table in ("instrument", "version", "unnumbered", "wsis_text", "action_line")),
    ("structure", "article", "provision/"),
    ("structure", "provision", "provision/"),
    ("structure", "treaty", "treaty/"),
    ("texts", "cited_recommendation", ""),
)
# The families with tables of versions, citations and operative headings.
_TEXTS = ("resolutions", "sectors")


@dataclass(frozen=True)
class ImportDisagreement:
    """A statement about a disputed attribute of a version; a row of the table of claims."""

    subject: str
    attribute: str
    property: str
    value: str
    value_printed: str
    followed: str
    reason: str
    source: str


@dataclass(frozen=True)
class Addition:
    """A citation that only the file has."""

    id: str
    citing: str
    cited: str
    cited_as: str
    heading: str
    source: str


@dataclass(frozen=True)
class Unresolved:
    """A citation whose target is not in the tables, or is not known."""

    printed: str
    cited: str
    count: int
    citing: str
    reason: str
    source: str


@dataclass(frozen=True)
class Agreement:
    """Numbers of statements of a kind that are in both, only in the file, or only in the tables."""

    kind: str
    both: int
    only_file: int
    only_tables: int

    def __str__(self) -> str:
        read, listed = self.both + self.only_file, self.both + self.only_tables
        return (
            f"{self.kind}: {self.both} in both; of {read} read {self._share(read)} are in the tables, "
            f"of {listed} in the tables {self._share(listed)} were read"
        )

    def _share(self, whole: int) -> str:
        return f"{100 * self.both / whole:.1f} %" if whole else "none"


@dataclass(frozen=True)
class Comparison:
    """The result of a comparison."""

    agreements: tuple[Agreement, ...]
    additions: tuple[Addition, ...]
    unresolved: tuple[Unresolved, ...]
    disagreements: tuple[ImportDisagreement, ...]
    undeclared: tuple[str, ...]
    """Versions in the file that no table declares."""


class Tables:
    """The curated tables; ``source`` is the key of the file in the table of sources."""

    def __init__(self, directory: Path, source: str) -> None:
        self.directory = directory
        self.source = source

    def read(self, family: str, table: str) -> list[dict[str, str]]:
        path = self.directory / family / f"{table}.csv"
        with path.open(encoding="utf-8", newline="") as handle:
            return list(csv.DictReader(handle))

    def read_text_tables(self, table: str) -> list[dict[str, str]]:
        """Read a table of all families of texts that have it."""
        return [
            row
            for family in _TEXTS
            if (self.directory / family / f"{table}.csv").exists()
            for row in self.read(family, table)
        ]

    def read_from_source(self, table: str) -> list[dict[str, str]]:
        """Read the rows of a table that have the source of the file."""
        return [row for row in self.read_text_tables(table) if self.source in row["source"].split("|")]

    def declared_ids(self) -> frozenset[str]:
        """Return the ids of all things that can be cited; missing tables are skipped."""
        ids: set[str] = set()
        for family, table, prefix in _DECLARING:
            if (self.directory / family / f"{table}.csv").exists():
                ids |= {prefix + row["id"] for row in self.read(family, table)}
        return frozenset(ids)


def compare(rows: AknRows, tables: Tables) -> Comparison:
    """Compare the rows of a file with the curated tables."""
    declared = tables.declared_ids()
    citations = _Citations(rows, tables, declared)
    titles = list(_titles(rows, tables))
    clauses = _clauses(rows, tables)
    return Comparison(
        agreements=(_versions(rows, tables), citations.agreement(), clauses),
        additions=tuple(citations.additions()),
        unresolved=tuple(citations.unresolved()),
        disagreements=(*titles, *citations.disagreements(), *_addressees(rows, tables)),
        undeclared=tuple(sorted(_texts_of(rows) - declared)),
    )


def _texts_of(rows: AknRows) -> frozenset[str]:
    """Return the versions whose text is in the file."""
    return frozenset(row.version for row in rows.versions if row.action != "abrogated")


def _versions(rows: AknRows, tables: Tables) -> Agreement:
    conferences = {row.conference for row in rows.versions}
    listed = {(row["id"], "text") for row in tables.read_from_source("version") if row["conference"] in conferences}
    listed |= {
        (row["instrument"], "abrogated")
        for row in tables.read_from_source("abrogation")
        if row["conference"] in conferences
    }
    read = {
        (row.instrument, "abrogated") if row.action == "abrogated" else (row.version, "text") for row in rows.versions
    }
    return _agreement("versions and abrogations", read, listed)


def _agreement(kind: str, read: set[tuple[str, str]], listed: set[tuple[str, str]]) -> Agreement:
    return Agreement(kind, len(read & listed), len(read - listed), len(listed - read))


def _titles(rows: AknRows, tables: Tables) -> Iterator[ImportDisagreement]:
    rows_by_id = {row["id"]: row for row in tables.read_text_tables("version")}
    for version in rows.versions:
        row = rows_by_id.get(version.version)
        if row is None or not row["title"] or row["title"] == version.title.rstrip(" .…"):
            continue
        reason = _title_reason(version.title, row["title"], row["title_basis"])
        for value, followed, source in (
            (row["title"], "yes", row["title_source"] or row["source"]),
            (version.title, "no", version.source),
        ):
            yield ImportDisagreement(
                version.version, "title as printed and as marked up", "title", value, "", followed, reason, source
            )


def _title_reason(read: str, listed: str, basis: str) -> str:
    if listed.startswith(read.rstrip(". …")):
        return "the heading is cut in the file"
    if listed.replace(" ", "") == "".join(c for c in read if not c.isdigit()).replace(" ", ""):
        return "a footnote digit sticks to a word in the file"
    return f"the table is followed (title basis: {basis})" if basis else "the table is followed"


class _Citations:
    def __init__(self, rows: AknRows, tables: Tables, declared: frozenset[str]) -> None:
        self.rows, self.declared, self.source = rows, declared, tables.source
        # A source can have more texts than the file: compare only citations of texts in the file.
        texts = _texts_of(rows)
        listed = [row for row in tables.read_from_source("citation") if row["citing"] in texts]
        self.listed = {(row["citing"], row["cited"]) for row in listed}
        self.listed_headings = {_under_heading(row) for row in listed}
        self.stated = {_under_heading(row) for row in tables.read_text_tables("citation")}
        self.read = {(row.citing, self.target(row)) for row in rows.citations if row.cited}

    def target(self, row: ImportedCitationRow) -> str:
        """Return the cited version, or the work if the version is not named or not declared."""
        if row.cited_version and (row.cited_version in self.declared or row.cited not in self.declared):
            return row.cited_version
        return row.cited

    def agreement(self) -> Agreement:
        read = {(row.citing, f"{self.target(row)} {row.context.lower()}") for row in self.rows.citations if row.cited}
        listed = {(citing, f"{cited} {heading}") for citing, cited, heading in self.listed_headings}
        return _agreement("citations with their heading", read, listed)

    def additions(self) -> Iterator[Addition]:
        for row in self.rows.citations:
            cited = self.target(row)
            if cited in self.declared and (row.citing, cited, row.context.lower()) not in self.stated:
                path = f"{row.citing}/citation/{_slug(row.context)}/{_slug(cited)}"
                yield Addition(path, row.citing, cited, row.mark, row.context, row.source)

    def unresolved(self) -> Iterator[Unresolved]:
        by_target: dict[tuple[str, str], list[ImportedCitationRow]] = {}
        for row in self.rows.citations:
            cited = self.target(row) if row.cited else ""
            if not cited or cited not in self.declared:
                by_target.setdefault((row.printed, cited), []).append(row)
        for (printed, cited), citations in by_target.items():
            reason = "not among the tables" if cited else "the text does not tell whose it is"
            yield Unresolved(
                printed,
                cited,
                sum(row.times for row in citations),
                "|".join(sorted({row.citing for row in citations})),
                reason,
                self.source,
            )

    def disagreements(self) -> Iterator[ImportDisagreement]:
        """Yield citations that only the tables have, each with the nearest citation in the file."""
        for citing, cited in sorted(self.listed - self.read):
            near = self.nearest(citing, cited)
            reason = (
                "the table is kept; the file names a text with nearly the same number"
                if near
                else "the table is kept; the reader finds no such citation in the file"
            )
            yield ImportDisagreement(citing, f"citation of {cited}", "cites", cited, "", "yes", reason, self.source)
            other = near or f"no citation of {cited} read"
            yield ImportDisagreement(citing, f"citation of {cited}", "cites", other, "", "no", reason, self.source)

    def nearest(self, citing: str, cited: str) -> str:
        tail = cited.rpartition("/")[2]
        candidates = [
            target
            for text, target in self.read
            if text == citing and (text, target) not in self.listed and (tail in target or target.startswith(cited))
        ]
        return min(candidates, default="")


def _under_heading(row: dict[str, str]) -> tuple[str, str, str]:
    return row["citing"], row["cited"], row["heading"].lower()


def _clauses_of(rows: AknRows, tables: Tables) -> list[dict[str, str]]:
    """Return the operative headings in the tables for the texts and the source of the file."""
    texts = _texts_of(rows)
    return [row for row in tables.read_from_source("clause") if row["text"] in texts]


def _clauses(rows: AknRows, tables: Tables) -> Agreement:
    listed = {(row["text"], f"{row['verb']} {row['addressee']}") for row in _clauses_of(rows, tables)}
    read = {(row.clause_of, f"{row.verb} {row.addressee}") for row in rows.clauses if row.addressee}
    return _agreement("operative headings with an addressee", read, listed)


def _addressees(rows: AknRows, tables: Tables) -> Iterator[ImportDisagreement]:
    """Yield headings on one side only, and addressees that the tables resolve to other offices and bodies.

    Texts without any heading in the tables are not compared, because they are new to the tables.
    """
    listed = {(row["text"], row["verb"], row["addressee"]) for row in _clauses_of(rows, tables)}
    compared = {text for text, _, _ in listed}
    read = {(c.clause_of, c.verb, c.addressee) for c in rows.clauses if c.addressee and c.clause_of in compared}
    for text, verb, addressee in sorted(listed ^ read):
        in_tables = (text, verb, addressee) in listed
        reason = "a heading of the table that the reader does not find" if in_tables else "a heading only the file has"
        for value, present in ((f"{verb} {addressee}", True), (f"no heading: {verb} {addressee}", False)):
            yield ImportDisagreement(
                text,
                f"{verb} {addressee}",
                "clauseOf",
                value,
                "",
                "yes" if present == in_tables else "no",
                reason,
                tables.source,
            )
    yield from _resolutions_of_addressees(rows, tables)


def _resolutions_of_addressees(rows: AknRows, tables: Tables) -> Iterator[ImportDisagreement]:
    listed = {row["addressee"]: row for row in tables.read_text_tables("addressee")}
    seen: set[str] = set()
    for row in rows.clauses:
        addressee_row = listed.get(row.addressee)
        if addressee_row is None or row.addressee in seen:
            continue
        seen.add(row.addressee)
        if _set(addressee_row["resolved_to"]) == _set(row.addressed):
            continue
        reason = "the table names who is addressed by hand; the reader by the words of the heading"
        for value, followed in ((addressee_row["resolved_to"], "yes"), (row.addressed, "no")):
            yield ImportDisagreement(
                row.clause_of,
                row.addressee,
                "addressee",
                value or "nobody in particular",
                "",
                followed,
                reason,
                tables.source,
            )


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def _set(cell: str) -> frozenset[str]:
    return frozenset(part for part in cell.split("|") if part)


def summary(comparison: Comparison) -> Iterable[str]:
    """Yield the lines of the report."""
    yield from map(str, comparison.agreements)
    kinds = Counter(row.property for row in comparison.disagreements)
    yield f"additions: {len(comparison.additions)} citations; unresolved: {len(comparison.unresolved)} targets"
    yield "disagreements: " + (", ".join(f"{name} {count // 2}" for name, count in sorted(kinds.items())) or "none")
    if comparison.undeclared:
        yield f"not in the tables, which need them before a build: {', '.join(comparison.undeclared)}"
