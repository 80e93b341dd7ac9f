"""A bundle as one ZIP, and back: the same files give the same checksum wherever they are unpacked.

In the archive stands one folder with the key's name that holds the files under their flat paths. What comes in is unpacked in memory,
piece by piece under a bound whatever its headers claim, and every name in it must be one that a bundle can hold.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from workflows.definitions.bundles import KEY, PATH, TOO_MANY_FILES, Bundle, mentioned
from workflows.errors import N_, Refusal
from workflows.limits import ARCHIVE_BYTES, BUNDLE_BYTES, BUNDLE_FILES, MB

BEGINS = b"PK"
MOST = ARCHIVE_BYTES
_PIECE = 64 * 1024
_NEVER = (1980, 1, 1, 0, 0, 0)  # the earliest that a ZIP can say, so that the same files give the same bytes
TOO_LARGE = N_("Expected a file of at most %(most)s MB, but it is larger.")
UNREADABLE = N_("Expected a ZIP of a process, but it cannot be read as one. Download it anew and choose it again.")
LOCKED = N_("Expected a ZIP without a password, but %(path)s is locked. Pack it anew without one.")
TWICE = N_("Expected every file once, but %(path)s is there twice.")
STRANGE = N_(
    "Expected only NAME.bpmn, forms/NAME.form, decisions/NAME.dmn and scenarios.yaml in one folder, but there is %(path)s."
)
NO_MAIN = N_(
    "Expected one drawing that no other calls, but found %(count)s. Put the files into a folder that bears the name of the process."
)


def pack(bundle: Bundle) -> bytes:
    """The ZIP of a bundle; the same bytes each time."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(bundle.files):
            archive.writestr(zipfile.ZipInfo(f"{bundle.key}/{path}", _NEVER), bundle.files[path], zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def unpack(content: bytes) -> Bundle:
    """The bundle in a ZIP. Raises Refusal with a sentence for whatever is none, too large, or holds other files."""
    if len(content) > ARCHIVE_BYTES:
        raise Refusal(TOO_LARGE, most=ARCHIVE_BYTES // MB)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = [part for part in archive.infolist() if not part.is_dir()]
            if len(parts) > BUNDLE_FILES:
                raise Refusal(TOO_MANY_FILES, most=BUNDLE_FILES, count=len(parts))
            return _bundle(dict(_files(archive, parts)))
    except Refusal:
        raise
    except Exception as fault:  # the library raises whatever it stumbles over
        raise Refusal(UNREADABLE) from fault


def _files(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> Iterator[tuple[str, bytes]]:
    seen: set[str] = set()
    left = BUNDLE_BYTES
    for part in parts:
        shown = part.filename[:100]
        if part.flag_bits & 0x1:
            raise Refusal(LOCKED, path=shown)
        if part.filename in seen:
            raise Refusal(TWICE, path=shown)
        seen.add(part.filename)
        folder, _, path = part.filename.partition("/")
        if not (PATH.fullmatch(part.filename) or (KEY.fullmatch(folder) and PATH.fullmatch(path))):
            raise Refusal(STRANGE, path=shown)
        content = _unpacked(archive, part, left)
        left -= len(content)
        yield part.filename, content


def _unpacked(archive: zipfile.ZipFile, part: zipfile.ZipInfo, most: int) -> bytes:
    pieces: list[bytes] = []
    with archive.open(part) as packed:
        while piece := packed.read(_PIECE):
            most -= len(piece)
            if most < 0:
                raise Refusal(TOO_LARGE, most=BUNDLE_BYTES // MB)
            pieces.append(piece)
    return b"".join(pieces)


def _bundle(files: Mapping[str, bytes]) -> Bundle:
    """The files without their folder, whose name is the key; without a folder it is the drawing that no other calls."""
    folders = {PurePosixPath(path).parts[0] for path in files if not PATH.fullmatch(path)}
    if not folders:
        return Bundle(_uncalled(files), files)
    if len(folders) > 1 or any(PATH.fullmatch(path) for path in files):
        raise Refusal(STRANGE, path=sorted(files)[0][:100])
    (key,) = folders
    return Bundle(key, {path.partition("/")[2]: content for path, content in files.items()})


def _uncalled(files: Mapping[str, bytes]) -> str:
    drawn = {path.removesuffix(".bpmn") for path in files if path.endswith(".bpmn")}
    called = {other for name in drawn for other in mentioned(files[f"{name}.bpmn"], f"{name}.bpmn")[0]}
    if len(drawn - called) != 1:
        raise Refusal(NO_MAIN, count=len(drawn - called))
    return (drawn - called).pop()
