"""Pages of States, regions, regional organizations and groups of States."""

from __future__ import annotations

from collections.abc import Sequence

from plenipot.pages.drawings.bar_timeline import council_band
from plenipot.pages.drawings.grouped_rows import grouped
from plenipot.pages.kinds.disagreements import DISAGREEMENTS
from plenipot.pages.kinds.page_kind import PageKind
from plenipot.pages.sections import Section

_STATE = (
    Section(
        "council",
        "On the Council",
        "terms-of-the-council-and-a-state",
        "state",
        shape="council",
        node="seat",
        note="Before 1995 a term is known by the years of two conferences only. A gap is a term of which no seat "
        "of any State was found.",
        draw=council_band,
    ),
    Section(
        "organizations",
        "Regional organizations",
        "regional-organizations-of-a-state",
        "state",
        columns={"organization": "organization", "status": "status", "since": "since"},
        node="membership",
        empty="No membership of a regional organization is in the graph.",
    ),
    Section(
        "membership",
        "Membership of the Union and its predecessors",
        "membership-of-a-state-over-time",
        "state",
        columns={
            "body": "body",
            "start": "from",
            "startBasis": "how the beginning is known",
            "end": "to",
            "endBasis": "how the end is known",
        },
        node="membership",
        note="The first row is the admission; the others are the years in which one data set counts the State.",
        empty="No membership on record.",
    ),
    Section(
        "status",
        "Special status",
        "states-in-special-status",
        "of_state",
        columns={"year": "year", "special": "status", "version": "granted by", "rights": "rights"},
        names={"special": "status"},
        node="special",
    ),
    Section(
        "people",
        "Its people in office",
        "people-of-a-state-in-office",
        "state",
        columns={"person": "person", "as": "as", "what": "office, body or conference", "start": "from", "end": "to"},
        node="role",
        note="People beside whose name a source prints this State. They serve the Union, not the State.",
    ),
    Section(
        "candidacies",
        "Candidacies",
        "candidates-rounds-and-votes",
        "of_state",
        columns={
            "conference": "conference",
            "post": "for",
            "candidate": "person",
            "round": "round",
            "votes": "votes",
            "votesCast": "of",
            "outcome": "result",
        },
        node="candidacy",
        note="Of the State for the Council, and of its people. The result is that of the whole election; where "
        "it is empty, none was found.",
    ),
    Section(
        "proposals",
        "Proposals",
        "proposals-of-an-actor",
        "actor",
        shape="submissions",
        node="proposal",
        note="Its own, and the common proposals of the organizations that represent it today; whether it stood "
        "behind each of these is not said.",
    ),
    Section(
        "positions",
        "Positions taken",
        "positions-of-an-actor",
        "actor",
        columns={
            "conference": "conference",
            "subject": "on what",
            "attitude": "for or against",
            "stance": "in the words of the source",
            "about": "about",
        },
        node="position",
    ),
    Section(
        "signatures",
        "Signatures and declarations",
        "what-a-state-signed-and-declared",
        "state",
        columns={"conference": "conference", "act": "what", "together": "other States in it", "remark": "remark"},
        node="act",
        note="Only of PP-18 and WCIT-12 are many signatures in the graph, and of PP-18 the declarations.",
    ),
    Section(
        "contributions",
        "Contributions to the budget",
        "largest-contributors",
        "of_state",
        columns={
            "year": "year",
            "units": "units",
            "millionFrancs": "million Swiss francs",
            "changeInPercent": "change in percent",
            "remark": "remark",
        },
        node="contribution",
    ),
    Section(
        "hosted",
        "Conferences that it hosted",
        "conferences-held-in-a-country",
        "state",
        columns={"start": "from", "end": "to", "conference": "conference", "city": "place"},
        node="conference",
        max_rows=60,
    ),
    Section(
        "groups",
        "Groups that it belongs to",
        "groups-of-a-state",
        "state",
        shape="chips",
        columns={"group": "group"},
        note="As they are now, whatever day is looked at.",
        draw=grouped("kind"),
    ),
    DISAGREEMENTS,
)


def _members(note: str) -> Section:
    return Section(
        "members",
        "Members, and their terms on the Council",
        "council-seats-of-a-group-of-states",
        "group",
        shape="members",
        columns={"state": "State", "terms": "terms", "years": "which"},
        note=note,
        empty="No member is in the graph.",
        max_rows=300,
    )


_PROPOSALS = Section(
    "proposals",
    "Proposals",
    "proposals-of-an-actor",
    "actor",
    shape="submissions",
    node="proposal",
    note="The list is far from complete. The outcome is stated by a source, or inferred.",
)
_POSITIONS = Section(
    "positions",
    "Positions taken",
    "positions-of-an-actor",
    "actor",
    columns={
        "conference": "conference",
        "subject": "on what",
        "attitude": "for or against",
        "stance": "in the words of the source",
        "about": "about",
    },
    node="position",
)
_TODAY = (
    "Members as they are now; terms in which a source names the State{}. With a day chosen, only seats held "
    "on that day count."
)

KINDS: Sequence[PageKind] = (
    PageKind(
        "state",
        (
            "formalName",
            "region",
            "inferredRegion",
            "representedBy",
            "changeOfMembership",
            "firstYearInData",
            "lastYearInData",
            "predecessorState",
            "successorState",
            "iso3",
            "callingCode",
            "unMemberSince",
        ),
        _STATE,
        "state.html",
        timely=True,
    ),
    PageKind(
        "region",
        ("number",),
        (_members(_TODAY.format("; the region of a State is stated, or inferred")),),
        "people.html",
        timely=True,
    ),
    PageKind(
        "regional organization",
        ("abbreviation", "start", "city", "seatState", "parentName", "membersStated", "proposesThrough", "remark"),
        (_members(_TODAY.format("")), _PROPOSALS, _POSITIONS, DISAGREEMENTS),
        "people.html",
        timely=True,
    ),
    PageKind(
        "group",
        ("abbreviation", "groupCode", "statedMembers", "memberListComplete", "partOfGroup", "remark"),
        (_members(_TODAY.format("")),),
        "people.html",
        timely=True,
    ),
)
