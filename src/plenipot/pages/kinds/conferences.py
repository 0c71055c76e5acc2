"""Pages of conferences, assemblies, forums, sessions and terms of the Council, and elections."""

from __future__ import annotations

from collections.abc import Sequence

from plenipot.pages.drawings.grouped_rows import contests, grouped, outcomes_by_region, outcomes_by_topic, posts, tally
from plenipot.pages.kinds.disagreements import DISAGREEMENTS
from plenipot.pages.kinds.page_kind import PageKind
from plenipot.pages.sections import Section

_NOT_EVERY = "Only what a source that was read prints stands here."

TEXTS = Section(
    "texts",
    "What it adopted, revised and abrogated",
    "what-pp-18-adopted-revised-and-abrogated",
    "conference",
    shape="texts",
    node="act",
    note=f"Resolutions, decisions, recommendations and opinions. {_NOT_EVERY}",
    empty="No text that it adopted, revised or abrogated is in the graph.",
    max_rows=1000,
    draw=tally,
)
TREATIES = Section(
    "treaties",
    "Treaties, bodies and later conferences",
    "what-a-conference-did-to-treaties",
    "conference",
    shape="actions",
    node="action",
)
PROVISIONS = Section(
    "provisions",
    "Provisions that it amended",
    "provisions-amended-at-a-conference",
    "conference",
    columns={"provision": "provision", "articleName": "article", "status": "status today"},
    names={"provision": "number"},
    note="By the marks beside the provisions in the Constitution and Convention as published in 2023.",
    node="provision",
    max_rows=40,
)
ELECTED = Section(
    "elected",
    "Whom it elected",
    "whom-a-conference-elected",
    "conference",
    shape="people",
    columns={"person": "", "state": "", "votes": "votes", "start": "from", "end": "to"},
    node="seat",
    note="Derived: no source names the holder for the term, but another statement implies it; of officials, the "
    "dates follow from the "
    "length of a term.",
    max_rows=400,
    draw=posts,
)
VOTES = Section(
    "elections",
    "Candidates, rounds and votes",
    "candidates-rounds-and-votes",
    "conference",
    shape="contests",
    node="candidacy",
    note="As far as found: a list of candidates is not complete, and a round or a figure that no source prints "
    "is missing. For the Council each "
    "delegation marks several names, so its figures do not add up to the ballots.",
    max_rows=400,
    draw=contests("post"),
)
ENDING = Section(
    "posts",
    "Posts whose terms end with it",
    "whose-terms-end-with-a-conference",
    "conference",
    shape="people",
    columns={"person": "", "state": "", "start": "since"},
    node="seat",
    note="Who holds them up to the election. Whether somebody may or will stand again is told under the "
    "candidates, where it is known.",
    max_rows=400,
    draw=posts,
)
PROPOSALS = Section(
    "proposals",
    "Proposals by region",
    "proposals-to-a-conference-by-region",
    "conference",
    shape="proposals",
    node="proposal",
    note="Common proposals count for their organization, others for the administrative region of the proposing "
    "State. The list is far from complete.",
    empty="No proposal to it is in the graph.",
    draw=outcomes_by_region,
)
TOPICS = Section(
    "topics",
    "Proposals by topic",
    "proposals-to-a-conference-by-topic",
    "conference",
    shape="outcomes",
    columns={"topic": "topic"},
    note="The topics of the texts that proposals were about or led to. A proposal counts at each topic of its "
    "text; proposals on provisions have none.",
    draw=outcomes_by_topic,
)
POSITIONS = Section(
    "positions",
    "Positions taken",
    "positions-taken-at-a-conference",
    "conference",
    shape="positions",
    columns={"holder": "who", "attitude": "for or against", "stance": "in the words of the source", "about": "about"},
    node="position",
    draw=grouped("subject"),
)
SIGNATURES = Section(
    "signatures",
    "Who signed, and who did not",
    "who-signed-a-treaty",
    "conference",
    shape="signatures",
    columns={"signatory": "State", "remark": ""},
    node="signature",
    note=f"Four statuses that do not follow from each other. {_NOT_EVERY}",
    empty="Who signed its Final Acts is not in the graph.",
    max_rows=400,
    draw=grouped("status"),
)
SIGNATORIES = Section(
    "signatories",
    "Signatories by region",
    "signatories-by-administrative-region",
    "conference",
    columns={"region": "region", "signatories": "States that signed", "regionStated": "whose region a source states"},
    names={"region": "name"},
)
DECLARATIONS = Section(
    "declarations",
    "Declarations",
    "declarations-made-at-a-conference",
    "conference",
    shape="declarations",
    node="declaration",
    max_rows=1000,
    draw=grouped("declaration"),
)
MEETINGS = Section(
    "preparation",
    "Preparatory meetings",
    "preparatory-meetings-for-a-plenipotentiary",
    "conference",
    columns={"start": "from", "end": "to", "meeting": "meeting", "city": "place", "organizer": "held by"},
    names={"meeting": "name"},
    node="meeting",
    note=f"A meeting held online has no place. {_NOT_EVERY}",
)
DEADLINES = Section(
    "deadlines",
    "Deadlines",
    "deadlines-for-proposals-before-a-plenipotentiary",
    "conference",
    columns={"date": "day", "deadline": "for what", "rule": "rule", "provisions": "laid down in"},
    names={"deadline": "name"},
    node="deadline",
)
DOCUMENTS = Section(
    "documents",
    "Papers about it",
    "documents-about-a-conference",
    "conference",
    columns={"document": "paper", "publisher": "published by", "date": "date"},
    names={"document": "title"},
    node="document",
)
FIGURES = Section(
    "figures",
    "Figures that disagree",
    "figures-of-a-conference-that-disagree",
    "conference",
    shape="claims",
    columns={"claimed": "", "reason": "why", "namedHere": "States that the graph can name"},
    node="figure",
    draw=grouped("what"),
)
GAPS = Section(
    "missing",
    "What is known to be missing",
    "what-is-known-to-be-missing-about-a-conference",
    "conference",
    shape="gaps",
    columns={
        "missing": "missing",
        "stillMissing": "still missing",
        "tried": "looked for in",
        "on": "on",
        "where": "to be found in",
    },
    node="gap",
)

_HELD = ("start", "end", "city", "heldIn", "formerStateName", "heldOnline", "participants")
_CHAIRS = ("chair", "actingChair", "designatedChair", "viceChair")
_FACTS = (*_HELD, *_CHAIRS, "conferenceOf", "outcomeText", "outcomeTreaty", "remark")

KINDS: Sequence[PageKind] = (
    PageKind(
        "plenipotentiary",
        _FACTS,
        (
            TEXTS,
            TREATIES,
            PROVISIONS,
            ELECTED,
            VOTES,
            ENDING,
            PROPOSALS,
            TOPICS,
            POSITIONS,
            SIGNATURES,
            SIGNATORIES,
            DECLARATIONS,
            DEADLINES,
            MEETINGS,
            DOCUMENTS,
            FIGURES,
            DISAGREEMENTS,
            GAPS,
        ),
        "conference.html",
    ),
    PageKind("session", _FACTS, (TEXTS, TREATIES, DISAGREEMENTS, GAPS), "conference.html"),
    PageKind(
        "conference",
        _FACTS,
        (
            TEXTS,
            TREATIES,
            PROPOSALS,
            TOPICS,
            POSITIONS,
            SIGNATURES,
            SIGNATORIES,
            DECLARATIONS,
            DEADLINES,
            MEETINGS,
            DOCUMENTS,
            FIGURES,
            DISAGREEMENTS,
            GAPS,
        ),
        "conference.html",
    ),
    PageKind(
        "election",
        ("electionAt", "electionFor"),
        (
            Section(
                "elections",
                "Candidates, rounds and votes",
                "candidates-rounds-and-votes",
                "election",
                shape="contests",
                node="candidacy",
                note=VOTES.note,
                max_rows=400,
                draw=contests("post"),
            ),
            DISAGREEMENTS,
        ),
        "people.html",
    ),
    PageKind(
        "term",
        ("start", "end", "electedAt"),
        (
            Section(
                "seats",
                "States on the Council, by region",
                "seats-of-a-council-term",
                "term",
                shape="people",
                columns={"state": "", "votes": "votes"},
                node="seat",
                note="Derived: no source names the State for the term, but another statement implies its seat.",
                empty="No seat of this term is in the graph.",
                draw=grouped("region", other="region not known"),
            ),
            DISAGREEMENTS,
        ),
        "people.html",
    ),
)
