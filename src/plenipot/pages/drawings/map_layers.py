"""What the map can show of the Member States: each layer puts every State into a class."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from plenipot.api.things.why_address import why
from plenipot.pages.sections import Filled, FilledRow, Section

MEMBERS = Section(
    "members", "Member States", "member-states-by-region", node="admission", names={"state": "name"}, most=400
)
SEATS = Section("seats", "Seats in the Council", "who-sat-on-the-council", node="seat", most=400)
TERM = Section("term", "The term", "how-complete-is-each-council-term")
SIGNATURES = Section(
    "signatures",
    "Signatures",
    "who-signed-a-treaty",
    values={"conference": "conference/wcit-12"},
    node="signature",
    names={"signatory": "printed"},
    most=400,
)


@dataclass(frozen=True)
class Tone:
    """A class of States: the pattern that it is drawn with, and what it is called."""

    pattern: str
    title: str


@dataclass(frozen=True)
class Shown:
    """What a layer says of a State."""

    tone: Tone
    words: str
    why: str | None


Classify = Callable[[FilledRow], Shown]


@dataclass(frozen=True)
class Layer:
    """Something to be shown, and the questions that it is made from."""

    name: str
    title: str
    heading: str
    note: str
    tones: Sequence[Tone]
    sections: Sequence[Section]
    classify: Callable[[Mapping[str, Filled], str], Classify]
    """Given the parts and the day that is looked at, or none."""
    today: bool = False
    """Whether the day of today is meant where none is chosen."""


UNKNOWN = Tone("unknown", "not known")
_REGION = {
    "a": Tone("a", "A, Americas"),
    "b": Tone("b", "B, Western Europe"),
    "c": Tone("c", "C, Eastern Europe and Northern Asia"),
    "d": Tone("d", "D, Africa"),
    "e": Tone("e", "E, Asia and Australasia"),
}


def _regions(_: Mapping[str, Filled], day: str) -> Classify:
    def classify(row: FilledRow) -> Shown:
        found = row.cells.get("region")
        if not found or not found.iri:
            return Shown(UNKNOWN, UNKNOWN.title, row.why)
        tone = _REGION[found.iri[-1]]
        inferred = row.text("inferred") == "true"
        return Shown(tone, f"{tone.title}{' (inferred)' if inferred else ''}", why(row.cells["state"].iri or ""))

    return classify


_STATED = Tone("yes", "on the Council")
_DERIVED = Tone("derived", "on the Council, derived from another statement")
_NO = Tone("not", "not on the Council")
_NOT_KNOWN = Tone("unknown", "not known: the record of the term is not complete")


def _council(parts: Mapping[str, Filled], day: str) -> Classify:
    seats = {row.cells["state"].iri: row for row in parts["seats"].rows}
    terms = parts["term"].rows
    complete = bool(terms) and all(row.text("unknown") == "0" for row in terms)

    def classify(row: FilledRow) -> Shown:
        seat = seats.get(row.cells["state"].iri)
        if seat is None:
            tone = _NO if complete else _NOT_KNOWN
            return Shown(tone, tone.title, None)
        tone = _DERIVED if seat.text("basis") == "derived" else _STATED
        votes = f", {seat.text('votes')} votes" if seat.text("votes") else ""
        return Shown(tone, f"{tone.title} {seat.text('start')} to {seat.text('end')}{votes}", seat.why)

    return classify


_SIGNED = {
    "signed at the conference": Tone("yes", "signed"),
    "did not sign at the conference": Tone("no", "did not sign"),
    "announced that it would not sign": Tone("said", "announced that it would not sign"),
    "disagreed with the treaty": Tone("against", "disagreed with the treaty"),
}
_NOT_YET = Tone("not", "the signing was after this day")
_NO_SOURCE = Tone("unknown", "not known: no source read here names the State")


def _signatures(parts: Mapping[str, Filled], day: str) -> Classify:
    acts = {row.cells["signatory"].iri: row for row in parts["signatures"].rows}

    def classify(row: FilledRow) -> Shown:
        act = acts.get(row.cells["state"].iri)
        if act is None:
            return Shown(_NO_SOURCE, "not known", None)
        if day and act.text("date") > day:
            return Shown(_NOT_YET, _NOT_YET.title, act.why)
        tone = _SIGNED[act.text("status")]
        said = [tone.title, act.text("remark"), "sources disagree" if act.text("sourcesDisagree") == "true" else ""]
        return Shown(tone, "; ".join(filter(None, said)), act.why)

    return classify


_SINCE = (
    (1866, Tone("s6", "1865, founders")),
    (1914, Tone("s5", "1866 to 1913")),
    (1945, Tone("s4", "1914 to 1944")),
    (1960, Tone("s3", "1945 to 1959")),
    (1990, Tone("s2", "1960 to 1989")),
    (9999, Tone("s1", "1990 or later")),
)


def _accession(_: Mapping[str, Filled], day: str) -> Classify:
    def classify(row: FilledRow) -> Shown:
        joined = row.text("joined")
        if not joined:
            return Shown(UNKNOWN, UNKNOWN.title, row.why)
        tone = next(tone for before, tone in _SINCE if int(joined[:4]) < before)
        return Shown(tone, f"{joined}: {row.text('basis')}", row.why)

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
