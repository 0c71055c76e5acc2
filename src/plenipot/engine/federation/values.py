"""The solutions of another endpoint as a block of VALUES."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pyoxigraph as ox

from plenipot.model.vocabulary import BASE

GENID = BASE + ".well-known/genid/"
"""Blank nodes of an answer become IRIs under this one (RDF 1.1 Concepts, section 3.5): VALUES can have none."""

# Some engines replace codepoint escapes before they read a query, some where they stand in it: this is read in the
# same way by both.
_LOOKS_LIKE_AN_ESCAPE = re.compile(r"\\\\([uU])|\\.")


class UnreadableResults(ValueError):
    """It is not the results of a SELECT query."""


class TooManySolutions(ValueError):
    """It has more solutions than are joined."""


def values(variables: Sequence[str], body: bytes, max_rows: int, count: Callable[[int], None]) -> str:
    """The block for an answer in SPARQL JSON results, with these variables and no other; ``count`` gets its sizes.

    >>> body = b'{"results": {"bindings": [{"x": {"type": "literal", "value": "a"}}, {}]}}'
    >>> values(["x", "y"], body, 10, lambda size: None)
    'VALUES (?x ?y) { ("a" UNDEF) (UNDEF UNDEF) }'

    Raises:
        Unreadable: it is something else.
        TooManyRows: it has more than ``max_rows``.
    """
    try:
        bindings = json.loads(body)["results"]["bindings"]
        if not isinstance(bindings, list):
            raise UnreadableResults
        if len(bindings) > max_rows:
            raise TooManySolutions
        node = _Nodes()
        rows: list[str] = []
        for binding in bindings:
            row = " ".join(_term(binding[name], node) if name in binding else "UNDEF" for name in variables)
            count(len(row))
            rows.append(f"({row})")
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise error if isinstance(error, TooManySolutions) else UnreadableResults from None
    return _block(variables, rows)


def nothing_bound(variables: Sequence[str]) -> str:
    """The block for SERVICE SILENT that failed: one solution, in which nothing is bound.

    >>> nothing_bound(["x"]), nothing_bound([])
    ('VALUES (?x) { (UNDEF) }', 'VALUES () { () }')
    """
    return _block(variables, [f"({' '.join('UNDEF' for _ in variables)})"])


def _block(variables: Sequence[str], rows: Sequence[str]) -> str:
    names = " ".join(f"?{name}" for name in variables)
    return f"VALUES ({names}) {{ {' '.join(rows)} }}"


class _Nodes:
    """New IRIs for the blank nodes of one answer."""

    def __init__(self) -> None:
        self._answer = secrets.token_hex(8)
        self._numbers: dict[str, int] = {}

    def __call__(self, label: str) -> ox.NamedNode:
        number = self._numbers.setdefault(label, len(self._numbers) + 1)
        return ox.NamedNode(f"{GENID}{self._answer}-{number}")


def _term(cell: Mapping[str, Any], node: _Nodes) -> str:
    """A term as SPARQL, built from its parts: whatever they are, they stay inside of it."""
    kind, text = cell["type"], cell["value"]
    if not isinstance(text, str) or "its:dir" in cell:
        raise UnreadableResults
    if kind == "uri":
        return str(ox.NamedNode(text))
    if kind == "bnode":
        return str(node(text))
    if kind not in ("literal", "typed-literal"):
        raise UnreadableResults
    if "xml:lang" in cell:
        literal = ox.Literal(text, language=cell["xml:lang"])
    elif "datatype" in cell:
        literal = ox.Literal(text, datatype=ox.NamedNode(cell["datatype"]))
    else:
        literal = ox.Literal(text)
    return _LOOKS_LIKE_AN_ESCAPE.sub(_spelled, str(literal))


def _spelled(match: re.Match[str]) -> str:
    return rf"\\\u{ord(match[1]):04X}" if match[1] else match[0]
