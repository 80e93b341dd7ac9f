"""Which letters text may hold, wherever it comes from."""

from __future__ import annotations

import re
import unicodedata

# Control characters but tab and the ends of lines, halves of a surrogate pair, and what turns the order of reading around
# (with which "fdp.exe" is shown as "exe.pdf"). No language of this system needs them. The last one stands where a letter was lost
# on the way: half of a surrogate pair in a form arrives as such.
_UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufffd]")
_MARKS_IN_A_ROW = 30  # Unicode's stream-safe text; putting longer rows in order takes time that grows with their square


def is_readable(text: str) -> bool:
    """Whether every letter can be shown for what it is. Ask before the text is normalised: some text is made to be slow."""
    if _UNREADABLE.search(text):
        return False
    if text.isascii():
        return True
    marks = 0
    for letter in text:
        marks = marks + 1 if unicodedata.combining(letter) else 0
        if marks > _MARKS_IN_A_ROW:
            return False
    return True
