"""What a task of the register said before it was changed, field by field."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """One table, empty: what was changed before stands in the ledger, without the words."""
    op.create_table(
        "task_changes",
        sa.Column("id", KEY, nullable=False),
        sa.Column("task_id", KEY, nullable=False),
        sa.Column("field", sa.String(length=30), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("import_id", KEY, nullable=True),
        sa.Column("changed_by", sa.String(length=40), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["plan_imports.id"], name=op.f("fk_task_changes_import_id")),
        sa.ForeignKeyConstraint(["task_id"], ["resolution_tasks.id"], name=op.f("fk_task_changes_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_changes")),
    )
    op.create_index(op.f("ix_task_changes_task_id_id"), "task_changes", ["task_id", "id"], unique=False)


def downgrade() -> None:
    """The table goes with what it remembers."""
    op.drop_table("task_changes")
