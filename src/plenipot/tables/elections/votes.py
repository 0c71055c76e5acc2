"""Elections, their rounds, candidacies and results."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import model_validator

from plenipot.model.vocabulary import PLEN, RES
from plenipot.tables.claims import claim_table
from plenipot.tables.elections.people import conference, state
from plenipot.tables.elections.posts import candidacy_label, election_label, result_label
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
    """A round of voting in an election."""

    id: Text
    election: Text
    number: int
    date: OptDate
    majority_required: OptInt
    votes_cast: OptInt


class CandidacyRow(Row):
    """A candidacy of a person, of a State (for the Council), or of a person of whom only the State is printed."""

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
    """The result of a candidacy, in a round if one is printed; ``elected`` is empty if it is not known."""

    id: Text
    candidacy: Text
    round: OptText
    date: OptDate
    votes: OptInt
    votes_cast: OptInt
    elected: OptBool
    remark: OptText


def map_election(row: ElectionRow, facts: Facts) -> None:
    election = facts.add_entity(RES[f"election/{row.id}"], PLEN.Election, election_label(row.id), row.source)
    facts.add(election, PLEN.electionAt, conference(row.conference))
    facts.add(election, PLEN.electionFor, RES[f"office/{row.office}"] if row.office else RES[f"body/{row.body}"])


def map_round(row: RoundRow, facts: Facts) -> None:
    label = f"{election_label(row.election)}, round {row.number}"
    ballot = facts.add_entity(RES[f"round/{row.id}"], PLEN.Round, label, row.source)
    facts.add(ballot, PLEN.inElection, RES[f"election/{row.election}"])
    facts.add(ballot, PLEN.roundNumber, row.number)
    facts.add_date(ballot, row.date)
    facts.add(ballot, PLEN.majorityRequired, row.majority_required)
    facts.add(ballot, PLEN.votesCast, row.votes_cast)


def _candidate_name(row: CandidacyRow) -> str:
    if row.person_name:
        return row.person_name
    return f"{row.state_printed}" if row.election.endswith("/council") else f"{row.state_printed} (name not printed)"


def map_candidacy(row: CandidacyRow, facts: Facts) -> None:
    """Write a candidacy: for the Council, the State is the candidate; otherwise it is the nationality of a person."""
    label = candidacy_label(_candidate_name(row), row.election)
    candidacy = facts.add_entity(RES[f"candidacy/{row.id}"], PLEN.Candidacy, label, row.source)
    facts.add(candidacy, PLEN.standsIn, RES[f"election/{row.election}"])
    facts.add(candidacy, PLEN.candidate, RES[f"person/{row.person}"] if row.person else None)
    stands = PLEN.candidateState if row.election.endswith("/council") else PLEN.nationality
    facts.add(candidacy, stands, state(row.state))
    facts.add(candidacy, PLEN.candidateStateAsPrinted, row.state_printed)
    facts.add(candidacy, PLEN.candidacyRegion, RES[f"region/{row.region}"] if row.region else None)
    facts.add(candidacy, PLEN.nominatedBy, state(row.nominated_by))
    facts.add(candidacy, PLEN.unopposed, row.unopposed)
    facts.add(candidacy, PLEN.withdrew, row.withdrew)
    facts.add(candidacy, PLEN.candidacyOutcome, row.outcome or None)
    facts.add(candidacy, PLEN.remark, row.remark)


def map_result(row: ResultRow, facts: Facts) -> None:
    result = facts.add_entity(RES[f"result/{row.id}"], PLEN.Result, result_label(row.id), row.source)
    facts.add(result, PLEN.resultOf, RES[f"candidacy/{row.candidacy}"])
    facts.add(result, PLEN.inRound, RES[f"round/{row.round}"] if row.round else None)
    facts.add_date(result, row.date)
    facts.add(result, PLEN.votes, row.votes)
    facts.add(result, PLEN.votesCast, row.votes_cast)
    facts.add(result, PLEN.elected, row.elected)
    facts.add(result, PLEN.remark, row.remark)


TABLES: tuple[Table[Any], ...] = (
    Table("election", ElectionRow, map_election),
    Table("round", RoundRow, map_round),
    Table("candidacy", CandidacyRow, map_candidacy),
    Table("result", ResultRow, map_result),
    claim_table(wording=PLEN.disputeText),
)
