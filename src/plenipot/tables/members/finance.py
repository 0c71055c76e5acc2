"""Contributions of members, and the number of members over time."""

from __future__ import annotations

from typing import Any

from plenipot.model.vocabulary import PLEN, RES
from plenipot.tables.facts import Facts
from plenipot.tables.rows import Date, Iso3, OptFloat, OptInt, OptText, Row, Table, Text


class ContributionRow(Row):
    """Units that a Member State contributed in a year."""

    id: Text
    year: Date
    state: Iso3
    units: OptFloat
    amount_chf_million: OptText
    change_percent: OptFloat
    remark: OptText


class ContributionUnitRow(Row):
    """A class of contribution that a Member State may choose."""

    id: Text
    period: Text
    units: Text
    restricted: OptText
    amount_chf_per_unit: OptInt


class MembershipCountRow(Row):
    """A number of members on a date, as stated or computed."""

    id: Text
    date: Date
    what: Text
    value: int
    qualifier: OptText
    remark: OptText


def map_contribution(row: ContributionRow, facts: Facts) -> None:
    """Write the contribution of a Member State in a year."""
    label = f"{row.state.upper()} in {row.year}"
    contribution = facts.add_entity(RES[f"contribution/{row.id}"], PLEN.Contribution, label, row.source)
    facts.add(contribution, PLEN.contributor, RES[f"state/{row.state}"])
    facts.add_date(contribution, row.year)
    facts.add(contribution, PLEN.contributoryUnits, row.units)
    facts.add(contribution, PLEN.amountInMillionFrancs, row.amount_chf_million)
    facts.add(contribution, PLEN.changeInPercent, row.change_percent)
    facts.add(contribution, PLEN.remark, row.remark)


def map_contribution_unit(row: ContributionUnitRow, facts: Facts) -> None:
    """Write a class of contribution."""
    unit = facts.add_entity(
        RES[f"contribution-class/{row.id}"], PLEN.ContributionClass, f"{row.units} units", row.source
    )
    facts.add(unit, PLEN.unitsText, row.units)
    facts.add(unit, PLEN.periodText, row.period)
    facts.add(unit, PLEN.restrictedTo, row.restricted)
    facts.add(unit, PLEN.francsPerUnit, row.amount_chf_per_unit)


def map_count(row: MembershipCountRow, facts: Facts) -> None:
    """Write a number of members on a date."""
    count = facts.add_entity(
        RES[f"count/{row.id}"], PLEN.MemberCount, f"{row.what}: {row.value} ({row.date})", row.source
    )
    facts.add_date(count, row.date)
    facts.add(count, PLEN.counted, row.what)
    facts.add(count, PLEN.countedNumber, row.value)
    facts.add(count, PLEN.countedQualifier, row.qualifier)
    facts.add(count, PLEN.remark, row.remark)


TABLES: tuple[Table[Any], ...] = (
    Table("contribution", ContributionRow, map_contribution),
    Table("contribution_unit", ContributionUnitRow, map_contribution_unit),
    Table("count", MembershipCountRow, map_count),
)
