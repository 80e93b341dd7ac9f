"""Running cases that go over to another version of their process."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OPEN = sa.text("ended_at IS NULL")
PAUSED = sa.text("resumed_at IS NULL")


def _moment(name: str, *, nullable: bool = True) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _points_at(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    """Three tables, empty; the running cases of a version are found by an index."""
    plans, cases, pauses = "migration_plans", "migration_cases", "migration_pauses"
    op.create_table(
        plans,
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("from_id", KEY, nullable=False),
        sa.Column("to_id", KEY, nullable=False),
        sa.Column("mapping", sa.Text(), nullable=False),
        sa.Column("made_by_id", KEY, nullable=False),
        _moment("made_at", nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        _moment("proposed_at"),
        sa.Column("decision_reason", sa.Text(), nullable=True),
        sa.Column("decided_by_id", KEY, nullable=True),
        _moment("decided_at"),
        sa.Column("ended_how", sa.String(length=20), nullable=True),
        sa.Column("ended_by_id", KEY, nullable=True),
        _moment("ended_at"),
        sa.CheckConstraint("from_id <> to_id", name=op.f("ck_migration_plans_two_versions")),
        sa.CheckConstraint("decided_by_id <> made_by_id", name=op.f("ck_migration_plans_four_eyes")),
        _points_at(plans, "from_id", "definition_versions"),
        _points_at(plans, "to_id", "definition_versions"),
        *(_points_at(plans, column, "persons") for column in ("made_by_id", "decided_by_id", "ended_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_migration_plans")),
        sa.UniqueConstraint("public_id", name=op.f("uq_migration_plans_public_id")),
    )
    op.create_index(op.f("ix_migration_plans_key"), plans, ["key"], unique=False)
    op.create_index(
        "uq_migration_plans_open", plans, ["from_id"], unique=True, postgresql_where=OPEN, sqlite_where=OPEN
    )
    op.create_table(
        cases,
        sa.Column("plan_id", KEY, nullable=False),
        sa.Column("instance_id", KEY, nullable=False),
        sa.Column("stands", sa.String(length=250), nullable=False),
        sa.Column("foreseen", sa.String(length=20), nullable=False),
        _moment("foreseen_at", nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=True),
        _moment("acted_at"),
        sa.Column("remarks", sa.Text(), nullable=False),
        _moment("try_at"),
        _points_at(cases, "plan_id", plans),
        _points_at(cases, "instance_id", "process_instances"),
        sa.PrimaryKeyConstraint("plan_id", "instance_id", name=op.f("pk_migration_cases")),
    )
    op.create_index(op.f("ix_migration_cases_instance_id"), cases, ["instance_id"], unique=False)
    op.create_table(
        pauses,
        sa.Column("id", KEY, nullable=False),
        sa.Column("plan_id", KEY, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("paused_by_id", KEY, nullable=False),
        _moment("paused_at", nullable=False),
        sa.Column("resumed_by_id", KEY, nullable=True),
        _moment("resumed_at"),
        _points_at(pauses, "plan_id", plans),
        *(_points_at(pauses, column, "persons") for column in ("paused_by_id", "resumed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_migration_pauses")),
    )
    op.create_index(op.f("ix_migration_pauses_plan_id"), pauses, ["plan_id"], unique=False)
    op.create_index(
        "uq_migration_pauses_one", pauses, ["plan_id"], unique=True, postgresql_where=PAUSED, sqlite_where=PAUSED
    )
    op.create_index(
        "ix_process_instances_version",
        "process_instances",
        ["definition_version_id", "id"],
        postgresql_where=OPEN,
        sqlite_where=OPEN,
    )


def downgrade() -> None:
    """Plans are forgotten; cases stay on the version that they are on."""
    op.drop_index("ix_process_instances_version", "process_instances")
    for table in ("migration_pauses", "migration_cases", "migration_plans"):
        op.drop_table(table)
