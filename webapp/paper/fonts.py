"""The letters of our documents: Tinos, cut like Times New Roman, in four faces that come with the built assets.

Paper has no second font to fall back to, so ``spelled`` makes sure that every letter has its picture: text is brought into
Unicode's NFC, what has none is taken apart (NFKC), and what then still has none becomes a mark that says so.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from pathlib import Path

from reportlab.lib.fonts import addMapping
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

FOLDER = Path(__file__).parent.parent / "assets" / "build" / "paper"
FAMILY = "Tinos"
FACES = {(0, 0): "400Regular", (0, 1): "400Regular_Italic", (1, 0): "700Bold", (1, 1): "700Bold_Italic"}
UNKNOWN = "\ufffd"


@lru_cache(maxsize=1)
def ready() -> frozenset[int]:
    """Make the faces known to ReportLab, once for a process; answers the letters that all of them have."""
    known: list[set[int]] = []
    for (bold, italic), face in FACES.items():
        font = TTFont(f"{FAMILY}-{face}", str(FOLDER / f"{FAMILY}_{face}.ttf"))
        pdfmetrics.registerFont(font)
        addMapping(FAMILY, bold, italic, font.fontName)
        known.append(set(font.face.charToGlyph))
    return frozenset(set.intersection(*known))


def face(*, bold: bool = False, italic: bool = False) -> str:
    """What ReportLab calls a face of the family."""
    return f"{FAMILY}-{FACES[int(bold), int(italic)]}"


def spelled(text: str) -> str:
    """The text in letters that the font has; ends of lines stay, other control characters go."""
    known, found = ready(), []
    for letter in unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\t", " "):
        if letter == "\n" or ord(letter) in known:
            found.append(letter)
        elif unicodedata.category(letter) not in ("Cc", "Cf", "Mn"):
            plain = unicodedata.normalize("NFKC", letter)
            found.append(plain if all(ord(one) in known for one in plain) else UNKNOWN)
    return "".join(found)
