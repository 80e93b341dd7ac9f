"""Vietnamese text without its accents, for search: PostgreSQL as we ship it has no ``unaccent``, SQLite never had."""

from __future__ import annotations

import re
import unicodedata

_NOT_A_WORD = re.compile(r"[^\w]+|_+")
_DYET = str.maketrans("đĐ", "dd")  # a letter of its own: it does not decompose


def fold(text: str) -> str:
    """``text`` in small ASCII-like letters, accents stripped, everything between words one space."""
    bare = unicodedata.normalize("NFD", text.translate(_DYET))
    letters = "".join(letter for letter in bare if not unicodedata.combining(letter))
    return _NOT_A_WORD.sub(" ", letters).strip().casefold()


def containing(text: str) -> str:
    """A LIKE pattern for folded columns: ``text`` anywhere (folded text holds no ``%`` and no ``_``)."""
    return f"%{fold(text)}%"
