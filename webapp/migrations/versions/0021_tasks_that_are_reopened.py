"""Tasks that are reopened after their sign-off: which case goes on where another one had ended."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
POINTS = (
    ("instance_id", "process_instances"),
    ("former_id", "process_instances"),
    ("task_id", "resolution_tasks"),
    ("through_id", "process_instances"),
    ("reopened_by_id", "persons"),
    ("appointment_id", "appointments"),
)


def upgrade() -> None:
    """One table, empty."""
    op.create_table(
        "case_reopenings",
        sa.Column("instance_id", KEY, autoincrement=False, nullable=False),
        sa.Column("former_id", KEY, nullable=False),
        sa.Column("task_id", KEY, nullable=False),
        sa.Column("through_id", KEY, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("reopened_by_id", KEY, nullable=False),
        sa.Column("appointment_id", KEY, nullable=True),
        sa.Column("reopened_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("instance_id <> former_id", name=op.f("ck_case_reopenings_another_case")),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_case_reopenings_{column}"))
            for column, table in POINTS
        ),
        sa.PrimaryKeyConstraint("instance_id", name=op.f("pk_case_reopenings")),
        sa.UniqueConstraint("former_id", name=op.f("uq_case_reopenings_former_id")),
    )
    op.create_index(op.f("ix_case_reopenings_task_id"), "case_reopenings", ["task_id"], unique=False)


def downgrade() -> None:
    """The cases stay; that one goes on where another had ended is forgotten."""
    op.drop_table("case_reopenings")
