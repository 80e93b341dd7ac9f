"""Journeys go through the pages too, so they have the web tests' door: its clock, its visitors, its people who sign in."""

from __future__ import annotations

from tests.web.conftest import app, clock, signed_in, visitor

__all__ = ["app", "clock", "signed_in", "visitor"]
