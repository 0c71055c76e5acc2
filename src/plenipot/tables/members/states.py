"""Members: states, regions, regional organizations, memberships over time, contributions and counts."""

from __future__ import annotations

from rdflib import FOAF, URIRef

from plenipot.model.vocabulary import PLEN, RES
from plenipot.tables.claims import claim_table
from plenipot.tables.facts import Facts
from plenipot.tables.members.finance import TABLES as FINANCE
from plenipot.tables.rows import (
    Bool,
    Date,
    Family,
    Iso3,
    OptDate,
    OptInt,
    OptIso3,
    OptText,
    Row,
    Table,
    Text,
    Values,
)


class StateRow(Row):
    """A Member State with its names, codes, admission and region."""

    id: Iso3
    name: Text
    formal_name: OptText
    name_itu: OptText
    name_itu_in: OptText
    name_itu_2007: OptText
    iso2: Text
    m49: Text
    admission: OptDate
    admission_basis: Text
    admission_remark: OptText
    cow_first_year: OptText
    un_since: OptText
    region: OptText
    region_basis: OptText
    inferred_region: OptText
    inferred_region_basis: OptText
    un_region: OptText
    wikipedia: OptText
    itu_letter_code: OptText
    calling_code: OptText
    mcc: Values
    fao: OptText
    gaul: OptText
    cow: OptText
    gleditsch_ward: OptText
    fips: OptText


class NamedRow(Row):
    """A thing with little more than a name."""

    id: Text
    name: Text


class FormerStateRow(Row):
    """A former member, or a member under a former name."""

    id: Text
    name: Text
    iso_former: OptText
    change: Text
    first_year: OptText
    last_year: OptText
    successors: Values
    remark: OptText


class SpecialStatusRow(Row):
    """A special status of an entity that is not a Member State, and the resolution that grants it."""

    id: Text
    state: Iso3
    name_printed: Text
    status: Text
    instrument: OptText
    version: OptText
    title: OptText
    conference: OptText
    year: OptDate
    rights: OptText


class RegionalOrganizationRow(Row):
    """A regional telecommunication organization."""

    id: Text
    name: Text
    abbreviation: Text
    founded: OptDate
    founded_remark: OptText
    seat: OptText
    seat_state: OptIso3
    website: OptText
    parent: OptText
    main_six: Bool
    members_stated: OptText


class RegionalMembershipRow(Row):
    """A state in a regional organization."""

    id: Text
    organization: Text
    state: Iso3
    name_printed: OptText
    since: OptDate
    until: OptDate
    status: Text
    as_of: OptText
    remark: OptText


class MembershipSpellRow(Row):
    """Years in which a data set counts a state as a member of the Union or of a predecessor."""

    id: Text
    body: Text
    state: Text
    name_printed: Text
    first_year: Date
    last_year: Date
    status: Text
    start_basis: Text
    end_basis: Text
    cow: OptInt
    cow_organization: Text


def map_state(row: StateRow, facts: Facts) -> None:
    """Write a State and its admission, which is a membership of the Union."""
    state = facts.add_entity(RES[f"state/{row.id}"], PLEN.MemberState, row.name, row.source)
    for predicate, value in (
        (PLEN.iso3, row.id.upper()),
        (PLEN.iso2, row.iso2),
        (PLEN.m49, row.m49),
        (PLEN.ituLetterCode, row.itu_letter_code),
        (PLEN.callingCode, row.calling_code),
        (PLEN.faoCode, row.fao),
        (PLEN.gaulCode, row.gaul),
        (PLEN.cowNumber, row.cow),
        (PLEN.cowFirstYear, row.cow_first_year),
        (PLEN.gleditschWardNumber, row.gleditsch_ward),
        (PLEN.fipsCode, row.fips),
        (PLEN.unMemberSince, row.un_since),
        (PLEN.unRegion, row.un_region),
        (PLEN.formalName, row.formal_name),
        (PLEN.nameInItuList, row.name_itu),
        (PLEN.ituListOfName, row.name_itu_in),
        (PLEN.nameIn2007List, row.name_itu_2007),
        (PLEN.wikipediaTitle, row.wikipedia),
        (PLEN.regionBasis, row.region_basis),
        (PLEN.inferredRegionBasis, row.inferred_region_basis),
    ):
        facts.add(state, predicate, value)
    for code in row.mcc:
        facts.add(state, PLEN.mobileCountryCode, code)
    facts.add(state, PLEN.region, RES[f"region/{row.region}"] if row.region else None)
    facts.add(state, PLEN.inferredRegion, RES[f"region/{row.inferred_region}"] if row.inferred_region else None)
    admission = facts.add_entity(
        RES[f"membership/itu/{row.id}"], PLEN.Admission, f"{row.name} in the Union", row.source
    )
    facts.add(admission, PLEN.member, state)
    facts.add(admission, PLEN.currentMember, state)
    facts.add(admission, PLEN.organization, RES["body/itu"])
    facts.add_period(admission, row.admission, None)
    facts.add(admission, PLEN.admissionBasis, row.admission_basis)
    facts.add(admission, PLEN.remark, row.admission_remark)


def map_region(row: NamedRow, facts: Facts) -> None:
    """Write an administrative region."""
    region = facts.add_entity(RES[f"region/{row.id}"], PLEN.AdministrativeRegion, row.name, row.source)
    facts.add(region, PLEN.number, row.id.upper())


def map_other_territory(row: NamedRow, facts: Facts) -> None:
    """Write a State or territory that is not a Member State, but is a member of an organization in the data."""
    state = facts.add_entity(RES[f"state/{row.id}"], PLEN.OtherTerritory, row.name, row.source)
    facts.add(state, PLEN.iso3, row.id.upper())


def map_other_organization(row: NamedRow, facts: Facts) -> None:
    """Write a regional organization of which only the abbreviation is known."""
    organization = facts.add_entity(RES[f"organization/{row.id}"], PLEN.RegionalOrganization, row.name, row.source)
    facts.add(organization, PLEN.abbreviation, row.name)


def map_former_state(row: FormerStateRow, facts: Facts) -> None:
    """Write a former State and its successors."""
    state = facts.add_entity(RES[f"state/{row.id}"], PLEN.FormerState, row.name, row.source)
    facts.add(state, PLEN.formerIsoCode, row.iso_former)
    facts.add(state, PLEN.changeOfMembership, row.change)
    facts.add(state, PLEN.firstYearInData, row.first_year)
    facts.add(state, PLEN.lastYearInData, row.last_year)
    facts.add(state, PLEN.remark, row.remark)
    for successor in row.successors:
        facts.add(state, PLEN.successorState, RES[f"state/{successor}"])


def map_special_status(row: SpecialStatusRow, facts: Facts) -> None:
    """Write a special status."""
    status = facts.add_entity(RES[f"special-status/{row.id}"], PLEN.SpecialStatus, row.status, row.source)
    facts.add(status, PLEN.statusOf, RES[f"state/{row.state}"])
    facts.add(status, PLEN.namePrinted, row.name_printed)
    facts.add(status, PLEN.grantedBy, row.instrument)
    facts.add(status, PLEN.grantedByVersion, RES[row.version] if row.version else None)
    facts.add(status, PLEN.grantTitle, row.title)
    facts.add(status, PLEN.grantedAt, RES[f"conference/{row.conference}"] if row.conference else None)
    facts.add_date(status, row.year)
    facts.add(status, PLEN.rightsText, row.rights)


def map_organization(row: RegionalOrganizationRow, facts: Facts) -> None:
    """Write a regional organization; the main six coordinate common proposals."""
    kind = PLEN.MainRegionalOrganization if row.main_six else PLEN.RegionalOrganization
    organization = facts.add_entity(RES[f"organization/{row.id}"], kind, row.name, row.source)
    facts.add(organization, PLEN.abbreviation, row.abbreviation)
    facts.add(organization, PLEN.proposesThrough, organization if row.main_six else None)
    facts.add_period(organization, row.founded, None)
    facts.add(organization, PLEN.remark, row.founded_remark)
    facts.add(organization, PLEN.city, row.seat)
    facts.add(organization, PLEN.seatState, RES[f"state/{row.seat_state}"] if row.seat_state else None)
    facts.add(organization, FOAF.homepage, URIRef(row.website) if row.website else None)
    facts.add(organization, PLEN.parentName, row.parent)
    facts.add(organization, PLEN.membersStated, row.members_stated)


def map_regional_membership(row: RegionalMembershipRow, facts: Facts) -> None:
    """Write a past or current membership; a State that only observes is not a current member."""
    ended = row.until is not None or row.status in ("former", "former or inactive")
    kind = PLEN.PastMembership if ended else PLEN.CurrentMembership
    label = f"{row.name_printed or row.state.upper()} in {row.organization.upper()}"
    membership = facts.add_entity(RES[f"membership/{row.id}"], kind, label, row.source)
    facts.add(membership, PLEN.member, RES[f"state/{row.state}"])
    if not ended and row.status != "observer":
        facts.add(membership, PLEN.currentMember, RES[f"state/{row.state}"])
    facts.add(membership, PLEN.organization, RES[f"organization/{row.organization}"])
    facts.add(membership, PLEN.membershipStatus, row.status)
    facts.add(membership, PLEN.namePrinted, row.name_printed)
    facts.add(membership, PLEN.listDate, row.as_of)
    facts.add(membership, PLEN.remark, row.remark)
    facts.add_period(membership, row.since, row.until)


def map_membership_spell(row: MembershipSpellRow, facts: Facts) -> None:
    """Write a period of membership; its start or end may be that of the data set, not of the membership."""
    label = f"{row.name_printed}, {row.first_year} to {row.last_year}"
    spell = facts.add_entity(RES[f"spell/{row.id}"], PLEN.MembershipSpell, label, row.source)
    facts.add(spell, PLEN.spellMember, RES[f"state/{row.state}"])
    facts.add(spell, PLEN.spellIn, RES[f"body/{row.body}"])
    facts.add(spell, PLEN.namePrinted, row.name_printed)
    facts.add(spell, PLEN.membershipStatus, row.status)
    facts.add(spell, PLEN.startBasis, row.start_basis)
    facts.add(spell, PLEN.endBasis, row.end_basis)
    facts.add(spell, PLEN.cowNumber, None if row.cow is None else str(row.cow))
    facts.add(spell, PLEN.cowOrganization, row.cow_organization)
    facts.add_period(spell, row.first_year, row.last_year)


FAMILY = Family(
    "members",
    (
        Table("state", StateRow, map_state),
        Table("region", NamedRow, map_region),
        Table("other_territory", NamedRow, map_other_territory),
        Table("former_state", FormerStateRow, map_former_state),
        Table("special_status", SpecialStatusRow, map_special_status),
        Table("organization", RegionalOrganizationRow, map_organization),
        Table("other_organization", NamedRow, map_other_organization),
        Table("regional_membership", RegionalMembershipRow, map_regional_membership),
        Table("membership_spell", MembershipSpellRow, map_membership_spell),
        *FINANCE,
        claim_table(),
    ),
)
