"""Some rivals meet at the pages: these tests have the web tests' door too, on both databases."""

from __future__ import annotations

from tests.web.conftest import app, clock, signed_in, visitor

__all__ = ["app", "clock", "signed_in", "visitor"]
