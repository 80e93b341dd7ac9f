"""Indexes for the figures of a process: work by when it was closed, claims by their step."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

CLOSED = sa.text("closed_at IS NOT NULL")


def upgrade() -> None:
    """Two indexes; no row changes."""
    op.create_index(
        "ix_work_items_closed", "work_items", ["closed_at", "id"], postgresql_where=CLOSED, sqlite_where=CLOSED
    )
    op.create_index("ix_claims_work_item_id", "claims", ["work_item_id"])


def downgrade() -> None:
    """Without them the figures read whole tables."""
    op.drop_index("ix_claims_work_item_id", "claims")
    op.drop_index("ix_work_items_closed", "work_items")
