"""No test, and no process that a test starts, reaches beyond the loopback."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

import pytest

from tests.guard import GUARD, loopback

pytest_plugins = ["tests.server"]

collect_ignore = ["guard/sitecustomize.py"]  # it is for the interpreter, not for pytest

loopback.arm()


@pytest.fixture(scope="session", autouse=True)
def _nothing_leaves_this_machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    log = tmp_path_factory.mktemp("guard") / "refused.txt"
    path = os.pathsep.join([str(GUARD), *filter(None, [os.environ.get("PYTHONPATH")])])
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(loopback.LOG, str(log))
        patch.setenv("PYTHONPATH", path)
        yield
    assert not log.exists(), f"{sys.argv[0]}: beyond the loopback: {log.read_text(encoding='utf-8')}"
