"""The open steps that a unit answers for are found by an index of their own: what its head's desk counts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

OPEN = sa.text("closed_at IS NULL")


def upgrade() -> None:
    """One more index over open steps."""
    op.create_index(
        "ix_work_items_open_unit",
        "work_items",
        ["unit_id", "due_at"],
        unique=False,
        postgresql_where=OPEN,
        sqlite_where=OPEN,
    )


def downgrade() -> None:
    """Take it away."""
    op.drop_index("ix_work_items_open_unit", table_name="work_items")
