"""Difficulties and proposals, and their answers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
POINTS_TO = (
    ("instance_id", "process_instances"),
    ("work_item_id", "work_items"),
    ("raised_by_id", "persons"),
    ("appointment_id", "appointments"),
    ("answered_by_id", "persons"),
    ("answered_in_id", "appointments"),
)


def upgrade() -> None:
    """One table, empty."""
    op.create_table(
        "difficulties",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("instance_id", KEY, nullable=False),
        sa.Column("work_item_id", KEY, nullable=False),
        sa.Column("matter", sa.String(length=20), nullable=False),
        sa.Column("addressed", sa.String(length=20), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("raised_by_id", KEY, nullable=False),
        sa.Column("appointment_id", KEY, nullable=True),
        sa.Column("raised_at", MOMENT, nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_by_id", KEY, nullable=True),
        sa.Column("answered_in_id", KEY, nullable=True),
        sa.Column("answered_at", MOMENT, nullable=True),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_difficulties_{column}"))
            for column, table in POINTS_TO
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_difficulties")),
        sa.UniqueConstraint("public_id", name=op.f("uq_difficulties_public_id")),
    )
    op.create_index(op.f("ix_difficulties_instance_id"), "difficulties", ["instance_id"], unique=False)


def downgrade() -> None:
    """All of it goes; the ledger keeps that it was said."""
    op.drop_table("difficulties")
