"""Instruments of the bodies other than the Plenipotentiary Conference, and the outcomes of the WSIS.

The assemblies and conferences of the Sectors, the Council, the policy forums and WCIT-12. Texts that are known from
a citation alone stay in the family ``resolutions``.
"""

from __future__ import annotations

from rdflib import RDFS

from plenipot.tables import resolutions_links as links
from plenipot.tables import resolutions_works as pp_works
from plenipot.tables import sectors_relations as relations
from plenipot.tables import sectors_works as works
from plenipot.tables import sectors_wsis as wsis
from plenipot.tables.claims import claim_table
from plenipot.tables.rows import Family, Table

FAMILY = Family(
    "sectors",
    tables=(
        Table("instrument", works.InstrumentRow, works.map_instrument),
        Table("version", works.VersionRow, works.map_version),
        Table("listing", works.ListingRow, works.map_listing),
        Table("unnumbered", pp_works.UnnumberedRow, pp_works.map_unnumbered),
        Table("figure", works.FigureRow, works.map_figure),
        Table("citation", links.CitationRow, links.map_citation),
        Table("citation_again", relations.CitationAgainRow, relations.map_citation_again),
        Table("clause", links.ClauseRow, links.map_clause),
        Table("addressee", links.AddresseeRow, links.map_addressee),
        Table("relation", relations.RelationRow, relations.map_relation),
        Table("goal", wsis.GoalRow, wsis.map_goal),
        Table("wsis_text", wsis.TextRow, wsis.map_text),
        Table("action_line", wsis.ActionLineRow, wsis.map_action_line),
        Table("organization", wsis.OrganizationRow, wsis.map_organization),
        Table("facilitation", wsis.FacilitationRow, wsis.map_facilitation),
        claim_table(RDFS.comment),
    ),
)
