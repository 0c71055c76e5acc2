"""Isomorphism of graphs and of solutions: equality up to the labels of blank nodes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation

from tests.conformance.terms import XSD, Blank, Literal, Row, Term, Triple

_EXACT = {
    XSD + name
    for name in (
        "decimal",
        "integer",
        "nonNegativeInteger",
        "nonPositiveInteger",
        "positiveInteger",
        "negativeInteger",
        "long",
        "int",
        "short",
        "byte",
        "unsignedLong",
        "unsignedInt",
        "unsignedShort",
        "unsignedByte",
    )
}
_FLOATING = {XSD + "double", XSD + "float"}
_TRUTH = {"1": "true", "0": "false"}
_TIMED = {XSD + name for name in ("date", "dateTime", "time", "gYear", "gYearMonth", "gMonth", "gMonthDay", "gDay")}
_UTC = re.compile(r"[+-]00:00$")
Colours = Mapping[str, int]


def isomorphic(left: Sequence[Row], right: Sequence[Row]) -> bool:
    """Whether a renaming of blank nodes makes two multisets of rows equal.

    >>> a, b, c = Blank("a"), Blank("b"), Blank("c")
    >>> isomorphic([(a, b), (b, a)], [(b, c), (c, b)]), isomorphic([(a, b)], [(a, a)])
    (True, False)
    """
    if len(left) != len(right):
        return False
    return _match(left, _blanks(left), right, _blanks(right))


def by_value(rows: Sequence[Row]) -> list[Row]:
    """Replace literals by their canonical forms, since operators are defined on values, not on lexical forms.

    >>> by_value([(Literal("2.0", XSD + "decimal"),)]) == by_value([(Literal("+2", XSD + "decimal"),)])
    True
    """
    return [tuple(_valued(each) if isinstance(each, Literal | Triple) else each for each in row) for row in rows]


def _valued(term: Term) -> Term:
    if isinstance(term, Triple):
        return Triple(_valued(term.subject), _valued(term.predicate), _valued(term.object))
    if not isinstance(term, Literal):
        return term
    try:
        if term.datatype in _EXACT:
            return Literal(str(Decimal(term.text).normalize() + 0), term.datatype)
        if term.datatype in _FLOATING:
            return Literal(repr(float(term.text)), term.datatype)
        if term.datatype == XSD + "boolean":
            return Literal(_TRUTH.get(term.text, term.text), term.datatype)
        if term.datatype in _TIMED:
            return Literal(_UTC.sub("Z", term.text), term.datatype)
    except (InvalidOperation, ValueError):
        return term
    return term


def _match(left: Sequence[Row], mine: Colours, right: Sequence[Row], theirs: Colours) -> bool:
    mine, theirs = _refined(left, mine), _refined(right, theirs)
    classes, others = _classes(mine), _classes(theirs)
    if {colour: len(each) for colour, each in classes.items()} != {c: len(each) for c, each in others.items()}:
        return False
    if Counter(_signature(row, mine) for row in left) != Counter(_signature(row, theirs) for row in right):
        return False
    open_classes = [colour for colour, each in classes.items() if len(each) > 1]
    if not open_classes:
        return True
    # Nodes with the same colour: fix one, and try each candidate on the other side.
    chosen = min(open_classes, key=lambda colour: len(classes[colour]))
    fixed = hash(("fixed", len(classes), chosen))
    one = classes[chosen][0]
    return any(_match(left, {**mine, one: fixed}, right, {**theirs, other: fixed}) for other in others[chosen])


def _refined(rows: Sequence[Row], colours: Colours) -> Colours:
    """Refine the colours of blank nodes by their neighbours until the partition is stable."""
    while True:
        seen: dict[str, list[int]] = {label: [] for label in colours}
        for row in rows:
            signature = _signature(row, colours)
            for label in _labels(row):
                seen[label].append(hash((signature, _signature(row, {**colours, label: 0}))))
        finer = {label: hash((colours[label], *sorted(seen[label]))) for label in colours}
        if len(set(finer.values())) == len(set(colours.values())):
            return finer
        colours = finer


def _blanks(rows: Sequence[Row]) -> Colours:
    return {label: 1 for row in rows for label in _labels(row)}


def _classes(colours: Colours) -> dict[int, list[str]]:
    classes: dict[int, list[str]] = {}
    for label, colour in colours.items():
        classes.setdefault(colour, []).append(label)
    return classes


def _labels(row: Row | tuple[Term, Term, Term]) -> set[str]:
    labels: set[str] = set()
    for each in row:
        if isinstance(each, Blank):
            labels.add(each.label)
        elif isinstance(each, Triple):
            labels |= _labels((each.subject, each.predicate, each.object))
    return labels


def _signature(row: Row | tuple[Term, Term, Term], colours: Colours) -> int:
    parts: list[object] = []
    for each in row:
        if isinstance(each, Blank):
            parts.append(("blank", colours[each.label]))
        elif isinstance(each, Triple):
            parts.append(("triple", _signature((each.subject, each.predicate, each.object), colours)))
        else:
            parts.append(each)
    return hash(tuple(parts))
