"""The pages put together: each module hangs its routes on the one blueprint."""

from __future__ import annotations

from webapp.migration import carrying, choosing
from webapp.migration.door import migrations

PARTS = (carrying, choosing)
__all__ = ["PARTS", "migrations"]
