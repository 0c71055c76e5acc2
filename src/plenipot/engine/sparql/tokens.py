"""A tokenizer for SPARQL, and the form of a query."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

# SPARQL 1.1, section 19.2: codepoint escapes are replaced before a query is parsed.
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")

# Clients choose the text, so each expression must take linear time: no quantifier backtracks. One of a character is
# possessive, one of a group is in an atomic group: before 3.11.5 Python matches too much with a possessive group
# (https://github.com/python/cpython/issues/106052). An unclosed literal is a token too, so that the search does not
# start again at its second character.
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
_PREFIX = rf"[{_LETTERS}][{_NAME}]*+(?>(?:\.++[{_NAME}]++)*)"
_LOCAL = rf"(?:[{_FIRST}0-9:]|{_ESCAPED})(?>(?:[{_NAME}:]++|\.++(?=[{_NAME}:]|{_ESCAPED})|{_ESCAPED})*)"
_LABEL = rf"[{_FIRST}0-9][{_NAME}]*+(?>(?:\.++[{_NAME}]++)*)"
_IRI = rf"<(?>(?:[^<>\"{{}}|^`\\\x00-\x20]++|{_CODEPOINT})*)>"
# A string literal up to its closing quotes.
_LONG, _LONG2 = (rf"{q}{{3}}[^{q}\\]*+(?>(?:(?:\\.|{q}(?!{q}{{2}}))[^{q}\\]*+)*)" for q in "'\"")
_SHORT, _SHORT2 = (rf"{q}[^{q}\\\n\r]*+(?>(?:\\[^\n\r][^{q}\\\n\r]*+)*)" for q in "'\"")
_NUMBER = r"[+-]?+(?:[0-9]++\.?+[0-9]*+|\.[0-9]++)(?>(?:[eE][+-]?+[0-9]++)?)"
_TOKEN = re.compile(
    rf"""
    (?P<space>[ \t\r\n]++)
  | (?P<comment>\#[^\n\r]*+)
  | (?P<iri>{_IRI})
  | (?P<text>{_LONG}'{{3}}|{_LONG2}"{{3}}|(?!'{{3}}){_SHORT}'|(?!"{{3}}){_SHORT2}")
  | (?P<unclosed>{_LONG}|{_LONG2}|{_SHORT}|{_SHORT2})
  | (?P<variable>[?$][{_FIRST}0-9][{_WORD}]*+)
  | (?P<tag>@[A-Za-z]++(?>(?:-[A-Za-z0-9]++)*)(?>(?:--[A-Za-z]++)?))
  | (?P<name>_:(?>(?:{_LABEL})?)|(?>(?:{_PREFIX})?):(?>(?:{_LOCAL})?))
  | (?P<number>{_NUMBER})
  | (?P<word>[{_FIRST}][{_WORD}]*+(?![.\-]))
  | (?P<words>{_PREFIX}|_[{_WORD}]*+)
  | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
# Tokens in a text that looks like a prefix without a colon: "true.FILTER-1".
_PART = re.compile(rf"(?P<word>[{_FIRST}][{_WORD}]*+)|(?P<number>{_NUMBER})|(?P<other>.)", re.DOTALL)
# The prologue of a query; as in Oxigraph, no white space is needed after a keyword.
_IGNORED = r"(?:[ \t\r\n]++|\#[^\n\r]*+)"
_DECLARATION = rf"(?ai:PREFIX)(?>{_IGNORED}*)(?>(?:{_PREFIX})?):(?>{_IGNORED}*){_IRI}|(?ai:BASE)(?>{_IGNORED}*){_IRI}"
_VERSION = rf"(?ai:VERSION)(?>{_IGNORED}*)(?:{_SHORT}'|{_SHORT2}\")"
_PROLOGUE = re.compile(rf"(?>(?:{_IGNORED}|{_DECLARATION}|{_VERSION})*)")
FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
UPDATES = ("INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH")
_FORM = re.compile(rf"(?ai:({'|'.join((*FORMS, *UPDATES))}))(?![{_WORD}])")
_FORMS = {**{form: form for form in FORMS}, **dict.fromkeys(UPDATES, "UPDATE")}
_FORM_WINDOW = 2000
"""Characters after the prologue in which the form is searched, if it does not come first."""
_MAX_UNESCAPED = 50_000
"""Characters of a query in which escapes are replaced to find its form; replacing many of them is slow."""


class Token(NamedTuple):
    """A token: its kind (a group of the expression), its text, and its offset in characters."""

    kind: str
    text: str
    start: int


def unescape(query: str) -> str:
    """Replace the codepoint escapes of a query (SPARQL 1.1, section 19.2).

    >>> unescape("S\\\\u0045RVICE")
    'SERVICE'
    """

    def character(match: re.Match[str]) -> str:
        code = int(match[1] or match[2], 16)
        return chr(code) if code < 0x110000 else match[0]

    return _ESCAPE.sub(character, query) if "\\" in query else query


def tokenize(query: str) -> Iterator[Token]:
    """Split a query into tokens, without comments and white space."""
    for match in _TOKEN.finditer(query):
        kind = str(match.lastgroup)
        if kind == "words":
            for part in _PART.finditer(query, *match.span()):
                yield Token(str(part.lastgroup), part[0], part.start())
        elif kind not in ("comment", "space"):
            yield Token(kind, match[0], match.start())


def strip_comments(text: str) -> str:
    """Replace each comment of a query, or of a part of one, by a space.

    >>> strip_comments("?s ?p 'a#b' # c\\n; ?q <http://example.org/#d>")
    "?s ?p 'a#b'  \\n; ?q <http://example.org/#d>"
    """
    return _TOKEN.sub(lambda match: " " if match.lastgroup == "comment" else match[0], text) if "#" in text else text


def query_form(query: str) -> str | None:
    """The form of a query: SELECT, ASK, CONSTRUCT or DESCRIBE; ``UPDATE`` for an update; None for anything else.

    The form comes after the prologue (SPARQL 1.1, section 19.8, rule 2). In an invalid query the function searches
    further, so that the error can be sent in the format of the intended form.

    >>> query_form("PREFIX select: <http://example.org/> # SELECT\\nCONSTRUCT WHERE { select:a ?p ?o }")
    'CONSTRUCT'
    """
    form, end = _form(query)
    # An escape may stand for a letter of a keyword or the end of a comment (SPARQL 1.1, section 19.2).
    return _form(unescape(query[:_MAX_UNESCAPED]))[0] if "\\" in query[:end] else form


def _form(query: str) -> tuple[str | None, int]:
    """The form of a query, and the offset up to which the query was read."""
    prologue = _PROLOGUE.match(query)
    assert prologue is not None  # it may be empty
    start = prologue.end()
    if match := _FORM.match(query, start):
        return _FORMS[match[1].upper()], match.end()
    end = start + _FORM_WINDOW
    words = (token.text.upper() for token in tokenize(query[start:end]) if token.kind == "word")
    return next((_FORMS[word] for word in words if word in _FORMS), None), end


def declared_prefixes(tokens: list[Token]) -> set[str]:
    """The prefixes that a query declares, without their colons."""
    pairs = pairwise(tokens)
    return {name.text.partition(":")[0] for word, name in pairs if _is_prefix_word(word) and name.kind == "name"}


def _is_prefix_word(token: Token) -> bool:
    return token.kind == "word" and token.text.upper() == "PREFIX"


def may_contain_service(query: str) -> bool:
    """Whether a query may have the keyword SERVICE, perhaps without white space around it.

    >>> may_contain_service("SELECT * { ?s ?p trueSERVICE<http://localhost/> {} }")
    True
    >>> may_contain_service("PREFIX service: <http://localhost/> SELECT ?service { ?service service:p 1 }")
    False
    """
    tokens = list(tokenize(unescape(query)))
    return contains_service(tokens, declared_prefixes(tokens))


def contains_service(tokens: Iterable[Token], prefixes: Container[str]) -> bool:
    """Whether some tokens may have the keyword SERVICE, in a query that declares ``prefixes``."""
    for token in tokens:
        prefix = token.text.partition(":")[0] if token.kind == "name" else token.text
        if token.kind in ("word", "name") and "SERVICE" in prefix.upper() and prefix not in prefixes:
            return True
    return False
