"""Proposals to conferences with their outcomes, and positions of States and organizations."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import StringConstraints, model_validator
from rdflib import URIRef

from plenipot.model.vocabulary import PLEN, RES
from plenipot.tables.facts import Facts
from plenipot.tables.instruments import Code, EntityId, OptVersionId, ref
from plenipot.tables.rows import Bool, OptDate, OptText, Row, Table, Text, Values, optional

OptEntityId = Annotated[EntityId | None, optional]
Outcome = Literal["adopted", "adopted with changes", "adopted in concept", "not adopted", "merged", "withdrawn"]
Series = Literal["ACP", "AFCP", "ARB", "ECP", "IAP", "RCC"]
SlugPath = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+/[a-z0-9-]+-\d+$")]


class ProposalRow(Row):
    """A proposal with its proposers, its target and its outcome; the kind of outcome is stated or inferred.

    ``resulted_in`` is the resulting text according to a source, and ``inferred_result`` a text with the same title or
    subject. ``target_became`` is the version of the target that the conference adopted, from any proposal.
    """

    id: SlugPath
    conference: Code
    document: OptText
    proponent: OptText
    proponents: Values
    on_behalf_of: OptEntityId
    common: Bool
    common_series: Annotated[Series | None, optional]
    target: Values
    target_printed: OptText
    action: Annotated[Literal["MOD", "ADD", "SUP", "NOC"] | None, optional]
    subject: OptText
    outcome: OptText
    outcome_kind: Annotated[Outcome | None, optional]
    outcome_basis: Annotated[Literal["stated", "inferred"] | None, optional]
    outcome_reason: OptText
    resulted_in: OptEntityId
    inferred_result: OptEntityId
    target_became: OptVersionId
    date: OptDate
    stage: Text

    @model_validator(mode="after")
    def _agrees(self) -> ProposalRow:
        if (self.outcome_kind is None) != (self.outcome_basis is None):
            raise ValueError("outcome_kind and outcome_basis go together")
        inferred = self.outcome_basis == "inferred" or self.inferred_result is not None
        if inferred != (self.outcome_reason is not None):
            raise ValueError("what is inferred has a reason in outcome_reason, and only that has one")
        if self.outcome_kind is not None and self.outcome is None:
            raise ValueError("a kind of outcome needs the outcome in words")
        if self.common != (self.common_series is not None):
            raise ValueError("a common proposal has a series, and only that has one")
        return self


def map_proposal(row: ProposalRow, facts: Facts) -> None:
    kind = PLEN.CommonProposal if row.common else PLEN.Proposal
    node = facts.add_entity(RES[f"proposal/{row.id}"], kind, _label(row), row.source)
    facts.add(node, PLEN.proposedAt, RES[f"conference/{row.conference}"])
    facts.add(node, PLEN.proposalStage, row.stage)
    facts.add(node, PLEN.proposalDocument, row.document)
    facts.add(node, PLEN.proponentText, row.proponent)
    for path in row.proponents:
        facts.add(node, PLEN.proponent, RES[path])
    facts.add(node, PLEN.onBehalfOf, ref(row.on_behalf_of))
    facts.add(node, PLEN.commonProposalSeries, row.common_series)
    for path in row.target:
        facts.add(node, PLEN.proposalTarget, RES[path])
    facts.add(node, PLEN.proposalTargetText, row.target_printed)
    facts.add(node, PLEN.proposedAction, row.action)
    facts.add(node, PLEN.aboutSubject, row.subject)
    facts.add_date(node, row.date)
    _outcome(node, row, facts)


def _label(row: ProposalRow) -> str:
    what = " ".join(part for part in (row.action, row.target_printed) if part) or row.subject or "proposal"
    return f"{row.proponent or 'Proponent not named'}, {row.conference.upper()}: {what}"


def _outcome(node: URIRef, row: ProposalRow, facts: Facts) -> None:
    facts.add(node, PLEN.outcome, row.outcome)
    stated = row.outcome_basis == "stated"
    facts.add(node, PLEN.outcomeKind if stated else PLEN.inferredOutcomeKind, row.outcome_kind)
    facts.add(node, PLEN.inferenceReason, row.outcome_reason)
    facts.add(node, PLEN.resultedIn, ref(row.resulted_in))
    facts.add(node, PLEN.inferredResult, ref(row.inferred_result))
    facts.add(node, PLEN.targetBecame, ref(row.target_became))


class PositionRow(Row):
    """A position of an actor, as a source reports it; ``attitude`` is empty if the words leave a doubt."""

    id: SlugPath
    holder: EntityId
    holder_printed: Text
    stance: Text
    attitude: Annotated[Literal["for", "against", "concerned"] | None, optional]
    subject: Text
    about: OptEntityId
    conference: Code
    stated_in: OptEntityId
    date: OptDate
    remark: OptText


def map_position(row: PositionRow, facts: Facts) -> None:
    label = f"{row.holder_printed} {row.stance}: {row.subject}"
    node = facts.add_entity(RES[f"position/{row.id}"], PLEN.Position, label, row.source)
    facts.add(node, PLEN.positionHolder, RES[row.holder])
    facts.add(node, PLEN.positionHolderText, row.holder_printed)
    facts.add(node, PLEN.stance, row.stance)
    facts.add(node, PLEN.attitude, row.attitude)
    facts.add(node, PLEN.aboutSubject, row.subject)
    facts.add(node, PLEN.positionAbout, ref(row.about))
    facts.add(node, PLEN.positionAt, RES[f"conference/{row.conference}"])
    facts.add(node, PLEN.statedInDeclaration, ref(row.stated_in))
    facts.add_date(node, row.date)
    facts.add(node, PLEN.remark, row.remark)


TABLES: tuple[Table[Any], ...] = (
    Table("proposal", ProposalRow, map_proposal),
    Table("position", PositionRow, map_position),
)
