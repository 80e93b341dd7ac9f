"""A step keeps the rule of a due date given in working days, and when it was set; a changed calendar leaves a mark."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
LAID_ASIDE = sa.text("recount_at IS NOT NULL")


def upgrade() -> None:
    """Steps that are open keep their dates, which count as fixed: nobody wrote down how they were given."""
    op.add_column("work_items", sa.Column("due_set_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("work_items", sa.Column("due_rule", sa.Text(), nullable=True))
    op.add_column("work_items", sa.Column("recount_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_work_items_recount_at",
        "work_items",
        ["recount_at"],
        unique=False,
        postgresql_where=LAID_ASIDE,
        sqlite_where=LAID_ASIDE,
    )
    op.create_table(
        "calendar_changes",
        sa.Column("id", KEY, nullable=False),
        sa.Column("unit_id", KEY, nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("wake_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("through_item_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["org_units.id"], name=op.f("fk_calendar_changes_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_changes")),
    )
    op.create_index(op.f("ix_calendar_changes_wake_at"), "calendar_changes", ["wake_at"], unique=False)


def downgrade() -> None:
    """Forget them again."""
    op.drop_table("calendar_changes")
    op.drop_index("ix_work_items_recount_at", table_name="work_items")
    for column in ("recount_at", "due_rule", "due_set_at"):
        op.drop_column("work_items", column)
