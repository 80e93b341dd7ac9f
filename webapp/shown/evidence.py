"""Which evidence a browser may show: PDF and pictures, never what could carry markup or a script of a page."""

from __future__ import annotations

from collections.abc import Iterable

from workflows.work.models import Attachment

SHOWN = frozenset({"application/pdf", "image/png", "image/jpeg", "image/webp"})


def to_look_at(files: Iterable[Attachment]) -> list[Attachment]:
    """Those of the files that may be shown."""
    return [file for file in files if file.stored_as and file.media_type in SHOWN]
