"""Rows about the installation itself."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from workflows.db import Base, Key, UtcDateTime


class Restoration(Base):
    """This database was put back from an archive. Until an operator confirms it, the clock stands still and nothing goes out.

    ``archive`` is the SHA-256 of the archive's manifest, ``saved_at`` the moment of what it holds.
    """

    __tablename__ = "restorations"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    archive: Mapped[str] = mapped_column(String(64))
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    restored_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reason: Mapped[str | None] = mapped_column(Text)
