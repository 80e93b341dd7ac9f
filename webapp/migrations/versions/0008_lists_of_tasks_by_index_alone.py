"""The index from a case to its task carries what a list of tasks sorts and narrows by, so that PostgreSQL need not open the wide rows."""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

NAME, TABLE = "uq_resolution_tasks_instance", "resolution_tasks"
CARRIED = ["id", "code", "parent_id", "group_vi", "group_en"]


def upgrade() -> None:
    """The same index, with more in it; SQLite has no such thing and keeps its own."""
    if op.get_bind().dialect.name == "postgresql":
        op.drop_index(NAME, TABLE)
        op.create_index(NAME, TABLE, ["instance_id"], unique=True, postgresql_include=CARRIED)


def downgrade() -> None:
    """As it was."""
    if op.get_bind().dialect.name == "postgresql":
        op.drop_index(NAME, TABLE)
        op.create_index(NAME, TABLE, ["instance_id"], unique=True)
