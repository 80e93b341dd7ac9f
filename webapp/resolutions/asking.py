"""Which tasks a list is asked for: the filter in its address, and the address of a filter."""

from __future__ import annotations

from dataclasses import dataclass

from flask import g, request

from workflows.errors import NotFound
from workflows.limits import FILTER_LETTERS
from workflows.organisation import hierarchy
from workflows.organisation.models import OrgUnit
from workflows.resolutions import progress
from workflows.resolutions.details import find_resolution
from workflows.resolutions.document_register import find_document
from workflows.resolutions.models import AssigningDocument, Resolution
from workflows.resolutions.wanted import TaskFilter


@dataclass(frozen=True, slots=True)
class Asked:
    """The filter with what it names, and the words of the address that ask for the same again."""

    wanted: TaskFilter
    unit: OrgUnit | None
    resolution: Resolution | None
    words: dict[str, str]
    document: AssigningDocument | None = None

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but everything was asked for."""
        return bool(self.words)


def asked() -> Asked:
    """Read the filter from this request's address. Raises ``NotFound`` for a class, unit, resolution or document that does not exist."""
    words = {name: value for name in NAMES if (value := request.args.get(name, "").strip()[:FILTER_LETTERS])}
    if (
        words.get("class", progress.REGULAR) not in (*progress.CLASSES, progress.OVERDUE)
        or words.get("deadline", progress.LATE) not in progress.DEADLINES
    ):
        raise NotFound
    unit = hierarchy.find_unit(g.session, words["unit"]) if "unit" in words else None
    resolution = find_resolution(g.session, words["resolution"]) if "resolution" in words else None
    document = find_document(g.session, words["document"], g.standing) if "document" in words else None
    wanted = TaskFilter(
        class_name=words.get("class"),
        deadline=words.get("deadline"),
        unit_id=unit.id if unit else None,
        group_vi="" if "ungrouped" in words else words.get("group"),
        text=words.get("q"),
        resolution_id=resolution.id if resolution else None,
        without_lead="unled" in words,
        itself="itself" in words,
        document_id=document.id if document else None,
    )
    return Asked(wanted, unit, resolution, words, document)


NAMES = ("q", "resolution", "class", "deadline", "group", "ungrouped", "unit", "itself", "unled", "document")


APART = "~"  # begins the key of a page whose first page showed some tasks before all others


def after() -> tuple[str, int] | None:
    """The key after which the next page begins; a spoilt one begins at the top."""
    code, _, number = request.args.get("after", "").removeprefix(APART).rpartition("~")
    return (code, int(number)) if code and number.isascii() and number.isdigit() and len(number) < 19 else None


def apart() -> bool:
    """Whether the tasks in which the words stand together were shown on the first page, before all others."""
    return request.args.get("after", "").startswith(APART)
