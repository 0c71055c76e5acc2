"""Just enough of the tokens of SPARQL to know the form of a query, and to say what is wrong with one."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

# SPARQL 1.1, section 19.2: codepoint escapes are replaced before anything else is read.
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")

# Clients choose the text that these expressions read, so each takes time in proportion to its length: every
# repetition is possessive (it never gives back what it has read), and what has no end, such as a text without its
# closing quote, is a token of its own, so that the search does not begin anew behind its first character.
# The characters of names are PN_CHARS_BASE, PN_CHARS_U, VARNAME and PN_CHARS of SPARQL 1.1, section 19.8.
_LETTERS = (
    r"A-Za-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C-\u200D\u2070-\u218F\u2C00-\u2FEF"
    r"\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\U00010000-\U000EFFFF"
)
_FIRST = _LETTERS + "_"
_WORD = _FIRST + r"0-9\u00B7\u0300-\u036F\u203F-\u2040"
_NAME = _WORD + r"\-"
_CODEPOINT = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_ESCAPED = rf"%[0-9A-Fa-f]{{2}}|\\[_~.\-!$&'()*+,;=/?\#@%]|{_CODEPOINT}"
_PREFIX = rf"[{_LETTERS}][{_NAME}]*+(?:\.++[{_NAME}]++)*+"
_LOCAL = rf"(?:[{_FIRST}0-9:]|{_ESCAPED})(?:[{_NAME}:]++|\.++(?=[{_NAME}:]|{_ESCAPED})|{_ESCAPED})*+"
_LABEL = rf"[{_FIRST}0-9][{_NAME}]*+(?:\.++[{_NAME}]++)*+"
_IRI = rf"<(?:[^<>\"{{}}|^`\\\x00-\x20]++|{_CODEPOINT})*+>"
# A text up to its closing quotes.
_LONG, _LONG2 = (rf"{q}{{3}}[^{q}\\]*+(?:(?:\\.|{q}(?!{q}{{2}}))[^{q}\\]*+)*+" for q in "'\"")
_SHORT, _SHORT2 = (rf"{q}[^{q}\\\n\r]*+(?:\\[^\n\r][^{q}\\\n\r]*+)*+" for q in "'\"")
_NUMBER = r"[+-]?+(?:[0-9]++\.?+[0-9]*+|\.[0-9]++)(?:[eE][+-]?+[0-9]++)?+"
_TOKEN = re.compile(
    rf"""
    (?P<space>[ \t\r\n]++)
  | (?P<comment>\#[^\n\r]*+)
  | (?P<iri>{_IRI})
  | (?P<text>{_LONG}'{{3}}|{_LONG2}"{{3}}|(?!'{{3}}){_SHORT}'|(?!"{{3}}){_SHORT2}")
  | (?P<unclosed>{_LONG}|{_LONG2}|{_SHORT}|{_SHORT2})
  | (?P<variable>[?$][{_FIRST}0-9][{_WORD}]*+)
  | (?P<tag>@[A-Za-z]++(?:-[A-Za-z0-9]++)*+(?:--[A-Za-z]++)?+)
  | (?P<name>_:(?:{_LABEL})?+|(?:{_PREFIX})?+:(?:{_LOCAL})?+)
  | (?P<number>{_NUMBER})
  | (?P<word>[{_FIRST}][{_WORD}]*+(?![.\-]))
  | (?P<words>{_PREFIX}|_[{_WORD}]*+)
  | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
# What looks like the prefix of a name up to its end, where no colon follows: "true.FILTER-1".
_PART = re.compile(rf"(?P<word>[{_FIRST}][{_WORD}]*+)|(?P<number>{_NUMBER})|(?P<other>.)", re.DOTALL)
# The prologue of a query; keywords may be glued to what follows, as the engine reads them.
_IGNORED = r"(?:[ \t\r\n]++|\#[^\n\r]*+)"
_DECLARATION = rf"(?ai:PREFIX){_IGNORED}*+(?:{_PREFIX})?+:{_IGNORED}*+{_IRI}|(?ai:BASE){_IGNORED}*+{_IRI}"
_VERSION = rf"(?ai:VERSION){_IGNORED}*+(?:{_SHORT}'|{_SHORT2}\")"
_PROLOGUE = re.compile(rf"(?:{_IGNORED}|{_DECLARATION}|{_VERSION})*+")
FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
UPDATES = ("INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH")
_FORM = re.compile(rf"(?ai:({'|'.join((*FORMS, *UPDATES))}))(?![{_WORD}])")
_FORMS = {**{form: form for form in FORMS}, **dict.fromkeys(UPDATES, "UPDATE")}
_LOOKED_AT = 2000
"""Characters behind the prologue in which the form of a query is looked for that does not begin with it."""
_UNESCAPED = 50_000
"""Characters of a query in which escapes are replaced to find its form: many take longer than everything else."""


class Token(NamedTuple):
    """A piece of a query and where it begins."""

    kind: str
    text: str
    start: int


def unescape(query: str) -> str:
    """The query with its codepoint escapes replaced.

    >>> unescape("S\\\\u0045RVICE")
    'SERVICE'
    """

    def character(match: re.Match[str]) -> str:
        code = int(match[1] or match[2], 16)
        return chr(code) if code < 0x110000 else match[0]

    return _ESCAPE.sub(character, query) if "\\" in query else query


def tokens(query: str) -> Iterator[Token]:
    """The tokens of a query, without comments and white space."""
    for match in _TOKEN.finditer(query):
        kind = str(match.lastgroup)
        if kind == "words":
            for part in _PART.finditer(query, *match.span()):
                yield Token(str(part.lastgroup), part[0], part.start())
        elif kind not in ("comment", "space"):
            yield Token(kind, match[0], match.start())


def without_comments(text: str) -> str:
    """A part of a query with a space for each comment.

    >>> without_comments("?s ?p 'a#b' # c\\n; ?q <http://example.org/#d>")
    "?s ?p 'a#b'  \\n; ?q <http://example.org/#d>"
    """
    return _TOKEN.sub(lambda match: " " if match.lastgroup == "comment" else match[0], text) if "#" in text else text


def form(query: str) -> str | None:
    """SELECT, ASK, CONSTRUCT or DESCRIBE; ``UPDATE`` for a request that would change data; None for anything else.

    The form stands behind the prologue (SPARQL 1.1, section 19.8, rule 2); of what is no SPARQL a part is read, so that
    the problem can be told in the format of the form that was meant.

    >>> form("PREFIX select: <http://example.org/> # SELECT\\nCONSTRUCT WHERE { select:a ?p ?o }")
    'CONSTRUCT'
    """
    found, end = _form(query)
    # SPARQL 1.1, section 19.2: an escape may stand for any character, also one of a keyword or the end of a comment.
    return _form(unescape(query[:_UNESCAPED]))[0] if "\\" in query[:end] else found


def _form(query: str) -> tuple[str | None, int]:
    """The form of a query, and up to where it was read."""
    prologue = _PROLOGUE.match(query)
    assert prologue is not None  # it may be empty
    start = prologue.end()
    if match := _FORM.match(query, start):
        return _FORMS[match[1].upper()], match.end()
    end = start + _LOOKED_AT
    words = (token.text.upper() for token in tokens(query[start:end]) if token.kind == "word")
    return next((_FORMS[word] for word in words if word in _FORMS), None), end


def declared(found: list[Token]) -> set[str]:
    """The prefixes that a query declares, without colon."""
    pairs = pairwise(found)
    return {name.text.partition(":")[0] for word, name in pairs if _is_prefix_word(word) and name.kind == "name"}


def _is_prefix_word(token: Token) -> bool:
    return token.kind == "word" and token.text.upper() == "PREFIX"


def may_ask_a_service(query: str) -> bool:
    """Whether "service" stands where it may be the keyword, be it glued to its neighbours.

    >>> may_ask_a_service("SELECT * { ?s ?p trueSERVICE<http://localhost/> {} }")
    True
    >>> may_ask_a_service("PREFIX service: <http://localhost/> SELECT ?service { ?service service:p 1 }")
    False
    """
    found = list(tokens(unescape(query)))
    return any_service(found, declared(found))


def any_service(found: Iterable[Token], known: Container[str]) -> bool:
    """The same for some tokens of a query that declares the prefixes ``known``."""
    for token in found:
        prefix = token.text.partition(":")[0] if token.kind == "name" else token.text
        if token.kind in ("word", "name") and "SERVICE" in prefix.upper() and prefix not in known:
            return True
    return False
