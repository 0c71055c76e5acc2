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
from plenipot.store.base import BadSyntax, QueryError
from plenipot.store.characters import odd_character
from plenipot.vocabulary import PREFIXES

_PLACE = re.compile(r"error at (\d+):(\d+): (?:expected )?(?:one of )?(.*)", re.DOTALL)
_HEX = re.compile("u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}")
_SHOWN = 60
"""Characters of a token that a message shows."""
_CLOSING = {"{": "}", "(": ")", "[": "]"}
_TERMS = ("variable", "iri", "name", "text", "number")
_KEYWORDS = """
ABS ADD ALL AS ASC ASK AVG BASE BIND BNODE BOUND BY CEIL COALESCE CONCAT CONSTRUCT CONTAINS COUNT DATATYPE DAY
DESC DESCRIBE DISTINCT ENCODE_FOR_URI EXISTS FILTER FLOOR FROM GRAPH GROUP GROUP_CONCAT HAVING HOURS IF IN IRI
ISBLANK ISIRI ISLITERAL ISNUMERIC ISURI LANG LANGMATCHES LCASE LIMIT MAX MD5 MIN MINUS MINUTES MONTH NAMED NOT
NOW OFFSET OPTIONAL ORDER PREFIX RAND REDUCED REGEX REPLACE ROUND SAMETERM SAMPLE SECONDS SELECT SEPARATOR
SERVICE SHA1 SHA256 SHA384 SHA512 SILENT STR STRAFTER STRBEFORE STRDT STRENDS STRLANG STRLEN STRSTARTS STRUUID
SUBSTR SUM TIMEZONE TZ UCASE UNDEF UNION URI UUID VALUES WHERE YEAR ADJUST LATERAL TRIPLE SUBJECT PREDICATE
OBJECT ISTRIPLE VERSION HASLANG HASLANGDIR LANGDIR STRLANGDIR
"""
KEYWORDS = frozenset(_KEYWORDS.split())
_OPERATORS = ("=", ">", "<", "+", "*", "/", "&", "|", "!", ",")


@dataclass(frozen=True)
class Mistake:
    """Where it is, from 1, and what it is. A line ends with a line feed; a column counts characters (code points)."""

    line: int
    column: int
    what: str
    sparql: bool = False
    """Whether the query is SPARQL all the same, and only the engine does not take it."""


def explained(query: str, message: str) -> QueryError:
    """The error that tells the mistake of a query that the engine refused with ``message``.

    >>> explained("SELECT * {\\n ?s ?p }", "error at 2:9: expected [_]")
    BadSyntax('Line 2, column 8: the triple ?s ?p has no object before this }.')
    """
    mistake = diagnose(query, message)
    if mistake is None:
        return BadSyntax(message)
    told = f"Line {mistake.line}, column {mistake.column}: {mistake.what}."
    return QueryError(told) if mistake.sparql else BadSyntax(told)


def diagnose(query: str, message: str) -> Mistake | None:
    """The mistake of a query that the engine refused with ``message``; None if that names no place.

    >>> diagnose("SELECT * {\\n ?s rdfs:label ?l }", "error at 2:12: expected OPTIONAL").what
    'the prefix rdfs: is not declared; add PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>'
    """
    place = _PLACE.match(message)
    if place is None:
        return None
    found = list(tokens(query))
    for check in CHECKS:
        mistake = check(found)
        if mistake is not None:
            token, what = mistake
            return Mistake(*position(query, token.start), what, check is _selected_twice)
    return _said_by_the_engine(query, found, int(place[1]), int(place[2]), place[3])


def position(query: str, offset: int) -> tuple[int, int]:
    """Line and column of an offset, both from 1.

    >>> position("a\\nbc", 3)
    (2, 2)
    """
    before = query[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1


Finding = tuple[Token, str] | None


def _odd_character(found: Sequence[Token]) -> Finding:
    for token in found:
        if (token.kind == "unclosed" or not token.text.isascii() or not token.text.isprintable()) and (
            odd := odd_character(token)
        ):
            return Token("other", token.text[odd[0]], token.start + odd[0]), odd[1]
        if token.kind == "unclosed":  # what follows on its line was meant as text
            return None
    return None


def _escape(found: Sequence[Token]) -> Finding:
    for token, after in pairwise(found):
        if token.text == "\\" and token.kind == "other" and after.text[:1] in ("u", "U") and _HEX.match(after.text):
            return (
                token,
                "the engine reads a codepoint escape in texts, names and IRIs only; write the character itself",
            )
    return None


def _beginning(found: Sequence[Token]) -> Finding:
    wanted = "a query begins with PREFIX, BASE, " + ", ".join(FORMS[:-1]) + f" or {FORMS[-1]}"
    if not found:
        return Token("other", "", 0), f"there is no query; {wanted}"
    if found[0].kind != "word" or found[0].text.upper() not in (*FORMS, "PREFIX", "BASE", "VERSION"):
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
            shown = _cut(prefix)
            return token, f"the prefix {shown}: is not declared; add PREFIX {shown}: <{namespace}>"
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
            return (
                token,
                f"the triple {_cut(terms[0].text)} {_cut(terms[1].text)} has no object before this {token.text}",
            )
        if border == ";" and len(terms) == 1:
            return token, f"the property {_cut(terms[0].text)} has no object before this {token.text}"
        if border in ("{", ".") and len(terms) == 1 and not inside_values:
            return token, f"the triple of {_cut(terms[0].text)} has no property and no object before this {token.text}"
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


def _selected_twice(found: Sequence[Token]) -> Finding:
    """A variable that stands twice in a SELECT clause, without AS: rule 9 of SPARQL 1.1, section 19.8, allows it.

    Oxigraph calls it "Duplicated variable name in SELECT"; in a sub-query it only tells what it could have read instead
    (as in https://github.com/oxigraph/oxigraph/issues/203).
    """
    twice = _repeated(found)
    if twice is None or twice[1]:
        return None
    return twice[
        0
    ], f"{_cut(twice[0].text)} stands twice in this SELECT, which the engine here does not take; write it once"


def _named_twice(found: Sequence[Token]) -> Finding:
    """A variable that stands twice in a SELECT clause, with AS (SPARQL 1.1, section 16.1.2)."""
    twice = _repeated(found)
    if twice is None or not twice[1]:
        return None
    return twice[0], f"{_cut(twice[0].text)} stands twice in this SELECT; give each expression a name of its own"


def _repeated(found: Sequence[Token]) -> tuple[Token, bool] | None:
    """The second of two equal variables of a SELECT clause, and whether one of them is the name of an expression."""
    selected: dict[str, bool] | None = None
    depth = 0
    for before, token in pairwise(found):
        if _is_keyword(before, "SELECT"):
            selected, depth = {}, 0
        if selected is None:
            continue
        named = depth == 1 and _is_keyword(before, "AS")
        if token.kind == "other" and token.text in "()":
            depth += 1 if token.text == "(" else -1
        elif depth == 0 and (token.text == "{" or _is_keyword(token, "WHERE", "FROM")):
            selected = None
        elif token.kind == "variable" and (depth == 0 or named):
            if (earlier := selected.get(token.text[1:])) is not None:
                return token, earlier or named
            selected[token.text[1:]] = named
    return None


def _is_keyword(token: Token, *words: str) -> bool:
    return token.kind == "word" and token.text.upper() in words


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


CHECKS = (
    _odd_character,
    _escape,
    _beginning,
    _unclosed_text,
    _iri,
    _undeclared,
    _brackets,
    _word,
    _by,
    _selected_twice,
    _named_twice,
    _triple,
    _operand,
)
"""What is looked for, in this order; none of them finds anything in a query that the engine takes."""


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


def _cut(text: str) -> str:
    """A part of a query that a message may show."""
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def _shown(token: Token) -> str:
    return repr(_cut(token.text))
