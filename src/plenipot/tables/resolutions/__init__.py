"""Resolutions, Decisions and Recommendations of the Plenipotentiary Conference, and the texts that they cite."""

from __future__ import annotations

from rdflib import RDFS

from plenipot.tables.claims import claim_table
from plenipot.tables.resolutions import links, works
from plenipot.tables.rows import Family, Table

FAMILY = Family(
    "resolutions",
    tables=(
        Table("instrument", works.ResolutionInstrumentRow, works.map_instrument),
        Table("version", works.ResolutionVersionRow, works.map_version),
        Table("abrogation", works.AbrogationRow, works.map_abrogation),
        Table("unnumbered", works.UnnumberedRow, works.map_unnumbered),
        Table("draft", works.DraftRow, works.map_draft),
        Table("cited_instrument", works.CitedInstrumentRow, works.map_cited_instrument),
        Table("cited_version", works.CitedVersionRow, works.map_cited_version),
        Table("external_text", works.ExternalTextRow, works.map_external_text),
        Table("citation", links.ResolutionCitationRow, links.map_citation),
        Table("clause", links.ResolutionClauseRow, links.map_clause),
        Table("addressee", links.AddresseeRow, links.map_addressee),
        claim_table(wording=RDFS.comment),
    ),
)
