"""These pages, put together: each module hangs its routes on the one blueprint."""

from __future__ import annotations

from webapp.processtimes import logs, running, times
from webapp.processtimes.door import processtimes

PARTS = (logs, running, times)
__all__ = ["PARTS", "processtimes"]
