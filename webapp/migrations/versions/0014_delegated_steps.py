"""The steps that somebody delegated, by whoever answers for them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

NOW = sa.text("released_at IS NULL AND how = 'delegated'")


def upgrade() -> None:
    """An index; claims keep what they have."""
    op.create_index("ix_claims_delegated", "claims", ["by_id"], unique=False, postgresql_where=NOW, sqlite_where=NOW)


def downgrade() -> None:
    """The index goes."""
    op.drop_index("ix_claims_delegated", table_name="claims")
