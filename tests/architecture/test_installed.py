"""The wheel alone, in an environment of its own and from an empty folder, is a working system: nothing of the checkout is needed."""

from __future__ import annotations

import re
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from tests.support.started import free_port, get, plain_environment, started, until_it_answers


@pytest.fixture(scope="module")
def nq57(built_wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command out of the wheel; what it depends on is lent from this environment, our own code is not."""
    home = tmp_path_factory.mktemp("installed")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", home], check=True)
    (site,) = home.glob("lib/python*/site-packages")
    (site / "lent.pth").write_text(sysconfig.get_path("purelib"))
    install = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        home / "bin" / "python",
        "install",
        "-q",
        "--no-deps",
        "--no-index",
    ]
    subprocess.run([*install, built_wheel], check=True, capture_output=True, env=plain_environment())
    where = [home / "bin" / "python", "-c", "import webapp, workflows; print(webapp.__file__, workflows.__file__)"]
    found = subprocess.run(where, check=True, capture_output=True, text=True, cwd=home, env=plain_environment())
    assert [Path(name).is_relative_to(site) for name in found.stdout.split()] == [True, True]
    return home / "bin" / "nq57"


def test_the_installed_command_makes_serves_and_examines_a_demo_from_an_empty_folder(
    nq57: Path, tmp_path: Path
) -> None:
    port = free_port()
    environment = plain_environment(NQ57_PORT=str(port))
    with started([nq57, "demo"], folder=tmp_path, environment=environment) as process:
        until_it_answers(process, port, tmp_path)
        status, page = get(port, "/sign-in", Accept_Language="vi")
        assert status == 200 and "Đăng nhập" in page and 'lang="vi"' in page
        built = re.findall(r'(?:href|src)="(/assets/[^"]+)"', page)
        assert len(built) >= 2 and {get(port, address)[0] for address in built} == {200}
        for words in (["deploy", "--check"], ["doctor"]):
            done = subprocess.run([nq57, *words], cwd=tmp_path, env=environment, capture_output=True, text=True)
            assert done.returncode == 0, done.stdout + done.stderr
        assert (tmp_path / "var" / "nq57.sqlite").is_file()
    assert process.returncode == 0, (tmp_path / "said.txt").read_text()[-2000:]
