"""Who may know whom, who commits, who reads the clock."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from tests.architecture.source import ROOMS, ROOT, sources

DOORS = (
    "webapp/app.py",
    "webapp/clock.py",
    "webapp/clock_watch.py",
    "webapp/post.py",
    "webapp/cli/",
    "webapp/migrations/env.py",
)
TELLS_A_STORY = "webapp/seed/demo"  # the demo's history is many units of work, told by the command line's door
COMMITS = re.compile(r"\.commit$|(session|seeing|connection|unit)\.begin$")
WALL_CLOCK = re.compile(r"(^|\.)(now|utcnow|today|time|time_ns|localtime|gmtime)$")
CLOCKS = re.compile(r"^(datetime|date|time|dt|func|sa\.func|datetime\.datetime|datetime\.date)\.")


def test_the_contracts_of_the_stairs_are_kept() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-4000:]


def test_only_the_engine_room_knows_the_engines_library() -> None:
    found = [
        f"{source.name}:{line}"
        for source in sources(*ROOMS)
        if not source.name.startswith("workflows/engine/")
        for name, line in source.imported()
        if name.split(".")[0] == "SpiffWorkflow"
    ]
    assert found == []


def test_only_doors_commit() -> None:
    found = [
        f"{source.name}:{line} {name}"
        for source in sources(*ROOMS)
        if not source.name.startswith((*DOORS, TELLS_A_STORY))
        for name, line in source.called()
        if COMMITS.search(name)
    ]
    assert found == []


def test_only_doors_read_the_wall_clock() -> None:
    found = [
        f"{source.name}:{line} {name}"
        for source in sources(*ROOMS)
        if not source.name.startswith(DOORS)
        for name, line in source.called()
        if CLOCKS.match(name) and WALL_CLOCK.search(name)
    ]
    assert found == []


def test_the_database_is_not_asked_what_time_it_is() -> None:
    asked = re.compile(r"CURRENT_TIMESTAMP|\bnow\(\)|func\.now|server_default=.*time", re.IGNORECASE)
    found = [
        f"{source.name}:{number}"
        for source in sources("workflows")
        for number, line in enumerate(source.text.splitlines(), 1)
        if asked.search(line)
    ]
    assert found == []


def test_pages_do_not_know_each_other() -> None:
    areas = {path.parent.name for path in (ROOT / "webapp").glob("*/pages.py")}
    found = [
        f"{source.name}:{line} {name}"
        for area in areas
        for source in sources(f"webapp/{area}")
        for name, line in source.imported()
        if (parts := name.split("."))[0] == "webapp"
        and len(parts) > 2
        and parts[1] in areas - {area}
        and parts[2] == "pages"
    ]
    assert found == []


def test_no_page_is_made_from_text_in_a_program_and_none_is_marked_safe() -> None:
    """Templates are files with escaping on; text that came from somebody is text everywhere."""
    unsafe = {"render_template_string", "Markup", "from_string", "markupsafe.Markup"}
    found = [
        f"{source.name}:{line} {name}"
        for source in sources(*ROOMS)
        for name, line in source.called()
        if name in unsafe or name.endswith(".from_string")
    ]
    found += [
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "webapp" / "templates").rglob("*.html")
        if re.search(r"\|\s*safe\b|autoescape\s+false", path.read_text(encoding="utf-8"))
    ]
    assert found == []
