"""Short texts that people keep for reasons and answers, for themselves or for their unit."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """One table, empty."""
    op.create_table(
        "kept_texts",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("unit_id", KEY, nullable=True),
        sa.Column("kind", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_kept_texts_person_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["org_units.id"], name=op.f("fk_kept_texts_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_texts")),
        sa.UniqueConstraint("public_id", name=op.f("uq_kept_texts_public_id")),
    )
    op.create_index(op.f("ix_kept_texts_person_id"), "kept_texts", ["person_id"], unique=False)
    op.create_index(op.f("ix_kept_texts_unit_id"), "kept_texts", ["unit_id"], unique=False)


def downgrade() -> None:
    """The texts are forgotten; what was written with them stays where it is."""
    op.drop_table("kept_texts")
