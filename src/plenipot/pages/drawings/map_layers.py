"""Layers of the map: each layer assigns every Member State to a class of its legend."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from plenipot.api.things.why_address import why
from plenipot.pages.sections import FilledRow, FilledSection, Section

MEMBERS = Section(
    "members", "Member States", "member-states-by-region", node="admission", names={"state": "name"}, max_rows=400
)
SEATS = Section("seats", "Seats in the Council", "who-sat-on-the-council", node="seat", max_rows=400)
TERM = Section("term", "The term", "how-complete-is-each-council-term")
SIGNATURES = Section(
    "signatures",
    "Signatures",
    "who-signed-a-treaty",
    values={"conference": "conference/wcit-12"},
    node="signature",
    names={"signatory": "printed"},
    max_rows=400,
)


@dataclass(frozen=True)
class MapClass:
    """A class of States: the fill pattern on the map, and the title in the legend."""

    pattern: str
    title: str


@dataclass(frozen=True)
class Classification:
    """The class of a State in a layer, a text with the details, and the address that explains it."""

    map_class: MapClass
    text: str
    why: str | None


Classify = Callable[[FilledRow], Classification]


@dataclass(frozen=True)
class Layer:
    """What the map shows: the classes of the legend, and the questions that classify the States."""

    name: str
    title: str
    heading: str
    note: str
    classes: Sequence[MapClass]
    sections: Sequence[Section]
    classify: Callable[[Mapping[str, FilledSection], str], Classify]
    """Makes the classifier from the filled sections and the chosen day (empty for none)."""
    today: bool = False
    """Whether the layer shows today if the reader chose no day."""


UNKNOWN = MapClass("unknown", "not known")
_REGION = {
    "a": MapClass("a", "A, Americas"),
    "b": MapClass("b", "B, Western Europe"),
    "c": MapClass("c", "C, Eastern Europe and Northern Asia"),
    "d": MapClass("d", "D, Africa"),
    "e": MapClass("e", "E, Asia and Australasia"),
}


def _regions(_: Mapping[str, FilledSection], day: str) -> Classify:
    def classify(row: FilledRow) -> Classification:
        region = row.cells.get("region")
        if not region or not region.iri:
            return Classification(UNKNOWN, UNKNOWN.title, row.why)
        map_class = _REGION[region.iri[-1]]
        inferred = row.text("inferred") == "true"
        return Classification(
            map_class, f"{map_class.title}{' (inferred)' if inferred else ''}", why(row.cells["state"].iri or "")
        )

    return classify


_STATED = MapClass("yes", "on the Council")
_DERIVED = MapClass("derived", "on the Council, derived from another statement")
_NO = MapClass("not", "not on the Council")
_NOT_KNOWN = MapClass("unknown", "not known: the record of the term is not complete")


def _council(parts: Mapping[str, FilledSection], day: str) -> Classify:
    seats = {row.cells["state"].iri: row for row in parts["seats"].rows}
    terms = parts["term"].rows
    complete = bool(terms) and all(row.text("unknown") == "0" for row in terms)

    def classify(row: FilledRow) -> Classification:
        seat = seats.get(row.cells["state"].iri)
        if seat is None:
            map_class = _NO if complete else _NOT_KNOWN
            return Classification(map_class, map_class.title, None)
        map_class = _DERIVED if seat.text("basis") == "derived" else _STATED
        votes = f", {seat.text('votes')} votes" if seat.text("votes") else ""
        return Classification(
            map_class, f"{map_class.title} {seat.text('start')} to {seat.text('end')}{votes}", seat.why
        )

    return classify


_SIGNED = {
    "signed at the conference": MapClass("yes", "signed"),
    "did not sign at the conference": MapClass("no", "did not sign"),
    "announced that it would not sign": MapClass("said", "announced that it would not sign"),
    "disagreed with the treaty": MapClass("against", "disagreed with the treaty"),
}
_NOT_YET = MapClass("not", "the signing was after this day")
_NO_SOURCE = MapClass("unknown", "not known: no source read here names the State")


def _signatures(parts: Mapping[str, FilledSection], day: str) -> Classify:
    acts = {row.cells["signatory"].iri: row for row in parts["signatures"].rows}

    def classify(row: FilledRow) -> Classification:
        act = acts.get(row.cells["state"].iri)
        if act is None:
            return Classification(_NO_SOURCE, "not known", None)
        if day and act.text("date") > day:
            return Classification(_NOT_YET, _NOT_YET.title, act.why)
        map_class = _SIGNED[act.text("status")]
        texts = [
            map_class.title,
            act.text("remark"),
            "sources disagree" if act.text("sourcesDisagree") == "true" else "",
        ]
        return Classification(map_class, "; ".join(filter(None, texts)), act.why)

    return classify


_SINCE = (
    (1866, MapClass("s6", "1865, founders")),
    (1914, MapClass("s5", "1866 to 1913")),
    (1945, MapClass("s4", "1914 to 1944")),
    (1960, MapClass("s3", "1945 to 1959")),
    (1990, MapClass("s2", "1960 to 1989")),
    (9999, MapClass("s1", "1990 or later")),
)


def _accession(_: Mapping[str, FilledSection], day: str) -> Classify:
    def classify(row: FilledRow) -> Classification:
        joined = row.text("joined")
        if not joined:
            return Classification(UNKNOWN, UNKNOWN.title, row.why)
        map_class = next(map_class for before, map_class in _SINCE if int(joined[:4]) < before)
        return Classification(map_class, f"{joined}: {row.text('basis')}", row.why)

    return classify


LAYERS = {
    layer.name: layer
    for layer in (
        Layer(
            "region",
            "Administrative region",
            "The administrative regions of the Union",
            "The regions by which the Council is elected. Only for some States does a source name the region; that of "
            "the others is inferred, and is marked so in the table.",
            (*_REGION.values(), UNKNOWN),
            (MEMBERS,),
            _regions,
        ),
        Layer(
            "council",
            "Council",
            "Members of the Council",
            "Where the record of the term is not complete, a State without a seat may have had one all the same.",
            (_STATED, _DERIVED, _NO, _NOT_KNOWN),
            (MEMBERS, SEATS, TERM),
            _council,
            today=True,
        ),
        Layer(
            "wcit-12",
            "WCIT-12",
            "Who signed the final acts of WCIT-12 (Dubai, 2012)",
            "Of the 89 signatories only those stand here that a source read so far names. A source also says of the "
            "member States of the European Union as a group that they did not sign; only those that are named one by "
            "one are shown so.",
            (*_SIGNED.values(), _NO_SOURCE, _NOT_YET),
            (MEMBERS, SIGNATURES),
            _signatures,
        ),
        Layer(
            "accession",
            "Accession",
            "When States joined the Union",
            "For most States the year is the first one in a data set that counts them as members; a State may have "
            "been a member before under another name or as a part of another.",
            (*(tone for _, tone in _SINCE), UNKNOWN),
            (MEMBERS,),
            _accession,
        ),
    )
}
