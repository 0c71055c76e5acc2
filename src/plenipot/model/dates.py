"""Dates with the precision of their source: year, month or day."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

from rdflib import XSD, Literal

_FORM = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


@dataclass(frozen=True, order=True)
class PartialDate:
    """A date with one of three ISO 8601 precisions: ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``.

    >>> PartialDate.parse("1865-05").last_day()
    datetime.date(1865, 5, 31)
    >>> PartialDate.parse("1865").literal().n3()
    '"1865"^^<http://www.w3.org/2001/XMLSchema#gYear>'
    """

    year: int
    month: int | None = None
    day: int | None = None

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Read ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``.

        Raises:
            ValueError: the text has another form, or the day does not exist.
        """
        match = _FORM.fullmatch(text)
        if match is None:
            raise ValueError(f"{text!r} is not a date of the form YYYY, YYYY-MM or YYYY-MM-DD")
        year, month, day = (int(part) if part else None for part in match.groups())
        assert year is not None
        try:
            date(year, month or 1, day or 1)
        except ValueError as error:
            raise ValueError(f"{text!r} is not a date: {error}") from None
        return cls(year, month, day)

    def __str__(self) -> str:
        parts = [f"{self.year:04d}", *(f"{part:02d}" for part in (self.month, self.day) if part is not None)]
        return "-".join(parts)

    def literal(self) -> Literal:
        """The date as an xsd:gYear, xsd:gYearMonth or xsd:date literal."""
        datatype = XSD.date if self.day else XSD.gYearMonth if self.month else XSD.gYear
        return Literal(str(self), datatype=datatype, normalize=False)

    def first_day(self) -> date:
        """The first day of the year, the month or the day."""
        return date(self.year, self.month or 1, self.day or 1)

    def last_day(self) -> date:
        """The last day of the year, the month or the day."""
        month = self.month or 12
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])
