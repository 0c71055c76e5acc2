"""Draw the import graph of the top-level packages ("rooms"), and update the numbers in ``docs/architecture.md``.

``python -m scripts.architecture`` reads the code and takes a second. With ``--walks`` it also traces a query, a table
cell and a page, for which it starts the service twice.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

import click

from scripts import walks
from scripts.walks import ROOT, SOURCE, Walk

PICTURE = ROOT / "docs" / "pictures" / "rooms.svg"
PAGE = ROOT / "docs" / "architecture.md"
ROOMS: Mapping[str, str] = {
    "model": "namespaces, terms, dates, questions",
    "sources": "documents and endpoints to rows",
    "tables": "rows to triples",
    "graph": "closure, checks, provenance",
    "engine": "SPARQL queries and their processes",
    "release": "build, ids, dumps, description",
    "http": "server, middleware, negotiation",
    "api": "answers for programs",
    "pages": "answers for people",
}
"""The rooms in the order of the data flow, each with its purpose."""
REST = "app"
"""The modules outside of the rooms, which connect them."""
_NAMES = {**ROOMS, REST: "app.py, cli.py, commands: wiring"}


@dataclass(frozen=True)
class House:
    """The sizes of the rooms, and the number of imports between them."""

    modules: Mapping[str, int]
    lines: Mapping[str, int]
    imports: Mapping[tuple[str, str], int]
    """By the importing and the imported room."""


def room_of(module: str) -> str:
    """The room of a module.

    >>> room_of("plenipot.engine.pool.pool"), room_of("plenipot.app")
    ('engine', 'app')
    """
    first = module.split(".")[1]
    return first if first in ROOMS else REST


def read_house(source: Path = SOURCE) -> House:
    """Read the sizes and imports of the rooms; the top-level ``__init__.py`` does not count."""
    paths = {_name(path, source): path for path in sorted(source.rglob("*.py")) if "node_modules" not in path.parts}
    paths.pop("plenipot")
    modules, lines, imports = Counter[str](), Counter[str](), Counter[tuple[str, str]]()
    for name, path in paths.items():
        room = room_of(name)
        modules[room] += path.name != "__init__.py"
        lines[room] += len(path.read_bytes().splitlines())
        imports.update((room, other) for each in _imports(path, paths) if (other := room_of(each)) != room)
    return House(modules, lines, imports)


def _name(path: Path, source: Path) -> str:
    parts = path.relative_to(source.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imports(path: Path, known: Mapping[str, Path]) -> set[str]:
    """The modules of the package that a file imports, at any level."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {
                each if each in known else node.module for each in (f"{node.module}.{a.name}" for a in node.names)
            }
    return {each for each in found if each in known}


_LEFT, _WIDTH, _HEIGHT, _STEP, _TOP, _BULGE = 24, 330, 46, 66, 78, 52
_STYLE = """
    .paper, .label { fill: #ffffff }
    text { fill: #1c2733; font: 14px system-ui, sans-serif }
    .small { font-size: 12px }
    .title { font-weight: 600; font-size: 15px }
    .name { font-weight: 600 }
    .number { font-size: 12px; text-anchor: middle }
    .room { fill: #eaf1f8; stroke: #3b6ea5 }
    .rest { fill: #f4f0e6; stroke: #8a6d3b }
    .import { fill: none; stroke: #3b6ea5; stroke-opacity: .75 }
    .head { fill: #3b6ea5 }
    .flow { stroke: #8a6d3b; stroke-width: 2; fill: #8a6d3b }
    @media (prefers-color-scheme: dark) {
      .paper, .label { fill: #14191f }
      text { fill: #e3e9ef }
      .room { fill: #1d2a38; stroke: #7fb0e0 }
      .rest { fill: #2b2618; stroke: #d0b37a }
      .import { stroke: #7fb0e0 }
      .head { fill: #7fb0e0 }
      .flow { stroke: #d0b37a; fill: #d0b37a }
    }"""


def draw(house: House) -> str:
    """Draw the rooms as boxes from top to bottom, with a numbered arrow for each pair of rooms with imports."""
    names = list(_NAMES)
    height = _TOP + _STEP * len(names) + 8
    width = _LEFT + _WIDTH + _BULGE * (len(names) - 1) + 40
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        'role="img" aria-labelledby="title description">',
        '  <title id="title">The rooms of the package and their imports</title>',
        f'  <desc id="description">{escape(describe(house))}</desc>',
        f"  <style>{_STYLE}\n  </style>",
        f'  <rect class="paper" width="{width}" height="{height}" rx="8"/>',
        f'  <text class="title" x="{_LEFT}" y="30">Data flow downwards; imports point upwards</text>',
        f'  <text class="small" x="{_LEFT}" y="52">A number counts the imports of modules of one room by modules of '
        "another.</text>",
        *_arrows(house, names),
        *(line for number, name in enumerate(names) for line in _box(house, name, number)),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def describe(house: House) -> str:
    """The text alternative of the picture."""
    said = []
    for name in _NAMES:
        to = [f"{other} ({house.imports[name, other]})" for other in _NAMES if house.imports.get((name, other))]
        imports = f"imports {', '.join(to)}" if to else "imports no other room"
        said.append(f"{name} has {house.modules[name]} modules with {house.lines[name]} lines and {imports}.")
    return " ".join(said)


def _box(house: House, name: str, number: int) -> Iterator[str]:
    top = _TOP + _STEP * number
    kind = "rest" if name == REST else "room"
    yield f'  <rect class="{kind}" x="{_LEFT}" y="{top}" width="{_WIDTH}" height="{_HEIGHT}" rx="6"/>'
    yield f'  <text x="{_LEFT + 12}" y="{top + 20}"><tspan class="name">{name}</tspan></text>'
    size = f"{house.modules[name]} modules, {house.lines[name]:,} lines"
    yield f'  <text class="small" x="{_LEFT + _WIDTH - 12}" y="{top + 20}" text-anchor="end">{size}</text>'
    yield f'  <text class="small" x="{_LEFT + 12}" y="{top + 37}">{escape(_NAMES[name])}</text>'
    if number:
        middle = _LEFT + _WIDTH / 2
        yield f'  <path class="flow" d="M{middle:g} {top - _STEP + _HEIGHT}V{top - 8}m-5 0h10l-5 6z"/>'


def _arrows(house: House, names: Sequence[str]) -> Iterator[str]:
    """The arrows from right to left, without overlapping numbers; the numbers are drawn last."""
    edge = _LEFT + _WIDTH
    labels = []
    for (room, other), count in sorted(house.imports.items(), key=lambda item: _span(item[0], names)):
        first, second = names.index(room), names.index(other)
        above, below = min(first, second), max(first, second)
        distance = below - above
        start, end = (_TOP + _STEP * each + _HEIGHT / 2 for each in (first, second))
        # Distribute the ends of arrows over the side of a box, short arrows inside.
        start += (4 + distance) * (-2 if first > second else 2)
        end += (4 + distance) * (2 if first > second else -2)
        apex, middle = edge + _BULGE * distance, (start + end) / 2
        control = (
            edge + (apex - edge) * 4 / 3
        )  # the middle of a cubic Bézier curve reaches three quarters of this distance
        curve = f"M{edge} {start:g}C{control:g} {start:g} {control:g} {end:g} {edge + 7} {end:g}"
        yield f'  <path class="import" stroke-width="{1 + min(count, 40) / 16:.2f}" d="{curve}"/>'
        yield f'  <path class="head" d="M{edge} {end:g}l9 -4v8z"/>'
        half = 4 + 4 * len(str(count))
        labels.append(f'  <rect class="label" x="{apex - half:g}" y="{middle - 8:g}" width="{2 * half}" height="16"/>')
        labels.append(f'  <text class="number" x="{apex:g}" y="{middle + 4:g}">{count}</text>')
    yield from labels


def _span(pair: tuple[str, str], names: Sequence[str]) -> tuple[int, int]:
    first, second = names.index(pair[0]), names.index(pair[1])
    return -abs(first - second), first


def rooms_table(house: House) -> str:
    """The table of the rooms with their sizes."""
    rows = [f"| `{name}/` | {house.modules[name]} | {house.lines[name]:,} |" for name in ROOMS]
    rest = f"| `app.py`, `cli.py`, `serve.py`, `commands/` | {house.modules[REST]} | {house.lines[REST]:,} |"
    total = f"| all | {sum(house.modules.values())} | {sum(house.lines.values()):,} |"
    return "\n".join(["| room | modules | lines |", "| --- | ---: | ---: |", *rows, rest, total])


def walks_table(found: Sequence[Walk]) -> str:
    """The number of modules and lines of each walk, and the list of its modules."""
    rows = [f"| {each.name} | {len(each.modules)} | {each.lines():,} | {len(each.calls)} |" for each in found]
    parts = [
        "\n".join(
            ["| way | modules | lines of these modules | functions called |", "| --- | ---: | ---: | ---: |", *rows]
        )
    ]
    for each in found:
        by_room: dict[str, list[str]] = {}
        for module in each.modules:
            room = module.partition("/")[0] if "/" in module else REST
            by_room.setdefault(room, []).append(f"`{module}`")
        order = sorted(by_room, key=list(_NAMES).index)
        parts.append(f"{each.name[0].upper()}{each.name[1:]}:\n")
        parts[-1] += "\n".join(["", *(f"- {', '.join(by_room[room])}" for room in order)])
    return "\n\n".join(parts)


def replaced(text: str, name: str, content: str) -> str:
    """Replace the content between two markers.

    >>> print(replaced("<!-- begin a -->\\nold\\n<!-- end a -->", "a", "new"))
    <!-- begin a -->
    <BLANKLINE>
    new
    <BLANKLINE>
    <!-- end a -->

    Raises:
        ValueError: the text has no such markers.
    """
    pattern = re.compile(rf"(<!-- begin {name}[^>]*-->\n).*?(<!-- end {name} -->)", re.DOTALL)
    if not pattern.search(text):
        raise ValueError(f"there is no block {name}")
    return pattern.sub(lambda found: f"{found[1]}\n{content}\n\n{found[2]}", text)


@click.command()
@click.option("--walks", "trace", is_flag=True, help="Trace a query, a cell and a page as well: takes minutes.")
def main(trace: bool) -> None:
    """Draw the rooms and write their sizes into docs/architecture.md."""
    house = read_house()
    PICTURE.write_text(draw(house), encoding="utf-8")
    page = replaced(PAGE.read_text(encoding="utf-8"), "rooms", rooms_table(house))
    if trace:
        found = [walks.query(), walks.cell(), walks.page()]
        page = replaced(page, "walks", walks_table(found))
        for each in found:
            click.echo(f"{each.name}: {len(each.modules)} modules, {each.lines()} lines, {len(each.calls)} functions")
    PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
