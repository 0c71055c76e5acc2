"""Short names that people make of long ones: the first letters of their words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from plenipot.search.words import words

SMALL = frozenset({
    *("of", "the", "and", "for", "in", "on", "to", "at", "by", "with", "from", "a", "an"),
    *("de", "des", "du", "la", "le", "les", "l", "d", "et", "en", "pour", "sur", "aux", "au"),
    *("el", "los", "las", "del", "y", "e", "para", "con", "da", "do"),
    *("и", "в", "на", "по", "о", "с", "для"),
})  # fmt: skip
"""Words that acronyms leave out, or have as a small letter."""
ARTICLES = frozenset({"the", "la", "le", "les", "l", "el", "los", "las"})
_LONGEST = 9
"""Words of a name of which an acronym is made."""


def acronyms(name: str) -> set[str]:
    """The first letters of the words of a name, with and without those of the small words.

    >>> sorted(acronyms("the Republic of Korea")), sorted(acronyms("Democratic Republic of the Congo"))
    (['rk', 'rok'], ['drc', 'droc', 'drotc'])
    >>> sorted(acronyms("Holy See (Vatican)")), acronyms("Kenya"), acronyms("瑞士")
    (['hs'], set(), set())
    """
    found = _long(name)
    if len(found) > _LONGEST:
        return set()
    without = [word for word in found if word not in SMALL]
    if len(without) < 2:
        return set()
    choices = (found, without, [word for word in found if word not in ARTICLES])
    return {"".join(word[0] for word in chosen) for chosen in choices}


def part_acronyms(name: str) -> set[str]:
    """A name with its first or its last words written as an acronym.

    >>> sorted(part_acronyms("Lao People's Democratic Republic"))
    ['lao pdr', 'lao people dr', 'lp democratic republic', 'lpd republic']
    >>> sorted(part_acronyms("Democratic Republic of the Congo"))
    ['democratic rc', 'dr congo']
    """
    found = [word for word in _long(name) if word not in SMALL]
    if len(found) > _LONGEST:
        return set()
    return {text for cut in range(1, len(found)) for text in _parts(found, cut)}


def initials_fit(
    name: Sequence[str], full: Sequence[str], initials: Sequence[str], *, unfinished: bool = False
) -> bool:
    """Whether a person with a name may be called so: by words of it, and first letters for others.

    A middle initial that the name does not have is let pass. If there are initials, the given name must be among the
    words or have one of them. A name that itself has initials fits words that begin so.

    >>> toure = ["hamadoun", "toure"]
    >>> initials_fit(toure, ["hamadoun", "toure"], ["i"]), initials_fit(toure, ["toure"], ["h", "i"])
    (True, True)
    >>> initials_fit(toure, ["toure"], ["a"]), initials_fit(["j", "c", "lamb"], ["john", "lamb"], [])
    (False, True)
    """
    left = list(name)
    for place, word in enumerate(full):
        last = unfinished and place == len(full) - 1
        same = next((each for each in left if each == word or (last and each.startswith(word))), None)
        same = same or next((each for each in left if len(each) == 1 and word.startswith(each)), None)
        if same is None:
            return False
        left.remove(same)
    if not any(len(each) > 1 and each not in left for each in name):
        return False  # nothing but initials
    return not initials or name[0] not in left or any(name[0].startswith(each) for each in initials)


def _long(name: str) -> list[str]:
    """The words of a name as far as a bracket, colon, comma or dash; none of scripts without acronyms."""
    found = words(re.split(r"[(:,–—]|\s-\s", name)[0])
    if found and found[0] in ARTICLES:
        found = found[1:]
    return found if all(word[0].isdigit() or word[0] < "\u0530" for word in found) else []


def _parts(found: Sequence[str], cut: int) -> Iterator[str]:
    """The words before and behind a place, one side as its letters; a letter alone says nothing."""
    before, behind = found[:cut], found[cut:]
    if len(before) > 1:
        yield " ".join((_letters(before), *behind))
    if len(behind) > 1:
        yield " ".join((*before, _letters(behind)))


def _letters(found: Iterable[str]) -> str:
    return "".join(word[0] for word in found)
