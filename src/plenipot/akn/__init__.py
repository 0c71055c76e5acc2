"""Akoma Ntoso 3.0: read any document, turn texts of ITU conferences into rows, compare them with the tables."""

from plenipot.akn.importer import ImportReport, import_akn
from plenipot.akn.model import AknError, Document, ImportRefused
from plenipot.akn.reader import parse_akn, read_akn

__all__ = ["AknError", "Document", "ImportRefused", "ImportReport", "import_akn", "parse_akn", "read_akn"]
