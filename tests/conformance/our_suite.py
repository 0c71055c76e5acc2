"""Our own suite."""

from __future__ import annotations

from pathlib import Path

from tests.conformance import manifest

OURS = manifest.Suite(Path(__file__).parent / "suite", "https://plenipot.example/")

TESTS = tuple(OURS.tests(OURS.root / "manifest.ttl"))
