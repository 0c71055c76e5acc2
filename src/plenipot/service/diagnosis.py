"""What is wrong with a query that is not SPARQL, in words for the one who wrote it.

The engine's parser tells the furthest place that it came to, often a token or a line behind the mistake, and which
characters it could have read there. The mistakes that people make most are found here; only for the others the
parser has the word.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from plenipot.lexer import FORMS, Token, declared, tokens
from plenipot.vocabulary import PREFIXES

_PLACE = re.compile(r"error at (\d+):(\d+): (?:expected )?(?:one of )?(.*)", re.DOTALL)
# A longer query was written by a program; its checks would take long here and help nobody.
_LOOKED_AT = 20_000
_CLOSING = {"{": "}", "(": ")", "[": "]"}
_TERMS = ("variable", "iri", "name", "text", "number")
_KEYWORDS = """
ABS ADD ALL AS ASC ASK AVG BASE BIND BNODE BOUND BY CEIL COALESCE CONCAT CONSTRUCT CONTAINS COUNT DATATYPE DAY
DESC DESCRIBE DISTINCT ENCODE_FOR_URI EXISTS FILTER FLOOR FROM GRAPH GROUP GROUP_CONCAT HAVING HOURS IF IN IRI
ISBLANK ISIRI ISLITERAL ISNUMERIC ISURI LANG LANGMATCHES LCASE LIMIT MAX MD5 MIN MINUS MINUTES MONTH NAMED NOT
NOW OFFSET OPTIONAL ORDER PREFIX RAND REDUCED REGEX REPLACE ROUND SAMETERM SAMPLE SECONDS SELECT SEPARATOR
SERVICE SHA1 SHA256 SHA384 SHA512 SILENT STR STRAFTER STRBEFORE STRDT STRENDS STRLANG STRLEN STRSTARTS STRUUID
SUBSTR SUM TIMEZONE TZ UCASE UNDEF UNION URI UUID VALUES WHERE YEAR ADJUST LATERAL TRIPLE SUBJECT PREDICATE
OBJECT ISTRIPLE
"""
KEYWORDS = frozenset(_KEYWORDS.split())
_OPERATORS = ("=", ">", "<", "+", "*", "/", "&", "|", "!", ",")


@dataclass(frozen=True)
class Mistake:
    """Where it is, from 1, and what it is."""

    line: int
    column: int
    what: str


def diagnose(query: str, message: str) -> Mistake | None:
    """The mistake of a query that the engine refused with ``message``; None if that names no place.

    >>> diagnose("SELECT * {\\n ?s rdfs:label ?l }", "error at 2:12: expected OPTIONAL").what
    'the prefix rdfs: is not declared; add PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>'
    """
    place = _PLACE.match(message)
    if place is None:
        return None
    found = list(tokens(query[:_LOOKED_AT]))
    for check in (
        ()
        if len(query) > _LOOKED_AT
        else (_beginning, _unclosed_text, _iri, _undeclared, _brackets, _word, _by, _triple, _operand)
    ):
        mistake = check(found)
        if mistake is not None:
            token, what = mistake
            return Mistake(*position(query, token.start), what)
    return _said_by_the_engine(query, found, int(place[1]), int(place[2]), place[3])


def position(query: str, offset: int) -> tuple[int, int]:
    """Line and column of an offset, both from 1.

    >>> position("a\\nbc", 3)
    (2, 2)
    """
    before = query[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1


Finding = tuple[Token, str] | None


def _beginning(found: Sequence[Token]) -> Finding:
    wanted = "a query begins with PREFIX, BASE, " + ", ".join(FORMS[:-1]) + f" or {FORMS[-1]}"
    if not found:
        return Token("other", "", 0), f"there is no query; {wanted}"
    if found[0].kind != "word" or found[0].text.upper() not in (*FORMS, "PREFIX", "BASE"):
        return found[0], f"{_shown(found[0])} begins no query; {wanted}"
    return None


def _unclosed_text(found: Sequence[Token]) -> Finding:
    for token in found:
        if token.kind == "unclosed":
            quote = token.text[0]
            if token.text.startswith(3 * quote):
                return token, f"the text that begins with {3 * quote} is never closed"
            return token, f"the text that begins with {quote} is not closed on its line"
    return None


def _undeclared(found: Sequence[Token]) -> Finding:
    known = declared(list(found))
    for before, token in zip([None, *found], found, strict=False):
        if token.kind != "name" or (before is not None and before.text.upper() == "PREFIX"):
            continue
        prefix = token.text.partition(":")[0]
        if prefix != "_" and prefix not in known:
            namespace = PREFIXES.get(prefix, "…")
            return token, f"the prefix {prefix}: is not declared; add PREFIX {prefix}: <{namespace}>"
    return None


def _brackets(found: Sequence[Token]) -> Finding:
    opened: list[Token] = []
    for token in found:
        if token.text in _CLOSING and token.kind == "other":
            opened.append(token)
        elif token.kind == "other" and token.text in _CLOSING.values():
            if not opened:
                return token, f"this {token.text} closes nothing"
            wanted = _CLOSING[opened[-1].text]
            if token.text != wanted:
                return token, f"this is {token.text} where {wanted} is wanted, to close an earlier {opened[-1].text}"
            opened.pop()
    return (opened[-1], f"this {opened[-1].text} is never closed") if opened else None


def _by(found: Sequence[Token]) -> Finding:
    for word, after in pairwise(found):
        if word.kind == "word" and word.text.upper() in ("ORDER", "GROUP") and after.text.upper() != "BY":
            return word, f"{word.text} wants BY behind it"
    return None


def _triple(found: Sequence[Token]) -> Finding:
    """A triple of one or two terms, where nothing but terms stands between its borders."""
    for index, token in enumerate(found):
        if token.kind != "other" or token.text not in "}.;":
            continue
        terms = _terms_before(found, index)
        border = found[index - len(terms) - 1].text if len(terms) < index else ""
        inside_values = border == "{" and _after_values(found, index - len(terms) - 1)
        if border in ("{", ".") and len(terms) == 2 and not inside_values:
            return token, f"the triple {terms[0].text} {terms[1].text} has no object before this {token.text}"
        if border == ";" and len(terms) == 1:
            return token, f"the property {terms[0].text} has no object before this {token.text}"
        if border in ("{", ".") and len(terms) == 1 and not inside_values:
            return token, f"the triple of {terms[0].text} has no property and no object before this {token.text}"
    return None


def _terms_before(found: Sequence[Token], end: int) -> list[Token]:
    """The terms that end at a place, the last three at most."""
    terms: list[Token] = []
    while len(terms) < min(3, end):
        token = found[end - len(terms) - 1]
        if token.kind not in _TERMS and not (token.kind == "word" and token.text == "a"):
            break
        terms.insert(0, token)
    return terms


def _after_values(found: Sequence[Token], brace: int) -> bool:
    return brace >= 2 and found[brace - 2].text.upper() == "VALUES"


def _iri(found: Sequence[Token]) -> Finding:
    for token, after in zip(found, [*found[1:], None], strict=True):
        broken = token.text == "<" and after is not None and after.start == token.start + 1
        if broken and after is not None and after.text.startswith(("http:", "https:", "urn:", "mailto:")):
            return token, "this IRI has a character that an IRI cannot have, or no > at its end"
    return None


def _word(found: Sequence[Token]) -> Finding:
    for token in found:
        if token.kind == "word" and token.text.upper() not in KEYWORDS and token.text not in ("a", "true", "false"):
            return (
                token,
                f"{_shown(token)} is no keyword and no function; a variable begins with ?, a name has a prefix",
            )
    return None


def _operand(found: Sequence[Token]) -> Finding:
    for operator, after in pairwise(found):
        both = operator.kind == after.kind == "other"
        if both and operator.text in _OPERATORS and operator.text != "*" and after.text == ")":
            return operator, f"{operator.text} has nothing behind it"
    return None


def _said_by_the_engine(query: str, found: Sequence[Token], line: int, column: int, expected: str) -> Mistake:
    lines = query.split("\n")
    offset = sum(len(each) + 1 for each in lines[: line - 1]) + column - 1
    sentences = [
        part for part in re.split(r", (?=[\[\"A-Z])", expected) if re.match(r"[A-Z][a-z]+ |[A-Z]+ [a-z]", part)
    ]
    last = next((token for token in reversed(found) if token.start < offset), None)
    if sentences:
        return Mistake(line, column, "; ".join(sentences).rstrip("."))
    if last is None:
        return Mistake(line, column, "this cannot be read")
    return Mistake(*position(query, last.start), f"the query cannot be read at or before {_shown(last)}")


def _shown(token: Token) -> str:
    return repr(token.text[:60])
