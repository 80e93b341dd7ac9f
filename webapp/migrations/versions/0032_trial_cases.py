"""Trial cases of drafts and of versions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """One table, empty."""
    op.create_table(
        "process_trials",
        sa.Column("id", KEY, nullable=False),
        sa.Column("owner_id", KEY, nullable=False),
        sa.Column("draft_id", KEY, nullable=True),
        sa.Column("version_id", KEY, nullable=True),
        sa.Column("story", sa.Text(), nullable=False),
        sa.Column("checksum", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("touched_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(draft_id IS NULL) <> (version_id IS NULL)", name=op.f("ck_process_trials_of_one_thing")),
        sa.ForeignKeyConstraint(["owner_id"], ["persons.id"], name=op.f("fk_process_trials_owner_id")),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["definition_drafts.id"], name=op.f("fk_process_trials_draft_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["version_id"], ["definition_versions.id"], name=op.f("fk_process_trials_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_process_trials")),
        sa.UniqueConstraint("owner_id", "draft_id", name=op.f("uq_process_trials_owner_id_draft_id")),
        sa.UniqueConstraint("owner_id", "version_id", name=op.f("uq_process_trials_owner_id_version_id")),
    )
    op.create_index(op.f("ix_process_trials_draft_id"), "process_trials", ["draft_id"], unique=False)


def downgrade() -> None:
    """Trial cases are forgotten."""
    op.drop_table("process_trials")
