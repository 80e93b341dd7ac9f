"""The files of one part are found without reading every file there is."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

OF_A_PART = sa.text("part_id IS NOT NULL")


def upgrade() -> None:
    """One index more."""
    op.create_index(
        "ix_attachments_part_id", "attachments", ["part_id"], postgresql_where=OF_A_PART, sqlite_where=OF_A_PART
    )


def downgrade() -> None:
    """One index less."""
    op.drop_index("ix_attachments_part_id", "attachments")
