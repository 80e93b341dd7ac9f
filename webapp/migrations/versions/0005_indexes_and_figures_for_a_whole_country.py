"""A whole country: alarms in the order in which they are found, words to search by, parents that wait, and counted figures."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

OPEN = sa.text("closed_at IS NULL")
AWAITS = sa.text("ended_at IS NULL AND waiting_for LIKE '%children_completed%'")
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Indexes, and the tables of figures, which the clock fills."""
    op.drop_index("ix_work_items_open_wake", table_name="work_items")
    op.create_index(
        "ix_work_items_open_wake", "work_items", ["wake_at", "id"], postgresql_where=OPEN, sqlite_where=OPEN
    )
    op.create_index(
        "ix_process_instances_messages", "process_instances", ["id"], postgresql_where=AWAITS, sqlite_where=AWAITS
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE INDEX ix_resolution_tasks_words ON resolution_tasks "
            "USING gin (to_tsvector('simple'::regconfig, folded))"
        )
    op.create_table(
        "task_figures",
        sa.Column("task_id", KEY, nullable=False),
        sa.Column("code", sa.String(length=100), nullable=False),
        sa.Column("class_name", sa.String(length=30), nullable=False),
        sa.Column("deadline", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["task_id"], ["resolution_tasks.id"], name=op.f("fk_task_figures_task_id")),
        sa.PrimaryKeyConstraint("task_id", name=op.f("pk_task_figures")),
    )
    op.create_index("ix_task_figures_class", "task_figures", ["class_name", "code", "task_id"])
    op.create_index("ix_task_figures_deadline", "task_figures", ["deadline", "code", "task_id"])
    op.create_table(
        "figure_tallies",
        sa.Column("scope", KEY, nullable=False),
        sa.Column("own", sa.Boolean(), nullable=False),
        sa.Column("resolution_id", KEY, nullable=False),
        sa.Column("group_vi", sa.String(length=200), nullable=False),
        sa.Column("group_en", sa.String(length=200), nullable=False),
        sa.Column("class_name", sa.String(length=30), nullable=False),
        sa.Column("deadline", sa.String(length=20), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["resolution_id"], ["resolutions.id"], name=op.f("fk_figure_tallies_resolution_id")),
        sa.PrimaryKeyConstraint(
            "scope",
            "own",
            "resolution_id",
            "group_vi",
            "group_en",
            "class_name",
            "deadline",
            name=op.f("pk_figure_tallies"),
        ),
    )
    op.create_table(
        "figure_sheets",
        sa.Column("id", KEY, nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_figure_sheets")),
    )


def downgrade() -> None:
    """Take them away again; figures are counted anew whenever they are wanted."""
    for table in ("figure_sheets", "figure_tallies", "task_figures"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.drop_index("ix_resolution_tasks_words", table_name="resolution_tasks")
    op.drop_index("ix_process_instances_messages", table_name="process_instances")
    op.drop_index("ix_work_items_open_wake", table_name="work_items")
    op.create_index("ix_work_items_open_wake", "work_items", ["wake_at"], postgresql_where=OPEN, sqlite_where=OPEN)
