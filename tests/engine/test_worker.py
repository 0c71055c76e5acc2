"""The nursery and its workers, run in this process."""

from __future__ import annotations

import signal
import socket
import threading
from pathlib import Path

import pytest

from plenipot.engine.evaluate import Bounds
from plenipot.engine.pool import worker


def test_a_process_with_threads_is_not_forked() -> None:
    release = threading.Event()
    thread = threading.Thread(target=release.wait)
    thread.start()
    try:
        assert not worker._single_threaded(seconds=0.05)
    finally:
        release.set()
        thread.join()


def test_a_nursery_with_threads_says_so_and_forks_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = tmp_path / "data.nq"
    data.write_text("<urn:s> <urn:p> <urn:o> .\n", encoding="utf-8")
    handler = signal.getsignal(signal.SIGCHLD)
    monkeypatch.setattr(worker, "_single_threaded", lambda: False)
    ours, theirs = socket.socketpair()
    ours.shutdown(socket.SHUT_WR)  # a nursery that asks for workers to fork ends at once
    try:
        worker.run_nursery(theirs, [(data, None)], Bounds(128, 1_000_000, 1_000_000, {}))
        message = worker.MessageReader(ours).next()
    finally:
        ours.close()
        theirs.close()
        signal.signal(signal.SIGCHLD, handler)
    assert message is not None
    assert message[0] == worker.MessageKind.ERROR
    assert b"a process with threads cannot be forked" in message[1]
