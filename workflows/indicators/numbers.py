"""Numbers as people type them, exact: decimals with a bound on both sides of the point, never a float."""

from __future__ import annotations

import re
from decimal import Decimal

from workflows.errors import N_, Refusal
from workflows.limits import INDICATOR_DECIMALS, INDICATOR_DIGITS

_NUMBER = re.compile(
    rf"(?P<whole>[+-]?\d{{1,{INDICATOR_DIGITS}}})(?:(?P<point>[.,])(?P<decimals>\d{{1,{INDICATOR_DECIMALS}}}))?",
    re.ASCII,
)


def read_number(text: str) -> Decimal:
    """The number that the words say; raises ``Refusal`` for what is none or has too many digits.

    Both ``0.7`` and ``0,7`` are understood. Digits are not grouped: ``1,234`` could be meant either way and is refused.
    """
    found = _NUMBER.fullmatch(text.strip())
    if found is None:
        raise Refusal(
            N_(
                "Expected a number of at most %(digits)s digits and %(decimals)s decimals, without signs between them, "
                "but “%(value)s” is none."
            ),
            digits=INDICATOR_DIGITS,
            decimals=INDICATOR_DECIMALS,
            value=text.strip()[:40],
        )
    decimals = found["decimals"] or ""
    if found["point"] == "," and len(decimals) == 3:
        sentence = N_(
            "Expected a number that can be read in one way only, but “%(value)s” could be thousands or decimals."
        )
        raise Refusal(sentence, value=text.strip()[:40])
    return Decimal(f"{found['whole']}.{decimals}") if decimals else Decimal(found["whole"])


def written(number: Decimal | None) -> str:
    """The one spelling that is kept: no exponent, no zeros at the end, a point before the decimals."""
    if number is None:
        return ""
    plain = format(number, "f")
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return "0" if plain in ("-0", "") else plain
