"""Acronyms of names, and names with initials."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from plenipot.api.search.words import words

STOP_WORDS = frozenset({
    *("of", "the", "and", "for", "in", "on", "to", "at", "by", "with", "from", "a", "an"),
    *("de", "des", "du", "la", "le", "les", "l", "d", "et", "en", "pour", "sur", "aux", "au"),
    *("el", "los", "las", "del", "y", "e", "para", "con", "da", "do"),
    *("и", "в", "на", "по", "о", "с", "для"),
})  # fmt: skip
"""Words that acronyms omit, or include as a lower-case letter."""
ARTICLES = frozenset({"the", "la", "le", "les", "l", "el", "los", "las"})
_MAX_WORDS = 9
"""Maximum number of words of a name that gets an acronym."""


def acronyms(name: str) -> set[str]:
    """The acronyms of a name: with all words, without stop words, and without articles only.

    >>> sorted(acronyms("the Republic of Korea")), sorted(acronyms("Democratic Republic of the Congo"))
    (['rk', 'rok'], ['drc', 'droc', 'drotc'])
    >>> sorted(acronyms("Holy See (Vatican)")), acronyms("Kenya"), acronyms("瑞士")
    (['hs'], set(), set())
    """
    all_words = _main_words(name)
    if len(all_words) > _MAX_WORDS:
        return set()
    without_stop_words = [word for word in all_words if word not in STOP_WORDS]
    if len(without_stop_words) < 2:
        return set()
    without_articles = [word for word in all_words if word not in ARTICLES]
    return {_letters(selection) for selection in (all_words, without_stop_words, without_articles)}


def part_acronyms(name: str) -> set[str]:
    """The variants of a name with its first or its last words abbreviated to an acronym.

    >>> sorted(part_acronyms("Lao People's Democratic Republic"))
    ['lao pdr', 'lao people dr', 'lp democratic republic', 'lpd republic']
    >>> sorted(part_acronyms("Democratic Republic of the Congo"))
    ['democratic rc', 'dr congo']
    """
    main_words = [word for word in _main_words(name) if word not in STOP_WORDS]
    if len(main_words) > _MAX_WORDS:
        return set()
    return {variant for position in range(1, len(main_words)) for variant in _abbreviate_at(main_words, position)}


def initials_match(
    name: Sequence[str], full: Sequence[str], initials: Sequence[str], *, unfinished: bool = False
) -> bool:
    """Whether a query can mean a person.

    Every full word of the query must be in the name, or start with an initial that the name has. If the query has
    initials, the first word of the name must be matched, or start with one of them. Other initials are ignored.

    Args:
        name: the words of the person's name.
        full: the full words of the query.
        initials: the initials of the query.
        unfinished: whether the last full word can be a prefix.

    >>> toure = ["hamadoun", "toure"]
    >>> initials_match(toure, ["hamadoun", "toure"], ["i"]), initials_match(toure, ["toure"], ["h", "i"])
    (True, True)
    >>> initials_match(toure, ["toure"], ["a"]), initials_match(["j", "c", "lamb"], ["john", "lamb"], [])
    (False, True)
    """
    unmatched = list(name)
    for index, word in enumerate(full):
        is_prefix = unfinished and index == len(full) - 1
        match = next((part for part in unmatched if part == word or (is_prefix and part.startswith(word))), None)
        match = match or next((part for part in unmatched if len(part) == 1 and word.startswith(part)), None)
        if match is None:
            return False
        unmatched.remove(match)
    if not any(len(part) > 1 and part not in unmatched for part in name):
        return False  # only initials of the name matched
    return not initials or name[0] not in unmatched or any(name[0].startswith(initial) for initial in initials)


def _main_words(name: str) -> list[str]:
    """The words before a bracket, colon, comma or dash, without a leading article; empty for caseless scripts."""
    main_words = words(re.split(r"[(:,–—]|\s-\s", name)[0])
    if main_words and main_words[0] in ARTICLES:
        main_words = main_words[1:]
    return main_words if all(word[0].isdigit() or word[0] < "\u0530" for word in main_words) else []


def _abbreviate_at(name_words: Sequence[str], position: int) -> Iterator[str]:
    """Abbreviate the words before a position, or those after it; a single word is not abbreviated."""
    before, after = name_words[:position], name_words[position:]
    if len(before) > 1:
        yield " ".join((_letters(before), *after))
    if len(after) > 1:
        yield " ".join((*before, _letters(after)))


def _letters(name_words: Iterable[str]) -> str:
    return "".join(word[0] for word in name_words)
