"""Detection of characters that SPARQL does not allow outside of literals: typographic quotes, no-break spaces etc.

Word processors and keyboards insert them. Many are invisible or look like the right character, so that messages name
them.
"""

from __future__ import annotations

import unicodedata

from plenipot.engine.sparql.tokens import Token

_QUOTES = dict.fromkeys("‘’‚‛′‵＇", "'") | dict.fromkeys("“”„‟″‶«»＂", '"')
_REPLACEMENTS = {
    **_QUOTES,
    **dict.fromkeys("‐‑‒–—―−", "-"),
    **{
        "≤": "<=",
        "≥": ">=",
        "≠": "!=",
        "×": "*",
        "∗": "*",
        "÷": "/",
        "∕": "/",
        "⋅": "*",
        "∧": "&&",
        "∨": "||",
        "¬": "!",
    },
    **{
        "‹": "<",
        "›": ">",
        "〈": "<",
        "〉": ">",
        "。": ".",
        "、": ",",
        "،": ",",
        "؛": ";",
        "؟": "?",
        "\u037e": ";",
    },
}
"""ASCII replacements of characters that look alike; `_advice` has rules for full-width forms and spaces."""
_NAMES = {"\ufeff": "byte order mark", "\x00": "null character"}


def odd_character(token: Token) -> tuple[int, str] | None:
    """Find the first character of a token that a query cannot have: its offset in the token, and advice.

    >>> odd_character(Token("other", "\\u00a0", 0))
    (0, 'this is a no-break space (U+00A0); write a plain space')
    >>> odd_character(Token("word", "\\ufeffSELECT", 0))
    (0, 'this is a byte order mark (U+FEFF); delete it')
    >>> odd_character(Token("text", "'\\u00a0'", 0))
    """
    for offset, character in enumerate(token.text):
        if token.kind == "unclosed":
            if _QUOTES.get(character) == token.text[0]:
                return offset, f"this is {_describe(character)}; write {token.text[0]} to close the text"
        elif _is_odd(character, token.kind):
            return offset, f"this is {_describe(character)}; {_advice(character)}"
    return None


def _is_odd(character: str, kind: str) -> bool:
    if "\x20" <= character < "\x7f":
        return False
    if kind == "other":
        return True
    wide = "\uff01" <= character <= "\uff5e"
    # Keywords are ASCII. A name or variable may have almost any letter; full-width punctuation in it is a mistake.
    if kind == "word" and (wide or unicodedata.category(character)[0] in "PSZC"):
        return True
    return kind in ("variable", "name") and (character == "\ufeff" or (wide and not character.isalnum()))


def _describe(character: str) -> str:
    """The Unicode name of a character, with an article and its code point.

    >>> _describe("“"), _describe("\\x07")
    ('a left double quotation mark (U+201C)', 'a control character (U+0007)')
    """
    default = "control character" if unicodedata.category(character) == "Cc" else "character without a name"
    name = _NAMES.get(character) or unicodedata.name(character, default).lower()
    article = "an" if name[0] in "aeio" else "a"
    return f"{article} {name} (U+{ord(character):04X})"


def _advice(character: str) -> str:
    replacement = _REPLACEMENTS.get(character)
    if replacement is None and "\uff01" <= character <= "\uff5e":
        replacement = unicodedata.normalize("NFKC", character)
    if replacement is not None:
        return f"write {replacement}"
    category = unicodedata.category(character)
    if category in ("Zs", "Zl", "Zp") or character in "\x0b\x0c\x1c\x1d\x1e\x1f\x85":
        return "write a plain space"
    if category in ("Cf", "Cc"):
        return "delete it"
    return "outside of texts, names and IRIs it means nothing"
