"""Moments with names, so that no test reads the wall clock. The story runs in March 2026, after Tết, without holidays."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

VIET_NAM = ZoneInfo("Asia/Ho_Chi_Minh")


def local(year: int, month: int, day: int, hour: int = 8, minute: int = 0) -> datetime:
    """A moment on the clock of Hà Nội, in UTC."""
    return datetime(year, month, day, hour, minute, tzinfo=VIET_NAM).astimezone(UTC)


A_MONDAY = local(2026, 3, 2)
A_TUESDAY = A_MONDAY + timedelta(days=1)
A_WEDNESDAY = A_MONDAY + timedelta(days=2)
A_SATURDAY = local(2026, 3, 7)
DUE = local(2026, 3, 12, 17)  # a Thursday, at the end of its working day
DAY_BEFORE_DUE = local(2026, 3, 11)
DAY_AFTER_DUE = local(2026, 3, 13)
