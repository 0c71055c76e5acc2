"""Measure the load generator itself: nginx returns the same few bytes for each request."""

from __future__ import annotations

import shutil
import subprocess
import time
from pathlib import Path

import httpx

from benchmarks import client, work
from benchmarks.peers.servers import free_port

_CONFIG = """daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log crit;
events {{ worker_connections 256; }}
http {{ access_log off; keepalive_requests 10000000; server {{ listen 127.0.0.1:{port};
  client_body_temp_path {folder}; location / {{ default_type text/plain; return 200 "{body}"; }} }} }}
"""


def client_speed(folder: Path, seconds: int = 3) -> float | None:
    """Return the requests per second over 64 connections; None without nginx."""
    binary = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if binary is None:
        return None
    port = free_port()
    config = folder / "trivial.conf"
    config.write_text(_CONFIG.format(folder=folder, port=port, body="x" * 500), encoding="utf-8")
    queries = folder / "trivial.txt"
    work.Work("trivial", "", ["SELECT * WHERE { <https://w3id.org/plenipot/state/che> ?p ?o } LIMIT "]).write(queries)
    process = subprocess.Popen([binary, "-c", str(config), "-e", "stderr"], stderr=subprocess.DEVNULL)
    try:
        url = f"http://127.0.0.1:{port}/sparql"
        for _ in range(50):
            try:
                httpx.get(url, trust_env=False)
                break
            except httpx.TransportError:
                time.sleep(0.1)
        return client.run(url, queries, work.ROWS, 64, seconds, work.ALL, True).rate
    finally:
        process.terminate()
        process.wait()
