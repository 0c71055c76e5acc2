"""Elections, their rounds, who stood in them, how the vote went, and where sources disagree about it."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import model_validator

from plenipot.model.vocabulary import PLEN, RES
from plenipot.tables.claims import claim_table
from plenipot.tables.elections.people import conference, state
from plenipot.tables.elections.posts import candidacy, election, result
from plenipot.tables.facts import Facts
from plenipot.tables.rows import OptBool, OptDate, OptInt, OptIso3, OptText, Row, Table, Text


class ElectionRow(Row):
    """An election to an office, or of the members of a body, at a conference."""

    id: Text
    conference: Text
    office: OptText
    body: OptText

    @model_validator(mode="after")
    def _one_of_both(self) -> ElectionRow:
        if (self.office is None) == (self.body is None):
            raise ValueError("an election is for an office or for a body")
        return self


class RoundRow(Row):
    """A ballot of an election."""

    id: Text
    election: Text
    number: int
    date: OptDate
    majority_required: OptInt
    votes_cast: OptInt


class CandidacyRow(Row):
    """Somebody who stood: a person, or a State for the Council, or a person of whom only the State is printed."""

    id: Text
    election: Text
    person: OptText
    person_name: OptText
    state: OptIso3
    state_printed: OptText
    region: Literal["", "a", "b", "c", "d", "e"]
    nominated_by: OptIso3
    unopposed: OptBool
    withdrew: OptText
    outcome: Literal["", "elected", "not elected"]
    remark: OptText

    @model_validator(mode="after")
    def _somebody(self) -> CandidacyRow:
        if self.person is None and self.state is None:
            raise ValueError("a candidacy names a person or a State")
        return self


class ResultRow(Row):
    """How a candidacy fared, in a round where one is printed; an empty ``elected`` means that it was not found."""

    id: Text
    candidacy: Text
    round: OptText
    date: OptDate
    votes: OptInt
    votes_cast: OptInt
    elected: OptBool
    remark: OptText


def map_election(row: ElectionRow, facts: Facts) -> None:
    e = facts.entity(RES[f"election/{row.id}"], PLEN.Election, election(row.id), row.source)
    facts.add(e, PLEN.electionAt, conference(row.conference))
    facts.add(e, PLEN.electionFor, RES[f"office/{row.office}"] if row.office else RES[f"body/{row.body}"])


def map_round(row: RoundRow, facts: Facts) -> None:
    label = f"{election(row.election)}, round {row.number}"
    r = facts.entity(RES[f"round/{row.id}"], PLEN.Round, label, row.source)
    facts.add(r, PLEN.inElection, RES[f"election/{row.election}"])
    facts.add(r, PLEN.roundNumber, row.number)
    facts.on(r, row.date)
    facts.add(r, PLEN.majorityRequired, row.majority_required)
    facts.add(r, PLEN.votesCast, row.votes_cast)


def _who(row: CandidacyRow) -> str:
    if row.person_name:
        return row.person_name
    return f"{row.state_printed}" if row.election.endswith("/council") else f"{row.state_printed} (name not printed)"


def map_candidacy(row: CandidacyRow, facts: Facts) -> None:
    """For the Council a State stands; for an office or the Board a person, whose State is the nationality."""
    label = candidacy(_who(row), row.election)
    c = facts.entity(RES[f"candidacy/{row.id}"], PLEN.Candidacy, label, row.source)
    facts.add(c, PLEN.standsIn, RES[f"election/{row.election}"])
    facts.add(c, PLEN.candidate, RES[f"person/{row.person}"] if row.person else None)
    stands = PLEN.candidateState if row.election.endswith("/council") else PLEN.nationality
    facts.add(c, stands, state(row.state))
    facts.add(c, PLEN.candidateStateAsPrinted, row.state_printed)
    facts.add(c, PLEN.candidacyRegion, RES[f"region/{row.region}"] if row.region else None)
    facts.add(c, PLEN.nominatedBy, state(row.nominated_by))
    facts.add(c, PLEN.unopposed, row.unopposed)
    facts.add(c, PLEN.withdrew, row.withdrew)
    facts.add(c, PLEN.candidacyOutcome, row.outcome or None)
    facts.add(c, PLEN.remark, row.remark)


def map_result(row: ResultRow, facts: Facts) -> None:
    r = facts.entity(RES[f"result/{row.id}"], PLEN.Result, result(row.id), row.source)
    facts.add(r, PLEN.resultOf, RES[f"candidacy/{row.candidacy}"])
    facts.add(r, PLEN.inRound, RES[f"round/{row.round}"] if row.round else None)
    facts.on(r, row.date)
    facts.add(r, PLEN.votes, row.votes)
    facts.add(r, PLEN.votesCast, row.votes_cast)
    facts.add(r, PLEN.elected, row.elected)
    facts.add(r, PLEN.remark, row.remark)


TABLES: tuple[Table[Any], ...] = (
    Table("election", ElectionRow, map_election),
    Table("round", RoundRow, map_round),
    Table("candidacy", CandidacyRow, map_candidacy),
    Table("result", ResultRow, map_result),
    claim_table(wording=PLEN.disputeText),
)
