"""Documents on paper: who asked for which, and what came of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WAITING = sa.text("printed_at IS NULL AND refused_at IS NULL")
KEPT = sa.text("stored_as IS NOT NULL")


def upgrade() -> None:
    """One table, empty: nothing was printed before."""
    op.create_table(
        "print_jobs",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("instance_id", KEY, nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("requested_by_id", KEY, nullable=False),
        sa.Column("appointment_id", KEY, nullable=True),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("wake_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("printed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("stored_as", sa.String(length=32), nullable=True),
        sa.Column("swept_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('record', 'file')", name=op.f("ck_print_jobs_kind")),
        sa.ForeignKeyConstraint(["appointment_id"], ["appointments.id"], name=op.f("fk_print_jobs_appointment_id")),
        sa.ForeignKeyConstraint(["instance_id"], ["process_instances.id"], name=op.f("fk_print_jobs_instance_id")),
        sa.ForeignKeyConstraint(["requested_by_id"], ["persons.id"], name=op.f("fk_print_jobs_requested_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_print_jobs")),
        sa.UniqueConstraint("public_id", name=op.f("uq_print_jobs_public_id")),
    )
    op.create_index(
        "ix_print_jobs_waiting", "print_jobs", ["wake_at", "id"], postgresql_where=WAITING, sqlite_where=WAITING
    )
    op.create_index("ix_print_jobs_kept", "print_jobs", ["printed_at"], postgresql_where=KEPT, sqlite_where=KEPT)
    op.create_index(op.f("ix_print_jobs_instance_id"), "print_jobs", ["instance_id"], unique=False)


def downgrade() -> None:
    """The requests go; what was printed lies in the folder until somebody empties it."""
    op.drop_table("print_jobs")
