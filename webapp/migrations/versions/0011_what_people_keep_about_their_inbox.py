"""What people keep for themselves: typed and not yet sent, views, steps put off, tasks followed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Four tables, empty."""
    op.create_table(
        "own_drafts",
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("work_item_id", KEY, nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("due_version", sa.Integer(), nullable=False),
        sa.Column("saved_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_own_drafts_person_id")),
        sa.ForeignKeyConstraint(["work_item_id"], ["work_items.id"], name=op.f("fk_own_drafts_work_item_id")),
        sa.PrimaryKeyConstraint("person_id", "work_item_id", name=op.f("pk_own_drafts")),
    )
    op.create_index(op.f("ix_own_drafts_saved_at"), "own_drafts", ["saved_at"], unique=False)
    op.create_table(
        "saved_views",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("unit_id", KEY, nullable=True),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("saved_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_saved_views_person_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["org_units.id"], name=op.f("fk_saved_views_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_views")),
        sa.UniqueConstraint("public_id", name=op.f("uq_saved_views_public_id")),
    )
    op.create_index(op.f("ix_saved_views_person_id"), "saved_views", ["person_id"], unique=False)
    op.create_index(op.f("ix_saved_views_unit_id"), "saved_views", ["unit_id"], unique=False)
    op.create_table(
        "put_off",
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("work_item_id", KEY, nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("put_off_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_put_off_person_id")),
        sa.ForeignKeyConstraint(["work_item_id"], ["work_items.id"], name=op.f("fk_put_off_work_item_id")),
        sa.PrimaryKeyConstraint("person_id", "work_item_id", name=op.f("pk_put_off")),
    )
    op.create_table(
        "followed",
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("instance_id", KEY, nullable=False),
        sa.Column("followed_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_followed_person_id")),
        sa.ForeignKeyConstraint(["instance_id"], ["process_instances.id"], name=op.f("fk_followed_instance_id")),
        sa.PrimaryKeyConstraint("person_id", "instance_id", name=op.f("pk_followed")),
    )


def downgrade() -> None:
    """All of it goes; nothing else knew it."""
    for table in ("followed", "put_off", "saved_views", "own_drafts"):
        op.drop_table(table)
