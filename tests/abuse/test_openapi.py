"""Responses conform to the OpenAPI description, for generated requests of each operation."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.abuse.target import Target

pytestmark = pytest.mark.timeout(300)  # about a hundred operations, each with several requests
BOUND = frozenset({503})
"""Statuses of exceeded limits, which generated requests may reach: no errors of the service."""
CHECKS = (not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance)


@pytest.fixture(scope="module")
def described(target: Target) -> schemathesis.BaseSchema:
    """The OpenAPI description of the service."""
    return schemathesis.openapi.from_url(f"{target.url}/openapi.json")


def test_the_service_does_what_it_says(described: schemathesis.BaseSchema) -> None:
    results = list(described.get_all_operations())
    operations = [result.ok() for result in results if isinstance(result, Ok)]
    assert len(operations) == len(results) > 100
    wrong = [told for operation in operations if (told := _broken(operation))]
    assert not wrong, f"{len(wrong)} of {len(operations)} operations:\n" + "\n".join(wrong)


def _broken(operation: schemathesis.APIOperation[Any, Any, Any, Any]) -> str | None:
    """The deviations of an operation from its description."""

    @settings(derandomize=True, database=None, deadline=5000, max_examples=4, suppress_health_check=list(HealthCheck))
    @given(operation.as_strategy())
    def examine(case: schemathesis.Case[Any]) -> None:
        response = case.call()
        checks = CHECKS[1:] if response.status_code in BOUND and b'"limit"' in response.content else CHECKS
        case.validate_response(response, checks=list(checks))

    try:
        examine()
    except (Exception, ExceptionGroup) as error:  # failures of any kind are collected; the test fails with all of them
        return f"{operation.label}: {error}"
    return None
