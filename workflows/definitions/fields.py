"""What a field of a form is, for whoever renders or checks it."""

from __future__ import annotations

from dataclasses import dataclass

from workflows.limits import LINE_LETTERS, TEXT_LETTERS


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to choose from."""

    value: str
    label_vi: str
    label_en: str


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that stand together under a heading."""

    id: str
    label_vi: str
    label_en: str


@dataclass(frozen=True, slots=True)
class Field:
    """One field, or with an empty ``key`` a text to read.

    ``type`` is form-js's word (``datetime`` asks for a day). ``picker`` says that the answers to choose from are ``units``
    or a ``person_of_unit``, which the page offers and the command checks. ``show_when`` is an expression over ``form``.
    """

    key: str
    type: str
    label_vi: str
    label_en: str
    description_vi: str
    description_en: str
    required: bool
    options: tuple[Option, ...]
    minimum: float | int | None
    maximum: float | int | None
    min_length: int | None
    max_length: int | None
    pattern: str | None
    decimals: int
    show_when: str | None
    picker: str | None
    group: Group | None

    @property
    def longest(self) -> int:
        """The most characters a text may have; fields that do not say get a limit all the same."""
        return min(self.max_length or (LINE_LETTERS if self.type == "textfield" else TEXT_LETTERS), TEXT_LETTERS)
