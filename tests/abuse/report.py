"""Write docs/abuse.md: ``python -m tests.abuse.report``."""

from __future__ import annotations

import platform
import tempfile
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from benchmarks.memory import tree_pss
from tests.abuse.target import ARGUMENTS, DEADLINE, TOLERANCE_MB, Target, serving
from tests.abuse.ways import Way, engine, lines, pages, reach, slow

OUT = Path(__file__).parents[2] / "docs" / "abuse.md"
MODULES = (
    ("Queries without end", engine.WAYS),
    ("Queries and updates that reach out", reach.WAYS),
    ("On the line", lines.WAYS + slow.WAYS),
    ("Pages, tables, paths", pages.WAYS),
)
HEAD = f"""# Abuse

Written by `python -m tests.abuse.report`, from a service over the small hostile data of `tests/abuse/data.py`,
started with `{" ".join(ARGUMENTS)} --timeout {DEADLINE:g}`.
`tests/abuse/` holds each of these ways: it must end within the deadline
and a second, with this outcome or another one that is right, and after it an honest query is answered within a second
by the full number of query processes.

An outcome is the status and the bound that the problem document names. `cut`: the answer had begun, and its connection
was closed before its end. `closed`: there was no answer, the connection just ended. Seconds are those beyond what the
way itself takes where it is slow by design. Memory is the proportional set size (PSS) of the service and all its
processes. At the end of a section it may be {TOLERANCE_MB:g} MB more than at its beginning: answers that
are remembered, and what allocators keep.

What /sparql gives as CSV is not changed against formulas: SPARQL 1.1 has there the value itself, for programs that join
by it. The tables of questions and things, made for people, are.
"""


def main() -> None:
    """Run all attacks, and write their outcomes to docs/abuse.md."""
    parts = [HEAD]
    for title, ways in MODULES:
        with tempfile.TemporaryDirectory() as folder, serving(Path(folder)) as target:
            parts.append("\n".join(section(title, ways, target)))
    parts.append(f"Measured on {platform.system()} with Python {platform.python_version()}.\n")
    OUT.write_text("\n".join(parts), encoding="utf-8")


def section(title: str, ways: list[Way], target: Target) -> Iterator[str]:
    """The Markdown lines of a section with a table."""
    before = now = target.memory()
    rows = []
    for group, members in groupby(ways, key=lambda way: way.group):
        for way in members:
            earlier = now
            outcome = way.check(target)
            now = tree_pss(target.pid)
            name = way.name.replace("|", "\\|").replace("<", "&lt;")
            rows.append(f"| {group} | {name} | {outcome.label} | {outcome.seconds:.2f} | {earlier:.0f} | {now:.0f} |")
    yield f"## {title}\n"
    yield f"{len(rows)} ways; {before:.0f} MB before, {target.memory():.0f} MB after all of them.\n"
    yield "| kind | way | outcome | seconds | MB before | MB after |"
    yield "| --- | --- | --- | ---: | ---: | ---: |"
    yield from rows
    yield ""


if __name__ == "__main__":
    main()
