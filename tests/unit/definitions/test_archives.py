"""A process as one ZIP: out and in again it is the same; whatever else comes as a ZIP is refused in a sentence."""

from __future__ import annotations

import io
import warnings
import zipfile
from pathlib import Path

import pytest

from tests.support.effort import within
from workflows.definitions import archives, bundles
from workflows.definitions.foreign import taking
from workflows.errors import Refusal

HOME = Path(__file__).resolve().parents[3] / "bpmn"


def packed(*files: tuple[str, bytes]) -> bytes:
    made = io.BytesIO()
    with warnings.catch_warnings(action="ignore"), zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return made.getvalue()


def test_out_and_in_again_it_is_the_same_bundle_under_the_same_checksum() -> None:
    for name in ("resolution_task", "verification"):
        bundle = bundles.of_folder(HOME / name)
        again = archives.unpack(archives.pack(bundle))
        assert again == bundle and again.checksum == bundle.checksum
        assert archives.pack(again) == archives.pack(bundle)
        assert "scenarios.yaml" in again.files


def test_files_without_a_folder_are_the_process_that_no_other_calls() -> None:
    bundle = bundles.of_folder(HOME / "resolution_task")
    assert archives.unpack(packed(*bundle.files.items())) == bundle


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"PK\x03\x04 no archive", "cannot be read as one"),
        (packed(("a/a.bpmn", b"<a/>"))[:-30], "cannot be read as one"),
        (packed(("a/../../a.bpmn", b"")), "in one folder"),
        (packed(("/etc/passwd", b"")), "in one folder"),
        (packed(("C:\\a.bpmn", b"")), "in one folder"),
        (packed(("a/a.bpmn", b"<a/>"), ("b/b.bpmn", b"<a/>")), "in one folder"),
        (packed(("a/a.bpmn", b"<a/>"), ("a/a.bpmn", b"<b/>")), "is there twice"),
        (packed(*((f"a/n{n}.bpmn", b"") for n in range(10_000))), "at most 200 files"),
        (packed(("a/a.bpmn", b" " * 30_000_000)), "at most 4 MB"),
        (packed(("a.bpmn", b"<a/>"), ("b.bpmn", b"<a/>")), "but found 2"),
        (b"PK" + b"x" * (4 * 1024 * 1024), "at most 4 MB"),
    ],
    ids=["noise", "torn", "up", "root", "drive", "two", "twice", "many", "bomb", "unclear", "large"],
)
def test_whatever_else_comes_as_a_zip_is_refused_in_a_sentence(content: bytes, says: str) -> None:
    with within(), pytest.raises(Refusal) as refused:
        archives.unpack(content)
    assert says in str(refused.value)


def test_a_locked_archive_is_refused() -> None:
    content = bytearray(packed(("a/a.bpmn", b"<a/>")))
    place = content.index(b"PK\x01\x02")
    content[place + 8] |= 1
    with pytest.raises(Refusal, match="is locked"):
        archives.unpack(bytes(content))


def test_one_drawing_alone_becomes_a_bundle_under_the_id_of_its_process() -> None:
    content = (HOME / "sign_off" / "sign_off.bpmn").read_bytes()
    assert taking.taken_in(content, "whatever.bpmn").bundle.key == "sign_off"
    assert taking.taken_in(content.replace(b'"sign_off"', b'"_71"'), "Đơn giản 1.bpmn").bundle.key == "don_gian_1"
    for nothing in (b"<a/>", b"no xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'):
        with pytest.raises(Refusal, match="Expected"):
            taking.taken_in(nothing, "a.bpmn")
