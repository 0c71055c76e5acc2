"""Checks of `deploy/` without a container engine and without nginx; `test_nginx.py` runs nginx."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from benchmarks.replicas import adapted
from plenipot.cli import main

ROOT = Path(__file__).parent.parent.parent
DEPLOY = ROOT / "deploy"
DOCKERFILE = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
NGINX = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")


def _compose() -> Any:
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))


def _ignored() -> set[str]:
    lines = (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    return {line[1:] for line in lines if line.startswith("!")}


def test_what_is_copied_is_there_and_sent_to_the_build() -> None:
    copied = [
        source
        for line in re.findall(r"^COPY (?!--from)(.*)$", DOCKERFILE, re.MULTILINE)
        for source in line.split()[:-1]
    ]
    assert copied
    for source in copied:
        assert (ROOT / source).exists(), source
        assert source in _ignored(), source


def test_what_the_package_is_built_of_is_copied() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    included = re.findall(r'^"([\w/]+)" = "plenipot/_release', project.partition("force-include]")[2], re.MULTILINE)
    assert included
    for folder in included:
        assert re.search(rf"^COPY {re.escape(folder)} {re.escape(folder)}$", DOCKERFILE, re.MULTILINE), folder
    for file in re.findall(r'license-files = \[(.*)\]|readme = "(.*)"', project):
        for name in re.findall(r"[\w./]+", " ".join(file)):
            assert name in DOCKERFILE


def test_the_image_has_the_index_of_what_facts_rest_on() -> None:
    """The image includes the provenance index: otherwise every container would build it first, without rows in /why."""
    assert re.search(r"^RUN .*plenipot ground$", DOCKERFILE, re.MULTILINE)


def test_the_container_is_not_root_and_asks_whether_it_is_ready() -> None:
    last_stage = DOCKERFILE.rpartition("FROM ")[2]
    user = re.search(r"^USER (\S+)$", last_stage, re.MULTILINE)
    assert user is not None
    assert int(user[1]) > 0
    assert "HEALTHCHECK" in last_stage
    assert "/ready" in last_stage


@pytest.mark.parametrize("replica", [name for name in _compose()["services"] if name.startswith("replica")])
def test_a_replica_is_confined_and_its_command_exists(replica: str) -> None:
    service = _compose()["services"][replica]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["command"][0] == "serve"
    # Click refuses unknown options before it handles --help.
    outcome = CliRunner().invoke(main, [*service["command"], "--help"])
    assert outcome.exit_code == 0, outcome.output
    assert f"server {replica}:8000 " in NGINX


def _size(text: str) -> int:
    """Parse a size such as "512m" or "2g" to bytes."""
    return int(text[:-1]) * {"m": 2**20, "g": 2**30}[text[-1]]


def _folders(service: dict[str, Any]) -> dict[str, dict[str, str]]:
    """The tmpfs mounts of a service, with their options."""
    parts = [each.partition(":") for each in service["tmpfs"]]
    return {name: dict(o.partition("=")[::2] for o in options.split(",")) for name, _, options in parts}


@pytest.mark.parametrize("name", _compose()["services"])
def test_every_container_has_bounds_and_no_rights(name: str) -> None:
    service = _compose()["services"][name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["pids_limit"] > 0
    # Without a size, a tmpfs can use half of the memory of the machine.
    sizes = [_size(options["size"]) for options in _folders(service).values()]
    assert sizes
    assert sum(sizes) < _size(service["mem_limit"])
    assert all({"noexec", "nosuid", "nodev"} <= set(options) for options in _folders(service).values())


def test_nginx_is_not_root_and_its_cache_fits() -> None:
    service = _compose()["services"]["nginx"]
    assert int(service["user"].partition(":")[0]) > 0
    cache = re.search(r"proxy_cache_path /tmp/\S+ [^;]*max_size=(\w+) min_free=(\w+)", NGINX)
    assert cache is not None
    assert _size(cache[1]) + _size(cache[2]) <= _size(_folders(service)["/tmp"]["size"])


def test_images_are_named_by_digest() -> None:
    digest = r"[\w.-]+:[\w.-]+@sha256:[0-9a-f]{64}"
    names = dict(re.findall(r"^ARG (\w+)=(\S+)$", DOCKERFILE, re.MULTILINE))
    used = re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)
    assert len(used) == 3
    images = [names[each.strip("${}")] for each in used]
    images += [each["image"] for each in _compose()["services"].values() if "build" not in each]
    assert [each for each in images if not re.fullmatch(digest, each)] == []


def test_the_trusted_network_is_that_of_the_replicas() -> None:
    compose = _compose()
    subnet = compose["networks"]["inside"]["ipam"]["config"][0]["subnet"]
    assert compose["networks"]["inside"]["internal"] is True
    assert ["--proxy", subnet] == compose["services"]["replica-1"]["command"][-2:]


def test_nginx_tells_the_address_that_it_sees() -> None:
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in NGINX
    assert "proxy_add_x_forwarded_for" not in NGINX


def test_nginx_for_a_benchmark() -> None:
    found = adapted(NGINX, Path("/somewhere"), 8123, ["127.0.0.1:1", "127.0.0.1:2", "127.0.0.1:3"])
    assert "listen 127.0.0.1:8123 backlog=2048;" in found
    assert re.findall(r"server (127\S+) ", found) == ["127.0.0.1:1", "127.0.0.1:2", "127.0.0.1:3"]
    assert "/tmp/" not in found
    assert "limit_req zone" not in found
    with pytest.raises(ValueError, match="has no listen"):
        adapted("http {\n}", Path("/somewhere"), 1, [])
