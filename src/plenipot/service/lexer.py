"""Just enough of the tokens of SPARQL to know the form of a query and whether it names a service."""

from __future__ import annotations

import re

# SPARQL 1.1, section 19.2: codepoint escapes are replaced before anything else is read.
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_TOKEN = re.compile(
    r"""
    (?P<comment>\#[^\n\r]*)
  | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
  | (?P<text>'{3}(?:(?:'|'')?(?:[^'\\]|\\.))*'{3}|"{3}(?:(?:"|"")?(?:[^"\\]|\\.))*"{3}
            |'(?:[^'\\\n\r]|\\.)*'|"(?:[^"\\\n\r]|\\.)*")
  | (?P<variable>[?$][^\W]+)
  | (?P<tag>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
  | (?P<name>(?:[^\W\d_][\w.\-]*)?:(?:[\w:.\-]|%[0-9A-Fa-f]{2}|\\.)*)
  | (?P<word>[^\W\d][\w]*)
  | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
UPDATES = ("INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH")


def unescape(query: str) -> str:
    """The query with its codepoint escapes replaced.

    >>> unescape("S\\\\u0045RVICE")
    'SERVICE'
    """

    def character(match: re.Match[str]) -> str:
        code = int(match[1] or match[2], 16)
        return chr(code) if code < 0x110000 else match[0]

    return _ESCAPE.sub(character, query)


def words(query: str) -> list[str]:
    """The keywords of a query, upper case, without names, variables, IRIs, texts and comments.

    >>> words('SELECT ?service { ?s ex:service "SERVICE" } # SERVICE')
    ['SELECT']
    """
    found = _TOKEN.finditer(unescape(query))
    return [match["word"].upper() for match in found if match["word"] is not None]


def form(query: str) -> str | None:
    """SELECT, ASK, CONSTRUCT or DESCRIBE; ``UPDATE`` for a request that would change data; None for anything else."""
    for word in words(query):
        if word in FORMS:
            return word
        if word in UPDATES:
            return "UPDATE"
    return None
