"""Instruments of bodies other than the Plenipotentiary Conference, and the outcomes of the WSIS.

The bodies are the assemblies and conferences of the Sectors, the Council, the policy forums and WCIT-12. The family
``resolutions`` has the texts that are only known from a citation.
"""

from __future__ import annotations

from rdflib import RDFS

from plenipot.tables.claims import claim_table
from plenipot.tables.resolutions import links
from plenipot.tables.resolutions import works as pp_works
from plenipot.tables.rows import Family, Table
from plenipot.tables.sectors import relations, works, wsis

FAMILY = Family(
    "sectors",
    tables=(
        Table("instrument", works.SectorInstrumentRow, works.map_instrument),
        Table("version", works.SectorVersionRow, works.map_version),
        Table("listing", works.ListingRow, works.map_listing),
        Table("unnumbered", pp_works.UnnumberedRow, pp_works.map_unnumbered),
        Table("figure", works.SectorFigureRow, works.map_figure),
        Table("citation", links.ResolutionCitationRow, links.map_citation),
        Table("citation_again", relations.CitationAgainRow, relations.map_citation_again),
        Table("clause", links.ResolutionClauseRow, links.map_clause),
        Table("addressee", links.AddresseeRow, links.map_addressee),
        Table("relation", relations.RelationRow, relations.map_relation),
        Table("goal", wsis.GoalRow, wsis.map_goal),
        Table("wsis_text", wsis.TextRow, wsis.map_text),
        Table("action_line", wsis.ActionLineRow, wsis.map_action_line),
        Table("organization", wsis.WsisOrganizationRow, wsis.map_organization),
        Table("facilitation", wsis.FacilitationRow, wsis.map_facilitation),
        claim_table(wording=RDFS.comment),
    ),
)
