"""Vietnamese text without its accents, for search: PostgreSQL as we ship it has no ``unaccent``, SQLite never had."""

from __future__ import annotations

import re
import unicodedata

_NOT_A_WORD = re.compile(r"[^\w]+|_+")
_DYET = str.maketrans("đĐ", "dD")  # a letter of its own: it does not decompose

# What documents abbreviate, written out; folded on both sides. Longer ones first where one begins with another.
_ABBREVIATIONS = {
    "ubmttq": "uy ban mat tran to quoc",
    "mttq": "mat tran to quoc",
    "ubnd": "uy ban nhan dan",
    "hdnd": "hoi dong nhan dan",
    "ubkt": "uy ban kiem tra",
    "kh cn": "khoa hoc va cong nghe",
    "khcn": "khoa hoc va cong nghe",
    "gd dt": "giao duc va dao tao",
    "gddt": "giao duc va dao tao",
    "tp": "thanh pho",
}
_ABBREVIATED = re.compile(r"\b(" + "|".join(_ABBREVIATIONS) + r")\b")
# The propaganda and the mass mobilisation commissions became one in February 2025; documents still use the shorter name.
_OLD_COMMISSION = re.compile(r"\bban tuyen giao\b(?! va dan van)")


def bare(text: str) -> str:
    """``text`` with its letters bare of accents; nothing else changes."""
    taken_apart = unicodedata.normalize("NFD", text.translate(_DYET))
    return "".join(letter for letter in taken_apart if not unicodedata.combining(letter))


def fold(text: str) -> str:
    """``text`` in small letters without accents, everything between words one space."""
    return _NOT_A_WORD.sub(" ", bare(text)).strip().casefold()


def name_key(name: str) -> str:
    """The one spelling of a unit's name, however a document writes it: folded, abbreviations written out."""
    written_out = _ABBREVIATED.sub(lambda found: _ABBREVIATIONS[found[1]], fold(name))
    return _OLD_COMMISSION.sub("ban tuyen giao va dan van", written_out)


def unit_text(code: str, name_vi: str, name_en: str) -> str:
    """What a unit can be searched by: its code, its names, and the Vietnamese one written out."""
    words = f"{fold(code)} {fold(name_vi)} {fold(name_en)}"
    key = name_key(name_vi)
    return words if key in words else f"{words} {key}"
