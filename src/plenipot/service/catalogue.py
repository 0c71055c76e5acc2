"""The saved questions: ``queries/*.rq`` with a YAML header in ``#+`` lines."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml


class BadHeader(ValueError):
    """A question whose header cannot be used."""


@dataclass(frozen=True)
class Parameter:
    """A value that the asker may choose; the query holds it in a VALUES block, so that the file runs as it is."""

    name: str
    type: str
    default: str
    description: str


@dataclass(frozen=True)
class Question:
    """A question, its query and what is said about it."""

    name: str
    title: str
    description: str
    keywords: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    text: str


def read_question(path: Path) -> Question:
    """Read one file.

    Raises:
        BadHeader: no header, not YAML, or a field missing; names the file.
    """
    lines = path.read_text(encoding="utf-8").splitlines()
    header_lines = [line[2:].removeprefix(" ") for line in lines if line.startswith("#+")]
    try:
        header: Any = yaml.safe_load("\n".join(header_lines))
        return Question(
            name=path.stem,
            title=str(header["title"]),
            description=str(header["description"]).strip(),
            keywords=tuple(str(word) for word in header["keywords"]),
            parameters=tuple(
                Parameter(str(p["name"]), str(p["type"]), str(p["default"]), str(p.get("description", "")))
                for p in header.get("parameters") or ()
            ),
            text="\n".join(line for line in lines if not line.startswith("#+")).strip() + "\n",
        )
    except (yaml.YAMLError, KeyError, TypeError) as error:
        raise BadHeader(f"{path.name}: the header needs title, description and keywords in YAML: {error}") from None


def read_catalogue(folder: Path) -> tuple[Question, ...]:
    """All questions of a folder, by name."""
    return tuple(read_question(path) for path in sorted(folder.glob("*.rq")))
