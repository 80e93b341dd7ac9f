"""What a person did about delays is found by an index of its own: the supervisor's desk begins with it."""

from __future__ import annotations

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One more index."""
    op.create_index(op.f("ix_escalation_acts_by_id_id"), "escalation_acts", ["by_id", "id"], unique=False)


def downgrade() -> None:
    """Take it away."""
    op.drop_index(op.f("ix_escalation_acts_by_id_id"), table_name="escalation_acts")
