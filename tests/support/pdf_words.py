"""What a PDF of ours says, read back out of its bytes: page by page, every letter by the font's own table of letters."""

from __future__ import annotations

import base64
import re
import zlib

OBJECT = re.compile(rb"(\d+) 0 obj\s(.*?)endobj", re.DOTALL)
STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
SHOWN = re.compile(rb"/(F\d+\+\d+) [\d.]+ Tf|\(((?:\\.|[^\\()])*)\) Tj|(T\*|Td|Tm)", re.DOTALL)
LETTER = re.compile(rb"^<([0-9A-F]{2})> <([0-9A-F]{4,})>$", re.MULTILINE)
ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def pages(content: bytes) -> list[str]:
    """The words of each page, with a space wherever the line moves."""
    objects = {int(number): body for number, body in OBJECT.findall(content)}
    tables = _tables(objects)
    order = next(body for body in objects.values() if b"/Type /Pages" in body)
    numbers = [int(one) for one in re.findall(rb"(\d+) 0 R", re.search(rb"/Kids \[(.*?)\]", order, re.DOTALL)[1])]
    found = []
    for number in numbers:
        within = int(re.search(rb"/Contents (\d+) 0 R", objects[number])[1])
        found.append(re.sub(r"\s+", " ", _said(_unpacked(objects[within]), tables)))
    return found


def words(content: bytes) -> str:
    """All of it."""
    return " ".join(pages(content))


def _tables(objects: dict[int, bytes]) -> dict[bytes, dict[int, str]]:
    """For each font by its name on the pages: which letter each code stands for."""
    tables = {}
    for body in objects.values():
        for name, number in re.findall(rb"/(F\d+\+\d+) (\d+) 0 R", body):
            font = objects[int(number)]
            table = _unpacked(objects[int(re.search(rb"/ToUnicode (\d+) 0 R", font)[1])])
            tables[name] = {
                int(code, 16): bytes.fromhex(letter.decode()).decode("utf-16-be")
                for code, letter in LETTER.findall(table)
            }
    return tables


def _unpacked(body: bytes) -> bytes:
    content = STREAM.search(body)[1].strip()
    if b"/ASCII85Decode" in body:
        content = base64.a85decode(content.removesuffix(b"~>"))
    return zlib.decompress(content) if b"/FlateDecode" in body else content


def _said(stream: bytes, tables: dict[bytes, dict[int, str]]) -> str:
    found, table = [], {}
    for font, shown, moved in SHOWN.findall(stream):
        if font:
            table = tables[font]
        elif moved:
            found.append(" ")
        else:
            found.append("".join(table.get(code, "\ufffd") for code in _codes(shown)))
    return "".join(found)


def _codes(shown: bytes) -> bytes:
    def plain(match: re.Match[bytes]) -> bytes:
        said = match[1]
        return bytes([int(said, 8)]) if said.isdigit() else ESCAPED.get(said, said)

    return re.sub(rb"\\([0-7]{1,3}|.)", plain, shown, flags=re.DOTALL)
