"""Measure three replicas behind nginx on this machine.

``python -m benchmarks.replicas --json benchmarks/results/replicas.json`` measures and writes.
nginx runs with ``deploy/nginx.conf``, with other addresses and folders, and without the limits per client, because the
load comes from one client.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx

from benchmarks import client, processes, work
from benchmarks.contest import PLENIPOT
from benchmarks.peers.servers import Peer, free_port, plenipot
from plenipot.model import release_files

CONFIG = Path(__file__).parent.parent / "deploy" / "nginx.conf"
Record = dict[str, Any]


def adapted(text: str, folder: Path, port: int, replicas: Sequence[str], cached: bool = True) -> str:
    """Adapt the configuration of ``deploy/``: other addresses and folders, and no limits per client.

    Raises:
        ValueError: a setting to replace is not in the configuration.
    """
    changes = [(r"listen 8080", f"listen 127.0.0.1:{port}"), (r"/tmp/", f"{folder}/")]
    changes += [(rf"replica-{number}:8000", each) for number, each in enumerate(replicas, 1)]
    changes += [(r"(?m)^\s*limit_(req|conn)\b.*;\n", ""), (r"worker_processes auto", "daemon off; worker_processes 1")]
    if not cached:
        changes.append((r"proxy_cache plenipot;", "proxy_cache off;"))
    for pattern, new in changes:
        text, count = re.subn(pattern, new, text)
        if not count:
            raise ValueError(f"{CONFIG.name} has no {pattern}")
    temporary = "".join(
        f"    {name}_temp_path {folder}/{name};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    return text.replace("http {\n", "http {\n" + temporary, 1)


def binary() -> str | None:
    """Find nginx."""
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")


@contextmanager
def nginx(folder: Path, replicas: Sequence[Peer], cached: bool) -> Iterator[str]:
    """Run nginx in front of replicas; yield its endpoint."""
    found = binary()
    assert found is not None
    port = free_port()
    addresses = [each.endpoint.removeprefix("http://").removesuffix("/sparql") for each in replicas]
    config = folder / "nginx.conf"
    config.write_text(adapted(CONFIG.read_text(encoding="utf-8"), folder, port, addresses, cached), encoding="utf-8")
    process = subprocess.Popen([found, "-c", str(config), "-e", "stderr"], stderr=subprocess.DEVNULL)
    try:
        for _ in range(100):
            try:
                httpx.get(f"http://127.0.0.1:{port}/ready", trust_env=False)
                break
            except httpx.TransportError:
                if process.poll() is not None:
                    raise RuntimeError("nginx did not start") from None
                time.sleep(0.1)
        yield f"http://127.0.0.1:{port}/sparql"
    finally:
        process.terminate()
        process.wait()


def measure(endpoint: str, lookup: work.Work, folder: Path, seconds: int, first: int) -> list[Record]:
    """Measure repeated and distinct point lookups."""
    records: list[Record] = []
    for mode in ("repeated", "distinct"):
        path = lookup.write(folder / f"{mode}.txt", 16 if mode == "repeated" else None)
        for connections in (8, 64):
            start = first if mode == "distinct" else lookup.limit
            found = client.run(endpoint, path, lookup.accept, connections, seconds, start, mode == "distinct")
            first += found.issued
            records.append({"mode": mode, "connections": connections, **asdict(found), "rate": found.rate})
    return records


def killed_under_load(folder: Path, replicas: Sequence[Peer], kill: subprocess.Popen[bytes]) -> Record:
    """Kill a replica under load; return the errors and latencies of the clients."""
    lookup = work.works(1, ["lookup"])[0]
    path = lookup.write(folder / "lookup.txt")
    with nginx(folder, replicas, cached=True) as endpoint:
        timer = threading.Timer(3.0, kill.kill)
        timer.start()
        found = client.run(endpoint, path, lookup.accept, 8, 8, lookup.limit, True)
        timer.join()
    return {**asdict(found), "rate": found.rate, "killed": kill.wait() is not None}


def main() -> None:
    """Run the benchmark and write the results."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.replicas", description=__doc__)
    parser.add_argument("--seconds", type=int, default=3)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    if not client.available() or binary() is None:
        parser.error("wrk and nginx are needed (Debian: apt-get install wrk nginx-light)")
    processes.end_cleanly()
    lookup = work.works(1, ["lookup"])[0]
    # The large families only make the start longer here.
    arguments = [*PLENIPOT, "--proxy", "127.0.0.1"]
    arguments += [
        part for each in release_files.optional_families(release_files.root()) for part in ("--without", each)
    ]
    result: Record = {"day": datetime.now(UTC).date().isoformat(), "seconds": options.seconds}
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        folder.chmod(0o755)  # nginx started by root works as another user
        replicas = [stack.enter_context(plenipot(arguments, f"replica {number}")) for number in (1, 2, 3)]
        result["alone"] = measure(replicas[0].endpoint, lookup, folder, options.seconds, lookup.limit)
        for cached, label in ((False, "without_cache"), (True, "with_cache")):
            with nginx(folder, replicas, cached) as endpoint:
                first = lookup.limit + 1_000_000 * (1 + cached)
                result[label] = measure(endpoint, lookup, folder, options.seconds, first)
        result["killed"] = _with_a_victim(folder, replicas[:2], arguments)
    text = json.dumps(result, indent=1)
    if options.json:
        options.json.parent.mkdir(parents=True, exist_ok=True)
        options.json.write_text(text + "\n", encoding="utf-8")
    print(text)


def _with_a_victim(folder: Path, others: Sequence[Peer], arguments: Sequence[str]) -> Record:
    port = free_port()
    victim = subprocess.Popen(
        [sys.executable, "-m", "plenipot", "serve", "--port", str(port), *arguments], stdout=subprocess.DEVNULL
    )
    try:
        for _ in range(600):
            try:
                if httpx.get(f"http://127.0.0.1:{port}/ready", trust_env=False).status_code == 200:
                    break
            except httpx.TransportError:
                pass
            time.sleep(0.1)
        peer = Peer("victim", f"http://127.0.0.1:{port}/sparql", "", victim.pid)
        return killed_under_load(folder, [*others, peer], victim)
    finally:
        victim.kill()
        victim.wait()


if __name__ == "__main__":
    main()
