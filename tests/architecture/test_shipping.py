"""What leaves the house: the wheel, the image, the compose file, the locks."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from tests.architecture.source import ROOT, files
from webapp import config
from webapp.cli.main import cli

LOCKS = ("bootstrap", "bench", "build", "run", "test")
NPM_LOCKS = (
    "webapp/assets/package-lock.json",
    "tests/support/browser/package-lock.json",
    "benchmarks/bpmn_engine/package-lock.json",
)
REGISTRIES = re.compile(
    "|".join(
        (
            "pypi" + r"\.org",
            "python" + r"hosted\.org",
            "registry" + r"\.npmjs",
            "--(extra-)?index" + "-url",
            "--find" + "-links",
        )
    )
)


@pytest.fixture(scope="module")
def wheel(built_wheel: Path) -> zipfile.ZipFile:
    """The package, opened."""
    return zipfile.ZipFile(built_wheel)


def test_the_wheel_holds_all_that_an_installed_system_needs(wheel: zipfile.ZipFile) -> None:
    names = set(wheel.namelist())
    assets = json.loads(wheel.read("webapp/assets/build/manifest.json"))
    needed = {f"webapp/assets/build/{name}" for name in assets.values()}
    for pattern in (
        "bpmn/**/*.bpmn",
        "bpmn/**/*.form",
        "bpmn/**/*.dmn",
        "bpmn/nq57.moddle.json",
        "webapp/templates/**/*.html",
        "webapp/translations/**/*.po",
        "webapp/migrations/versions/*.py",
        "webapp/seed/data/*.csv",
        "workflows/**/*.py",
    ):
        found = {path.relative_to(ROOT).as_posix() for path in ROOT.glob(pattern)}
        assert found, f"{pattern} finds nothing"
        needed |= found
    assert needed - names == set()


def test_the_wheel_holds_nothing_that_only_builds_or_tests(wheel: zipfile.ZipFile) -> None:
    assert [name for name in wheel.namelist() if "node_modules" in name or name.startswith(("tests/", "tools/"))] == []


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_version_carries_its_checksum(name: str) -> None:
    lines = (ROOT / "requirements" / f"{name}.lock").read_text().splitlines()
    pinned = [line for line in lines if re.match(r"[A-Za-z0-9]", line)]
    assert pinned
    assert [line for line in pinned if "==" not in line or not line.endswith("\\")] == []


@pytest.mark.parametrize("name", NPM_LOCKS)
def test_every_locked_script_carries_its_checksum_and_no_address(name: str) -> None:
    packages = {key: value for key, value in json.loads((ROOT / name).read_text())["packages"].items() if key}
    assert [key for key, value in packages.items() if "integrity" not in value or "resolved" in value] == []


def test_no_file_names_a_package_registry() -> None:
    found = []
    for path in files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        if REGISTRIES.search(text):
            found.append(path.relative_to(ROOT).as_posix())
    assert found == []


OURS = {"schema": ["db", "upgrade"], "web": ["serve"], "clock": ["clock"], "backup": ["backup", "/backups"]}
OF_COMPOSE = {  # the words of the Compose specification that we use; another one is a slip of the pen or joins this list
    *("build", "image", "env_file", "environment", "volumes", "read_only", "tmpfs", "init", "cap_drop", "security_opt"),
    *("stop_grace_period", "restart", "logging", "command", "healthcheck", "depends_on", "ports", "mem_limit", "cpus"),
    *("profiles", "shm_size"),
}


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    """The compose file; nothing here runs it, there is no docker where the tests are."""
    found: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    return found


def test_production_is_pages_clock_and_database_each_with_what_it_needs(compose: dict[str, Any]) -> None:
    services = compose["services"]
    assert set(services) == {*OURS, "postgres", "mail"}
    assert {name for name, service in services.items() if "profiles" not in service} == {
        *("schema", "web", "clock", "postgres")
    }
    for name, words in OURS.items():
        service = services[name]
        assert service["command"] == words
        assert set(service["environment"]) <= set(config.NAMES)
        assert service["environment"]["NQ57_MODE"] == "production"
        assert service["read_only"] and service["cap_drop"] == ["ALL"] and service["stop_grace_period"]
        assert service["depends_on"]["postgres"] == {"condition": "service_healthy"}
    for name in ("web", "clock"):
        assert services[name]["depends_on"]["schema"] == {"condition": "service_completed_successfully"}
        assert services[name]["mem_limit"] and not services[name].get("healthcheck", {}).get("disable")


def test_every_line_of_the_compose_file_means_something(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        assert set(service) <= OF_COMPOSE, name
        assert "no-new-privileges:true" in service["security_opt"], name
        assert "build" in service or re.search(r":v?\d", service["image"]), "an image says which version"
        assert set(service.get("depends_on", ())) <= set(compose["services"])
        for volume in service.get("volumes", []):
            assert volume.split(":")[0] in compose["volumes"]
        for port in service.get("ports", []):
            assert port.startswith("127.0.0.1:"), "only the proxy on this machine may reach it"


def test_what_the_compose_file_calls_is_a_command_of_ours(compose: dict[str, Any]) -> None:
    called = [*(service["command"] for name, service in compose["services"].items() if name in OURS)]
    called.append(compose["services"]["clock"]["healthcheck"]["test"][2:])
    for words in called:
        command: Any = cli
        options: set[str] = set()
        for word in words:
            if isinstance(command, click.Group):
                command = command.commands[word]
            elif word.startswith("-"):
                options.add(word)
        assert options <= {name for parameter in command.params for name in parameter.opts}, words


def test_the_image_runs_as_nobody_special_from_locked_packages() -> None:
    lines = (ROOT / "Dockerfile").read_text().replace("\\\n", " ").splitlines()
    steps = [line.split(maxsplit=1) for line in lines if line.strip() and not line.startswith("#")]
    last = steps[max(index for index, (word, _) in enumerate(steps) if word == "FROM") :]
    assert [rest for word, rest in last if word == "USER"] == ["nq57"]
    assert not [rest for word, rest in steps if word == "ADD" or (word == "FROM" and ":" not in rest)]
    installs = [part for word, rest in steps if word == "RUN" for part in rest.split("&&") if "pip install" in part]
    assert installs
    assert all("--require-hashes" in part or "--no-deps" in part for part in installs)
    copied = [word for word_, rest in steps if word_ == "COPY" and "--from" not in rest for word in rest.split()[:-1]]
    assert [name for name in copied if not (ROOT / name).exists()] == []


def test_ci_runs_what_the_readme_says() -> None:
    script = (ROOT / ".ci" / "run").read_text()
    assert "make lint" in script
    assert "make test" in script
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert {"demo", "demo-reset", "cluster", "test", "lint", "bench", "help"} <= targets
    assert Path(ROOT / ".ci" / "run").stat().st_mode & 0o100
