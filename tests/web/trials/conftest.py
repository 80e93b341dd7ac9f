"""The two designers, as at their pages."""

from __future__ import annotations

from tests.web.designer.conftest import khoa, vy

__all__ = ["khoa", "vy"]
