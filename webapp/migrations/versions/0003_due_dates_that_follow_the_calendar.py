"""A step knows when its present due date was set, so that nobody is warned of what was said just then."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Steps that are open keep their dates; where nobody says when a date was set, the opening counts."""
    op.add_column("work_items", sa.Column("due_set_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Forget it again."""
    op.drop_column("work_items", "due_set_at")
