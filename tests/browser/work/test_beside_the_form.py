"""Evidence beside the form in a real browser: a picture is shown as soon as it is added, at the desk beside the form, on a phone below it;
and the pages on which people say something.
"""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.test_shell import SCREENS, tidy
from tests.browser.work.test_lan_submits import seen
from tests.support.browsing import picture
from tests.web.story import given_to_the_department

WIDE = {"phone": SCREENS["phone"], "desk": {"width": 1440, "height": 900}}


def part(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


@pytest.fixture
def photograph(tmp_path: Path) -> Path:
    """A real picture, 60 by 40."""
    head = struct.pack(">IIBBBBB", 60, 40, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\x80" * 60) * 40)
    path = tmp_path / "anh.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", rows) + part(b"IEND", b""))
    return path


@pytest.mark.parametrize("screen", WIDE)
def test_a_picture_is_shown_beside_the_form_or_below_it(visiting, address, sign_in, world, photograph, screen):
    given_to_the_department(world, officer="lan")
    item = world.item("lan", "submit_result")
    page = visiting(screen=WIDE[screen]).new_page()
    sign_in(page, "lan")
    page.goto(f"{address}/work-items/{item.public_id}")
    expect(page.locator("#viewer")).to_be_hidden()
    page.locator("#file").set_input_files(photograph)
    page.locator("#file_not_classified").check()
    page.get_by_role("button", name="Add the file").click()
    shown = page.locator("#viewer img")
    expect(shown).to_be_visible()
    expect(shown).to_have_js_property("naturalWidth", 60)
    form, viewer = page.locator("#own-form").bounding_box(), page.locator("#viewer").bounding_box()
    assert viewer["x"] > form["x"] + form["width"] if screen == "desk" else viewer["y"] > form["y"] + form["height"]
    seen(page, f"step-beside-{screen}-en")
    for name, path in (("comments", f"/cases/{item.case_public_id}/comments"), ("difficulty", "difficulties/new")):
        page.goto(address + path if path.startswith("/") else f"{address}/work-items/{item.public_id}/{path}")
        tidy(page)
        picture(page, f"{name}-{screen}-en")
