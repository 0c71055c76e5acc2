"""Conversion of SPARQL JSON results to a VALUES block."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pyoxigraph as ox

from plenipot.model.vocabulary import BASE

GENID = BASE + ".well-known/genid/"
"""Prefix of the IRIs that replace blank nodes, which VALUES cannot have (RDF 1.1 Concepts, section 3.5)."""

# A backslash before u or U in a literal. Some engines replace codepoint escapes before they parse a query, some while
# parsing; with the backslash as a codepoint escape both read the same literal.
_ESCAPE_LIKE = re.compile(r"\\\\([uU])|\\.")


class UnreadableResults(ValueError):
    """The body is not the SPARQL JSON results of a SELECT query."""


class TooManySolutions(ValueError):
    """The results have more solutions than the limit."""


def values_block(variables: Sequence[str], body: bytes, max_rows: int, count: Callable[[int], None]) -> str:
    """Make a VALUES block from SPARQL JSON results.

    Args:
        variables: the variables of the block; other variables of the results are dropped.
        body: the SPARQL JSON results.
        max_rows: the limit of solutions.
        count: called with the size of each row in characters; may raise to stop.

    >>> body = b'{"results": {"bindings": [{"x": {"type": "literal", "value": "a"}}, {}]}}'
    >>> values_block(["x", "y"], body, 10, lambda size: None)
    'VALUES (?x ?y) { ("a" UNDEF) (UNDEF UNDEF) }'

    Raises:
        UnreadableResults: the body is something else.
        TooManySolutions: the results have more than ``max_rows`` solutions.
    """
    try:
        bindings = json.loads(body)["results"]["bindings"]
        if not isinstance(bindings, list):
            raise UnreadableResults
        if len(bindings) > max_rows:
            raise TooManySolutions
        node = _BlankNodes()
        rows: list[str] = []
        for binding in bindings:
            row = " ".join(_term(binding[name], node) if name in binding else "UNDEF" for name in variables)
            count(len(row))
            rows.append(f"({row})")
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise error if isinstance(error, TooManySolutions) else UnreadableResults from None
    return _block(variables, rows)


def unbound_block(variables: Sequence[str]) -> str:
    """The block for a SERVICE SILENT clause that failed: one solution without bindings.

    >>> unbound_block(["x"]), unbound_block([])
    ('VALUES (?x) { (UNDEF) }', 'VALUES () { () }')
    """
    return _block(variables, [f"({' '.join('UNDEF' for _ in variables)})"])


def _block(variables: Sequence[str], rows: Sequence[str]) -> str:
    names = " ".join(f"?{name}" for name in variables)
    return f"VALUES ({names}) {{ {' '.join(rows)} }}"


class _BlankNodes:
    """Makes an IRI for each blank node of one answer."""

    def __init__(self) -> None:
        self._answer = secrets.token_hex(8)
        self._numbers: dict[str, int] = {}

    def __call__(self, label: str) -> ox.NamedNode:
        number = self._numbers.setdefault(label, len(self._numbers) + 1)
        return ox.NamedNode(f"{GENID}{self._answer}-{number}")


def _term(cell: Mapping[str, Any], node: _BlankNodes) -> str:
    """Serialize a term of the results as SPARQL; the engine escapes its parts, which prevents injection."""
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
    return _ESCAPE_LIKE.sub(_escape_backslash, str(literal))


def _escape_backslash(match: re.Match[str]) -> str:
    return rf"\\\u{ord(match[1]):04X}" if match[1] else match[0]
