"""What people say about a case: comments, mentions, instructions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
WAITING = sa.text("acknowledged_at IS NULL")


def upgrade() -> None:
    """Three tables, empty."""
    op.create_table(
        "comments",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("instance_id", KEY, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("said_by_id", KEY, nullable=False),
        sa.Column("appointment_id", KEY, nullable=True),
        sa.Column("said_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["appointment_id"], ["appointments.id"], name=op.f("fk_comments_appointment_id")),
        sa.ForeignKeyConstraint(["instance_id"], ["process_instances.id"], name=op.f("fk_comments_instance_id")),
        sa.ForeignKeyConstraint(["said_by_id"], ["persons.id"], name=op.f("fk_comments_said_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comments")),
        sa.UniqueConstraint("public_id", name=op.f("uq_comments_public_id")),
    )
    op.create_index(op.f("ix_comments_instance_id_id"), "comments", ["instance_id", "id"], unique=False)
    op.create_table(
        "mentions",
        sa.Column("comment_id", KEY, nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["comment_id"], ["comments.id"], name=op.f("fk_mentions_comment_id")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_mentions_person_id")),
        sa.PrimaryKeyConstraint("comment_id", "person_id", name=op.f("pk_mentions")),
    )
    op.create_table(
        "instructions",
        sa.Column("comment_id", KEY, nullable=False),
        sa.Column("work_item_id", KEY, nullable=False),
        sa.Column("acknowledged_at", MOMENT, nullable=True),
        sa.Column("acknowledged_by_id", KEY, nullable=True),
        sa.Column("acknowledged_in_id", KEY, nullable=True),
        sa.ForeignKeyConstraint(
            ["acknowledged_by_id"], ["persons.id"], name=op.f("fk_instructions_acknowledged_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["acknowledged_in_id"], ["appointments.id"], name=op.f("fk_instructions_acknowledged_in_id")
        ),
        sa.ForeignKeyConstraint(["comment_id"], ["comments.id"], name=op.f("fk_instructions_comment_id")),
        sa.ForeignKeyConstraint(["work_item_id"], ["work_items.id"], name=op.f("fk_instructions_work_item_id")),
        sa.PrimaryKeyConstraint("comment_id", name=op.f("pk_instructions")),
    )
    op.create_index(
        "ix_instructions_waiting",
        "instructions",
        ["work_item_id"],
        unique=False,
        postgresql_where=WAITING,
        sqlite_where=WAITING,
    )


def downgrade() -> None:
    """All of it goes; the ledger keeps that it was said."""
    for table in ("instructions", "mentions", "comments"):
        op.drop_table(table)
