"""Akoma Ntoso 3.0 (OASIS LegalDocML): parse documents, extract rows from ITU texts, compare them with the tables."""

from plenipot.sources.akn.importer import ImportReport, import_akn
from plenipot.sources.akn.model import AknDocument, AknError, ImportRefused
from plenipot.sources.akn.reader import parse_akn, read_akn

__all__ = ["AknDocument", "AknError", "ImportRefused", "ImportReport", "import_akn", "parse_akn", "read_akn"]
