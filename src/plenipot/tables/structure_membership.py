"""Categories of membership: their rights, fees and numbers, and a sample of named members."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal

import rdflib
from rdflib import URIRef

from plenipot.tables.facts import Facts
from plenipot.tables.rows import OptDate, OptIso3, OptText, Row, Table, Text, Values, optional
from plenipot.tables.structure_treaties import add_basis
from plenipot.vocabulary import PLEN, RES

OptDecimal = Annotated[Decimal | None, optional]
Answer = Literal["", "yes", "no", "collective"]


class CategorizedRow(Row):
    """A row about a category of membership."""

    id: Text
    category: Text
    category_name: Text
    remark: OptText


class RightRow(CategorizedRow):
    """One aspect of a category; an empty answer means: not stated there."""

    aspect: Text
    value: Text
    may_vote: Answer
    may_propose: Answer
    participation: OptText
    article: Values
    provision: Values
    provision_printed: Values


class FeeRow(CategorizedRow):
    """An amount in Swiss francs a year for a class of contribution."""

    sector: OptText
    contribution_class: OptText
    amount_chf: OptDecimal
    period: OptText
    condition: OptText


class CountRow(CategorizedRow):
    """How many members a category had."""

    date: OptDate
    count: int
    qualifier: OptText


class ListedMemberRow(CategorizedRow):
    """An organization that a source names in a category: a small sample, not a list of members."""

    organization: Text
    organization_name: Text
    sector: Values
    state: OptIso3
    state_printed: OptText
    as_of: OptDate


def _category(row: CategorizedRow, facts: Facts) -> URIRef:
    iri = RES[f"membership-category/{row.category}"]
    return facts.entity(iri, PLEN.MembershipCategory, label=row.category_name, sources=row.source)


def map_right(row: RightRow, facts: Facts) -> None:
    label = f"{row.category_name}: {row.aspect}"
    r = facts.entity(RES[f"membership-right/{row.id}"], PLEN.MembershipRight, label=label, sources=row.source)
    facts.add(r, PLEN.rightOf, _category(row, facts))
    facts.add(r, PLEN.aspect, row.aspect)
    facts.add(r, PLEN.rightText, row.value)
    facts.add(r, PLEN.mayVote, row.may_vote or None)
    facts.add(r, PLEN.mayPropose, row.may_propose or None)
    facts.add(r, PLEN.participation, row.participation)
    add_basis(r, row.article, row.provision, row.provision_printed, facts)
    facts.add(r, PLEN.remark, row.remark)


def map_fee(row: FeeRow, facts: Facts) -> None:
    label = ", ".join(part for part in (row.category_name, row.sector, row.contribution_class, row.period) if part)
    f = facts.entity(RES[f"membership-fee/{row.id}"], PLEN.MembershipFee, label=label, sources=row.source)
    facts.add(f, PLEN.feeOf, _category(row, facts))
    facts.add(f, PLEN.feeSector, RES[f"body/{row.sector}"] if row.sector else None)
    facts.add(f, PLEN.contributionClass, row.contribution_class)
    facts.add(f, PLEN.amountInSwissFrancs, None if row.amount_chf is None else rdflib.Literal(row.amount_chf))
    facts.add(f, PLEN.feePeriod, row.period)
    facts.add(f, PLEN.feeCondition, row.condition)
    facts.add(f, PLEN.remark, row.remark)


def map_count(row: CountRow, facts: Facts) -> None:
    label = f"{row.category_name}: {row.count}" + (f" ({row.date})" if row.date else "")
    c = facts.entity(RES[f"membership-count/{row.id}"], PLEN.MembershipCount, label=label, sources=row.source)
    facts.add(c, PLEN.countOf, _category(row, facts))
    facts.on(c, row.date)
    facts.add(c, PLEN.memberCount, row.count)
    facts.add(c, PLEN.countQualifier, row.qualifier)
    facts.add(c, PLEN.remark, row.remark)


def map_listed(row: ListedMemberRow, facts: Facts) -> None:
    o = facts.entity(
        RES[f"organization/{row.organization}"], PLEN.ExternalOrganization, label=row.organization_name,
        sources=row.source,
    )  # fmt: skip
    label = f"{row.organization_name}, {row.category_name}"
    m = facts.entity(RES[f"listed-member/{row.id}"], PLEN.ListedMember, label=label, sources=row.source)
    facts.add(m, PLEN.listedOrganization, o)
    facts.add(m, PLEN.listedAs, _category(row, facts))
    for sector in row.sector:
        facts.add(m, PLEN.listedInSector, RES[f"body/{sector}"])
    facts.add(m, PLEN.listedState, RES[f"state/{row.state}"] if row.state else None)
    facts.add(m, PLEN.stateText, row.state_printed)
    facts.add(m, PLEN.listDate, row.as_of)
    facts.add(m, PLEN.remark, row.remark)


TABLES: tuple[Table[Any], ...] = (
    Table("membership_right", RightRow, map_right),
    Table("membership_fee", FeeRow, map_fee),
    Table("membership_count", CountRow, map_count),
    Table("listed_member", ListedMemberRow, map_listed),
)
