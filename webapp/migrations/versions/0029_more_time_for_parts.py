"""Until when a co-operating unit was granted more time for its part."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One column more, empty for every part there is."""
    op.add_column("parts", sa.Column("more_time_until", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """One column less."""
    with op.batch_alter_table("parts") as table:
        table.drop_column("more_time_until")
