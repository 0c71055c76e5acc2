"""SIGHUP never ends the service, even during its start; SIGTERM always does, and leaves no process and no file."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from benchmarks.peers.servers import free_port
from tests.server import stop

pytestmark = pytest.mark.timeout(180)

# Run the command line, and print whether it imported a third-party module before it handled SIGHUP.
WATCHED = """
import signal, sys
real = signal.signal
def watch(number, handler):
    if number == signal.SIGHUP:
        print("click" in sys.modules, "plenipot.model.release_files" in sys.modules)
    return real(number, handler)
signal.signal = watch
sys.argv = ["plenipot", *sys.argv[1:]]
from plenipot.__main__ import main
main()
"""


def triples(count: int) -> str:
    return "".join(f"<urn:s{number}> <urn:p> <urn:o> .\n" for number in range(count))


def until(condition: Callable[[], object], what: str, process: subprocess.Popen[str] | None = None) -> None:
    """Wait for a condition; fail if the process ends meanwhile."""
    for _ in range(1200):
        if condition():
            return
        if process is not None and process.poll() is not None:
            raise AssertionError(f"the service ended ({process.returncode}): {process.communicate()}")
        time.sleep(0.05)
    raise AssertionError(f"{what} did not come")


def handles(pid: int, number: int) -> bool:
    """Whether a process handles a signal."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    caught = int(status.partition("SigCgt:")[2].split()[0], 16)
    return bool(caught >> (number - 1) & 1)


def nurseries(pid: int) -> set[int]:
    """The nursery processes of a service."""
    found = set()
    for folder in Path("/proc").iterdir():
        try:
            parent = int((folder / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()[1])
            if parent == pid and b"plenipot.engine.pool.worker" in (folder / "cmdline").read_bytes():
                found.add(int(folder.name))
        except (OSError, ValueError, IndexError):  # the process does not exist, or has ended
            continue
    return found


def alive(pid: int) -> bool:
    """Whether a process runs; a zombie does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def opened(pid: int, path: Path) -> int:
    """How often a process has a file open."""
    try:
        return [os.readlink(each) for each in Path(f"/proc/{pid}/fd").iterdir()].count(str(path))
    except OSError:
        return 0


class Service:
    """A service that has just started, with a data file that the test can replace."""

    def __init__(self, path: Path, *arguments: str) -> None:
        self.path = path
        self.url = f"http://127.0.0.1:{(port := free_port())}"
        command = [sys.executable, "-m", "plenipot", "serve", "--port", str(port), *arguments]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        until(lambda: handles(self.process.pid, signal.SIGHUP), "a handler of SIGHUP", self.process)

    def serves(self) -> int | None:
        """The number of served triples; None before the service is ready."""
        try:
            return int(httpx.get(f"{self.url}/health", timeout=10).json()["triples"])
        except httpx.TransportError:
            return None

    def change(self, count: int) -> None:
        """Replace the served file."""
        new = self.path.with_suffix(".new")
        new.write_text(triples(count), encoding="utf-8")
        new.replace(self.path)

    def hang_up(self) -> None:
        self.process.send_signal(signal.SIGHUP)


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    path = tmp_path / "data.nt"
    path.write_text(triples(3), encoding="utf-8")
    started = Service(path, "--data", str(path))
    yield started
    if started.process.poll() is None:
        stop(started.process)  # type: ignore[arg-type]


def test_hangups_are_handled_before_anything_else_is_imported() -> None:
    done = subprocess.run([sys.executable, "-c", WATCHED, "serve", "--help"], capture_output=True, text=True)
    assert done.stdout.splitlines()[0] == "False False"
    # SIGHUP ends other commands, as when their terminal closes.
    done = subprocess.run([sys.executable, "-c", WATCHED, "verify", "--help"], capture_output=True, text=True)
    assert done.stdout.startswith("Usage")


def test_a_hangup_while_the_service_starts_loads_what_is_there_then(tmp_path: Path) -> None:
    path = tmp_path / "data.nt"
    path.write_text(triples(400_000), encoding="utf-8")
    service = Service(path, "--data", str(path))
    try:
        service.hang_up()
        until(lambda: nurseries(service.process.pid), "the loading", service.process)
        (nursery,) = nurseries(service.process.pid)
        # The nursery loads the file into two stores. After both have read it, only a reload can read its replacement.
        until(lambda: opened(nursery, path) == 2, "the reading", service.process)
        service.change(5)
        service.hang_up()
        service.hang_up()
        until(lambda: service.serves() == 5, "the new data", service.process)
        assert service.process.poll() is None
    finally:
        service.process.kill()
        service.process.communicate()


def test_hangups_while_another_is_answered_are_not_lost(service: Service) -> None:
    until(lambda: service.serves() == 3, "the first data", service.process)
    for count in (4, 6, 7):
        before = nurseries(service.process.pid)
        service.change(count)
        service.hang_up()
        service.hang_up()
        # Wait until this file is being loaded: the next replacement must happen meanwhile.
        until(lambda before=before: nurseries(service.process.pid) - before, "a loading", service.process)  # type: ignore[misc]
    until(lambda: service.serves() == 7, "the last data", service.process)
    until(lambda: len(nurseries(service.process.pid)) == 1, "the end of the others", service.process)


def test_the_end_while_the_service_starts(tmp_path: Path) -> None:
    path = tmp_path / "data.nt"
    os.mkfifo(path)  # a FIFO without a writer: loading never ends
    service = Service(path, "--data", str(path))
    until(lambda: nurseries(service.process.pid), "the loading", service.process)
    (nursery,) = nurseries(service.process.pid)
    os.kill(service.process.pid, signal.SIGTERM)
    out, said = service.process.communicate(timeout=60)
    assert service.process.returncode == -signal.SIGTERM
    assert (out, said) == ("", "")  # the service had not started to answer
    assert not alive(nursery)


# Run the command line. SIGTERM is received in a line whose exceptions are ignored, shortly before the server starts.
IGNORED = """
import os, signal, sys, click
def echo(*_):
    try:
        os.kill(os.getpid(), signal.SIGTERM)
    except BaseException:
        pass
click.echo = echo
from plenipot.__main__ import main
sys.argv = ["plenipot", *sys.argv[1:]]
main()
"""


def test_an_end_whose_exception_is_ignored_is_an_end(tmp_path: Path) -> None:
    path = tmp_path / "data.nt"
    path.write_text(triples(3), encoding="utf-8")
    command = [sys.executable, "-c", IGNORED, "serve", "--port", "0", "--data", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=90)
    assert (done.returncode, done.stdout, done.stderr) == (-signal.SIGTERM, "", "")


def test_the_end_while_another_release_is_loaded(service: Service) -> None:
    until(lambda: service.serves() == 3, "the first data", service.process)
    old = nurseries(service.process.pid)
    # The search waits for its index; the process that builds the index reads the same file.
    assert httpx.get(f"{service.url}/search?q=s", timeout=60).status_code == 200
    service.path.unlink()
    os.mkfifo(service.path)
    service.hang_up()
    until(lambda: nurseries(service.process.pid) - old, "the second loading", service.process)
    every = nurseries(service.process.pid)
    os.kill(service.process.pid, signal.SIGTERM)
    _, said = service.process.communicate(timeout=60)
    assert service.process.returncode == -signal.SIGTERM
    assert said == ""
    until(lambda: not [pid for pid in every if alive(pid)], "the end of all processes")
