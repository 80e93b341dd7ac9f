"""How much a person did within an hour or a day, for the rates of ``webapp/rates.py``."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One table, empty: nobody has done anything yet within this hour."""
    op.create_table(
        "tallies",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("begins_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_tallies_person_id")),
        sa.PrimaryKeyConstraint("kind", "person_id", "begins_at", name=op.f("pk_tallies")),
    )
    op.create_index(op.f("ix_tallies_begins_at"), "tallies", ["begins_at"], unique=False)


def downgrade() -> None:
    """The counts go; nothing else knew them."""
    op.drop_table("tallies")
