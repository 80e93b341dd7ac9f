"""The pages of the designer, put together: each module hangs its routes on the one blueprint."""

from __future__ import annotations

from webapp.designer import (
    archiving,
    bases,
    checking,
    drafting,
    editor,
    expressions,
    files,
    listing,
    printing,
    process,
    proposing,
    reporting,
)
from webapp.designer.door import designer

PARTS = (
    archiving,
    bases,
    checking,
    drafting,
    editor,
    expressions,
    files,
    listing,
    printing,
    process,
    proposing,
    reporting,
)
__all__ = ["PARTS", "designer"]
