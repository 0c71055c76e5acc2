"""Categories of membership: their rights, fees and numbers of members, and a sample of members."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal

import rdflib
from rdflib import URIRef

from plenipot.model.vocabulary import PLEN, RES
from plenipot.tables.facts import Facts
from plenipot.tables.rows import OptDate, OptIso3, OptText, Row, Table, Text, Values, optional
from plenipot.tables.structure.treaties import add_basis

OptDecimal = Annotated[Decimal | None, optional]
Answer = Literal["", "yes", "no", "collective"]


class CategorizedRow(Row):
    """A row about a category of membership."""

    id: Text
    category: Text
    category_name: Text
    remark: OptText


class RightRow(CategorizedRow):
    """A right of a category; an empty answer means that the source does not state it."""

    aspect: Text
    value: Text
    may_vote: Answer
    may_propose: Answer
    participation: OptText
    article: Values
    provision: Values
    provision_printed: Values


class FeeRow(CategorizedRow):
    """The fee of a class of contribution in Swiss francs per year."""

    sector: OptText
    contribution_class: OptText
    amount_chf: OptDecimal
    period: OptText
    condition: OptText


class CategoryCountRow(CategorizedRow):
    """The number of members of a category."""

    date: OptDate
    count: int
    qualifier: OptText


class ListedMemberRow(CategorizedRow):
    """An organization that a source names as a member of a category; the table is a sample, not a full list."""

    organization: Text
    organization_name: Text
    sector: Values
    state: OptIso3
    state_printed: OptText
    as_of: OptDate


def _category(row: CategorizedRow, facts: Facts) -> URIRef:
    iri = RES[f"membership-category/{row.category}"]
    return facts.add_entity(iri, PLEN.MembershipCategory, label=row.category_name, sources=row.source)


def map_right(row: RightRow, facts: Facts) -> None:
    label = f"{row.category_name}: {row.aspect}"
    right = facts.add_entity(RES[f"membership-right/{row.id}"], PLEN.MembershipRight, label=label, sources=row.source)
    facts.add(right, PLEN.rightOf, _category(row, facts))
    facts.add(right, PLEN.aspect, row.aspect)
    facts.add(right, PLEN.rightText, row.value)
    facts.add(right, PLEN.mayVote, row.may_vote or None)
    facts.add(right, PLEN.mayPropose, row.may_propose or None)
    facts.add(right, PLEN.participation, row.participation)
    add_basis(right, row.article, row.provision, row.provision_printed, facts)
    facts.add(right, PLEN.remark, row.remark)


def map_fee(row: FeeRow, facts: Facts) -> None:
    label = ", ".join(part for part in (row.category_name, row.sector, row.contribution_class, row.period) if part)
    fee = facts.add_entity(RES[f"membership-fee/{row.id}"], PLEN.MembershipFee, label=label, sources=row.source)
    facts.add(fee, PLEN.feeOf, _category(row, facts))
    facts.add(fee, PLEN.feeSector, RES[f"body/{row.sector}"] if row.sector else None)
    facts.add(fee, PLEN.contributionClass, row.contribution_class)
    facts.add(fee, PLEN.amountInSwissFrancs, None if row.amount_chf is None else rdflib.Literal(row.amount_chf))
    facts.add(fee, PLEN.feePeriod, row.period)
    facts.add(fee, PLEN.feeCondition, row.condition)
    facts.add(fee, PLEN.remark, row.remark)


def map_count(row: CategoryCountRow, facts: Facts) -> None:
    label = f"{row.category_name}: {row.count}" + (f" ({row.date})" if row.date else "")
    count = facts.add_entity(RES[f"membership-count/{row.id}"], PLEN.MembershipCount, label=label, sources=row.source)
    facts.add(count, PLEN.countOf, _category(row, facts))
    facts.add_date(count, row.date)
    facts.add(count, PLEN.memberCount, row.count)
    facts.add(count, PLEN.countQualifier, row.qualifier)
    facts.add(count, PLEN.remark, row.remark)


def map_listed(row: ListedMemberRow, facts: Facts) -> None:
    organization = facts.add_entity(
        RES[f"organization/{row.organization}"], PLEN.ExternalOrganization, label=row.organization_name,
        sources=row.source,
    )  # fmt: skip
    label = f"{row.organization_name}, {row.category_name}"
    listing = facts.add_entity(RES[f"listed-member/{row.id}"], PLEN.ListedMember, label=label, sources=row.source)
    facts.add(listing, PLEN.listedOrganization, organization)
    facts.add(listing, PLEN.listedAs, _category(row, facts))
    for sector in row.sector:
        facts.add(listing, PLEN.listedInSector, RES[f"body/{sector}"])
    facts.add(listing, PLEN.listedState, RES[f"state/{row.state}"] if row.state else None)
    facts.add(listing, PLEN.stateText, row.state_printed)
    facts.add(listing, PLEN.listDate, row.as_of)
    facts.add(listing, PLEN.remark, row.remark)


TABLES: tuple[Table[Any], ...] = (
    Table("membership_right", RightRow, map_right),
    Table("membership_fee", FeeRow, map_fee),
    Table("membership_count", CategoryCountRow, map_count),
    Table("listed_member", ListedMemberRow, map_listed),
)
