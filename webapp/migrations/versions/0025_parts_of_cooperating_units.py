"""Parts of co-operating units: what is wanted of each, what was delivered, and the files that belong to it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
STANDS = sa.text("dropped_at IS NULL")


def upgrade() -> None:
    """Two tables, empty; evidence that is there belongs to results and to no part."""
    op.create_table(
        "parts",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("instance_id", KEY, nullable=False),
        sa.Column("unit_id", KEY, nullable=False),
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column("due_at", MOMENT, nullable=True),
        sa.Column("asked_at", MOMENT, nullable=True),
        sa.Column("dropped_at", MOMENT, nullable=True),
        sa.Column("dropped_reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["instance_id"], ["process_instances.id"], name=op.f("fk_parts_instance_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["org_units.id"], name=op.f("fk_parts_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parts")),
        sa.UniqueConstraint("public_id", name=op.f("uq_parts_public_id")),
    )
    op.create_index(op.f("ix_parts_instance_id"), "parts", ["instance_id"], unique=False)
    op.create_index(
        "uq_parts_one_of_a_unit",
        "parts",
        ["instance_id", "unit_id"],
        unique=True,
        postgresql_where=STANDS,
        sqlite_where=STANDS,
    )
    op.create_table(
        "part_deliveries",
        sa.Column("id", KEY, nullable=False),
        sa.Column("part_id", KEY, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("delivered_by_id", KEY, nullable=False),
        sa.Column("appointment_id", KEY, nullable=True),
        sa.Column("delivered_at", MOMENT, nullable=False),
        sa.Column("decision", sa.String(length=20), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("decided_by_id", KEY, nullable=True),
        sa.Column("decided_in_id", KEY, nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.CheckConstraint("decision IN ('accepted', 'returned')", name=op.f("ck_part_deliveries_decision")),
        sa.ForeignKeyConstraint(["part_id"], ["parts.id"], name=op.f("fk_part_deliveries_part_id")),
        sa.ForeignKeyConstraint(["delivered_by_id"], ["persons.id"], name=op.f("fk_part_deliveries_delivered_by_id")),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointments.id"], name=op.f("fk_part_deliveries_appointment_id")
        ),
        sa.ForeignKeyConstraint(["decided_by_id"], ["persons.id"], name=op.f("fk_part_deliveries_decided_by_id")),
        sa.ForeignKeyConstraint(["decided_in_id"], ["appointments.id"], name=op.f("fk_part_deliveries_decided_in_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_part_deliveries")),
    )
    op.create_index(op.f("ix_part_deliveries_part_id"), "part_deliveries", ["part_id"], unique=False)
    # In words, and with what it points at: other tables point at this one, so SQLite must not make it anew.
    number = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    op.execute(
        f"ALTER TABLE attachments ADD COLUMN part_id {number} CONSTRAINT fk_attachments_part_id REFERENCES parts (id)"
    )


def downgrade() -> None:
    """What parts were wanted and delivered is forgotten; their files become evidence of the result."""
    op.execute("ALTER TABLE attachments DROP COLUMN part_id")
    op.drop_table("part_deliveries")
    op.drop_table("parts")
