"""Drafts of processes, and processes that take no new cases."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Three tables, empty."""
    op.create_table(
        "definition_drafts",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("owner_id", KEY, nullable=False),
        sa.Column("based_on_id", KEY, nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["persons.id"], name=op.f("fk_definition_drafts_owner_id")),
        sa.ForeignKeyConstraint(
            ["based_on_id"], ["definition_versions.id"], name=op.f("fk_definition_drafts_based_on_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_definition_drafts")),
        sa.UniqueConstraint("public_id", name=op.f("uq_definition_drafts_public_id")),
        sa.UniqueConstraint("owner_id", "key", name=op.f("uq_definition_drafts_owner_id_key")),
    )
    op.create_index(op.f("ix_definition_drafts_key"), "definition_drafts", ["key"], unique=False)
    op.create_table(
        "definition_draft_files",
        sa.Column("draft_id", KEY, nullable=False),
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["definition_drafts.id"], name=op.f("fk_definition_draft_files_draft_id")
        ),
        sa.PrimaryKeyConstraint("draft_id", "path", name=op.f("pk_definition_draft_files")),
    )
    op.create_table(
        "definition_retirements",
        sa.Column("version_id", KEY, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("retired_by_id", KEY, nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["definition_versions.id"], name=op.f("fk_definition_retirements_version_id")
        ),
        sa.ForeignKeyConstraint(
            ["retired_by_id"], ["persons.id"], name=op.f("fk_definition_retirements_retired_by_id")
        ),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_definition_retirements")),
    )


def downgrade() -> None:
    """Drafts are forgotten; every process takes new cases again."""
    op.drop_table("definition_retirements")
    op.drop_table("definition_draft_files")
    op.drop_table("definition_drafts")
