"""Mergers of units: decided once, carried out by the clock, kept as the way from the old unit to the new."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
STANDS = sa.text("withdrawn_at IS NULL")


def upgrade() -> None:
    """One table, empty."""
    op.create_table(
        "unit_mergers",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("unit_id", KEY, nullable=False),
        sa.Column("into_id", KEY, nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("head_post_id", KEY, nullable=True),
        sa.Column("keeps_grants", sa.Boolean(), nullable=False),
        sa.Column("decided_by_id", KEY, nullable=True),
        sa.Column("decided_at", MOMENT, nullable=False),
        sa.Column("withdrawn_at", MOMENT, nullable=True),
        sa.Column("begun_at", MOMENT, nullable=True),
        sa.Column("done_at", MOMENT, nullable=True),
        sa.Column("wake_at", MOMENT, nullable=True),
        sa.Column("through_case_id", KEY, nullable=False),
        sa.CheckConstraint("unit_id <> into_id", name=op.f("ck_unit_mergers_two_units")),
        sa.ForeignKeyConstraint(["unit_id"], ["org_units.id"], name=op.f("fk_unit_mergers_unit_id")),
        sa.ForeignKeyConstraint(["into_id"], ["org_units.id"], name=op.f("fk_unit_mergers_into_id")),
        sa.ForeignKeyConstraint(["head_post_id"], ["positions.id"], name=op.f("fk_unit_mergers_head_post_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["persons.id"], name=op.f("fk_unit_mergers_decided_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_mergers")),
        sa.UniqueConstraint("public_id", name=op.f("uq_unit_mergers_public_id")),
    )
    op.create_index(
        "uq_unit_mergers_one", "unit_mergers", ["unit_id"], unique=True, postgresql_where=STANDS, sqlite_where=STANDS
    )
    op.create_index(op.f("ix_unit_mergers_into_id"), "unit_mergers", ["into_id"], unique=False)
    op.create_index(op.f("ix_unit_mergers_wake_at"), "unit_mergers", ["wake_at"], unique=False)


def downgrade() -> None:
    """The way from the old units to the new is forgotten; what followed stays where it is."""
    op.drop_table("unit_mergers")
