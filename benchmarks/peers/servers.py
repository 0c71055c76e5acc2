"""Start and stop the peers, each on a free port of the loopback."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

FUSEKI = "org.apache.jena:jena-fuseki-main:5.5.0"
_POM = """<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>plenipot</groupId><artifactId>peers</artifactId><version>1</version><dependencies>{}</dependencies></project>"""
_DEPENDENCY = "<dependency><groupId>{}</groupId><artifactId>{}</artifactId><version>{}</version></dependency>"


@dataclass(frozen=True)
class Peer:
    """A running server: its query endpoint, its graph store, and its process."""

    name: str
    endpoint: str
    store: str
    pid: int


def fetch_fuseki(folder: Path) -> Path:
    """The jars of Fuseki by their Maven coordinates, fetched into ``folder`` unless they are there."""
    jars = folder / "lib"
    if not jars.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        coordinates = (FUSEKI, "org.apache.logging.log4j:log4j-slf4j2-impl:2.24.3")
        wanted = "".join(_DEPENDENCY.format(*each.split(":")) for each in coordinates)
        (folder / "pom.xml").write_text(_POM.format(wanted), encoding="utf-8")
        command = ["mvn", "-q", "-B", "dependency:copy-dependencies", "-DoutputDirectory=lib"]
        subprocess.run(command, cwd=folder, check=True)
    return jars


@contextmanager
def oxigraph(timeout: int | None = 60) -> Iterator[Peer]:
    """The Oxigraph server of the package ``oxigraph``, in memory; None for no deadline, which is its default.

    With a deadline it keeps a thread per query until then, and ends under load when there are too many.
    """
    port = free_port()
    binary = Path(sys.executable).with_name("oxigraph")
    command = [str(binary), "serve", "--bind", f"127.0.0.1:{port}"]
    if timeout is not None:
        command += ["--timeout-s", str(timeout)]
    base = f"http://127.0.0.1:{port}"
    with _running(command, base + "/query?query=ASK%7B%7D") as pid:
        yield Peer("oxigraph serve", base + "/query", base + "/store", pid)


@contextmanager
def fuseki(jars: Path, timeout: int = 60, heap: str = "4g", database: Path | None = None) -> Iterator[Peer]:
    """Fuseki with a transactional dataset in memory, or with a TDB2 database whose default graph is the merge."""
    port = free_port()
    main = "org.apache.jena.fuseki.main.cmds.FusekiServerCmd"
    kept = [f"--loc={database}", "--set", "tdb2:unionDefaultGraph=true"] if database else ["--mem", "--update"]
    arguments = [*kept, "--localhost", f"--port={port}", f"--timeout={timeout * 1000}", "/plenipot"]
    command = ["java", f"-Xmx{heap}", "-cp", f"{jars.resolve()}/*", main, *arguments]
    base = f"http://127.0.0.1:{port}/plenipot"
    # It makes a folder "run" where it stands.
    with _running(command, base + "/sparql?query=ASK%7B%7D", jars.parent) as pid:
        yield Peer("Fuseki", base + "/sparql", base + "/data", pid)


def load_tdb2(jars: Path, files: Sequence[tuple[Path, str | None]], database: Path) -> None:
    """Make a TDB2 database of files, each in its named graph."""
    for path, graph in files:
        named = [f"--graph={graph}"] if graph else []
        command = ["java", "-cp", f"{jars.resolve()}/*", "tdb2.tdbloader", f"--loc={database}", "--loader=parallel"]
        subprocess.run([*command, "--quiet", *named, str(path)], check=True, stdout=subprocess.DEVNULL)


@contextmanager
def rdflib_endpoint(files: Sequence[tuple[Path, str | None]], patience: float = 600) -> Iterator[Peer]:
    """rdflib-endpoint under uvicorn, one process; it has no graph store and loads files."""
    port = free_port()
    named = [f"{graph or ''}={path}" for path, graph in files]
    command = [sys.executable, "-m", "benchmarks.peers.rdflib_endpoint", str(port), *named]
    endpoint = f"http://127.0.0.1:{port}/sparql"
    with _running(command, endpoint + "?query=ASK%7B%7D", patience=patience) as pid:
        yield Peer("rdflib-endpoint", endpoint, "", pid)


@contextmanager
def plenipot(arguments: Sequence[str] = (), name: str = "Plenipot", patience: float = 120) -> Iterator[Peer]:
    """The service of this project."""
    port = free_port()
    command = [sys.executable, "-m", "plenipot", "serve", "--port", str(port), *arguments]
    base = f"http://127.0.0.1:{port}"
    with _running(command, base + "/health", patience=patience) as pid:
        yield Peer(name, base + "/sparql", "", pid)


@contextmanager
def _running(command: Sequence[str], probe: str, folder: Path | None = None, patience: float = 120) -> Iterator[int]:
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            if process.poll() is not None:
                raise RuntimeError(f"{command[0]} ended with {process.returncode}")
            try:
                if httpx.get(probe, timeout=5, trust_env=False).status_code < 500:
                    break
            except httpx.TransportError:
                time.sleep(0.1)
        else:
            raise RuntimeError(f"{command[0]} did not answer in {patience:g} seconds")
        yield process.pid
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port
