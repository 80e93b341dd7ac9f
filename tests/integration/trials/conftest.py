"""The two designers, and the main process."""

from __future__ import annotations

from tests.integration.definitions.conftest import khoa, process, vy

__all__ = ["khoa", "process", "vy"]
