"""Find the offices and bodies that the addressee of an operative heading names, as paths of the graph."""

from __future__ import annotations

import re

_BUREAUX = {
    "Radiocommunication": "office/director-br",
    "Telecommunication Standardization": "office/director-tsb",
    "Telecommunication Development": "office/director-bdt",
}
_NAMES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"Deputy Secretary-General", ("office/deputy-secretary-general",)),
    (r"(?<!Deputy )Secretary-General", ("office/secretary-general",)),
    (r"Directors of the (?:three )?Bureaux", tuple(_BUREAUX.values())),
    (r"Coordination Committee", ("body/coordination-committee",)),
    (r"(?<!Advisory )Council(?! Working Group| working group)", ("body/council",)),
    (r"ITU Council Working Group on international Internet-related public policy issues", ("body/cwg-internet",)),
    (r"\bISC-TF\b", ("body/isc-tf",)),
    (r"(?<!\d )[Pp]lenipotentiary [Cc]onference", ("body/pp",)),
    (r"Radiocommunication Assembly", ("body/ra",)),
    (r"World Telecommunication Standardization Assembly", ("body/wtsa",)),
    (r"World Telecommunication Development Conference", ("body/wtdc",)),
    (r"\bRAG\b", ("body/rag",)),
    (r"\bTSAG\b", ("body/tsag",)),
    (r"\bTDAG\b", ("body/tdag",)),
    (r"ITU Telecommunication Standardization Sector", ("body/itu-t",)),
    (r"ITU Telecommunication Development Sector", ("body/itu-d",)),
    (r"ITU Radiocommunication Sector", ("body/itu-r",)),
    (r"three Sectors", ("body/itu-r", "body/itu-t", "body/itu-d")),
)
_PATTERNS = tuple((re.compile(pattern), targets) for pattern, targets in _NAMES)
_DIRECTORS = re.compile(
    r"\bDirectors? of the (?P<list>(?:(?!\b(?:Secretary|Directors?|Member)\b)[^,;]|,(?= Telecomm))*Bureaux?)\b"
)
_CONFERENCE = re.compile(r"\b(?:19|20)(?P<year>\d\d) plenipotentiary conference")
_TAIL = re.compile(
    r",?\s+(?:in (?:close |full )?(?:consultation|collaboration|cooperation|coordination)"
    r"|with the assistance of|within their|in line with|each within)\b"
)
_GROUPS = re.compile(r"\bstudy groups? of\b")


def find_addressees(addressee: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the paths of the addressees, and of those that they must consult ("in consultation with ...").

    >>> find_addressees("the Secretary-General, in consultation with the Director of the Radiocommunication Bureau")
    (('office/secretary-general',), ('office/director-br',))
    """
    addressee = " ".join(addressee.split())
    match = _TAIL.search(addressee)
    main_end = match.start() if match else len(addressee)
    main = _find_paths(addressee[:main_end])
    return main, tuple(name for name in _find_paths(addressee[main_end:]) if name not in main)


def _find_paths(text: str) -> tuple[str, ...]:
    if _GROUPS.search(text):
        return ()  # "study groups of ITU-T" does not address the Sector itself
    matches: list[tuple[int, str]] = []
    for pattern, targets in _PATTERNS:
        matches += [(match.start(), target) for match in pattern.finditer(text) for target in targets]
    for match in _DIRECTORS.finditer(text):
        matches += [
            (match.start() + match["list"].index(name), office)
            for name, office in _BUREAUX.items()
            if name in match["list"]
        ]
    matches += [(match.start(), f"conference/pp-{match['year']}") for match in _CONFERENCE.finditer(text)]
    return tuple(dict.fromkeys(target for _, target in sorted(matches, key=lambda pair: pair[0])))
