"""Posts that are closed keep their last day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Every post goes on."""
    op.add_column("positions", sa.Column("valid_until", sa.Date(), nullable=True))


def downgrade() -> None:
    """Closed posts stand open again."""
    op.drop_column("positions", "valid_until")
