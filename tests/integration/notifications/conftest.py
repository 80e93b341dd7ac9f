"""A post with a mail server of the test's own behind it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.notifications.telling import everybody_can_sign_in, house
from tests.support.mail_server import Postbox, postbox
from tests.support.world import World
from webapp.config import Settings


@pytest.fixture
def box() -> Iterator[Postbox]:
    with postbox() as server:
        yield server


@pytest.fixture
def settings(world: World, box: Postbox, tmp_path: Path) -> Settings:
    everybody_can_sign_in(world)
    return house(tmp_path, box.address)


@pytest.fixture(autouse=True)
def quiet(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("CRITICAL", logger="nq57.post")
