"""The release passes its own checks: shapes, ontology, references, closure."""

from __future__ import annotations

import pytest

from plenipot.graph.checks.validation import validate_release
from tests.data.mapping import ROOT


@pytest.mark.timeout(600)
def test_the_release_is_valid() -> None:
    report = validate_release(ROOT)
    assert [str(finding) for finding in report.findings if finding.severity == "error"] == []
