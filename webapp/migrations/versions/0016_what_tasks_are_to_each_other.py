"""What tasks are to each other, what the register of documents said before, and the lists of a group and of a document."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
VALID = {"postgresql_where": sa.text("ended_at IS NULL"), "sqlite_where": sa.text("ended_at IS NULL")}


def upgrade() -> None:
    """Two tables, empty, and two indexes."""
    op.create_table(
        "task_links",
        sa.Column("id", KEY, nullable=False),
        sa.Column("task_id", KEY, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("other_id", KEY, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("linked_by", sa.String(length=40), nullable=False),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_by", sa.String(length=40), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('split_from', 'merged_into', 'implements')", name=op.f("ck_task_links_kind")),
        sa.CheckConstraint("task_id <> other_id", name=op.f("ck_task_links_not_with_itself")),
        sa.ForeignKeyConstraint(["other_id"], ["resolution_tasks.id"], name=op.f("fk_task_links_other_id")),
        sa.ForeignKeyConstraint(["task_id"], ["resolution_tasks.id"], name=op.f("fk_task_links_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_links")),
    )
    op.create_index("uq_task_links_valid", "task_links", ["task_id", "kind", "other_id"], unique=True, **VALID)
    op.create_index("ix_task_links_other", "task_links", ["other_id", "kind", "task_id"], unique=False, **VALID)
    op.create_table(
        "document_changes",
        sa.Column("id", KEY, nullable=False),
        sa.Column("document_id", KEY, nullable=False),
        sa.Column("field", sa.String(length=30), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("changed_by", sa.String(length=40), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["assigning_documents.id"], name=op.f("fk_document_changes_document_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_changes")),
    )
    op.create_index(op.f("ix_document_changes_document_id_id"), "document_changes", ["document_id", "id"], unique=False)
    for first in ("group_vi", "document_id"):
        name = op.f(f"ix_resolution_tasks_{first}_code_id")
        op.create_index(name, "resolution_tasks", [first, "code", "id"], unique=False)


def downgrade() -> None:
    """Tables and indexes go."""
    for first in ("group_vi", "document_id"):
        op.drop_index(op.f(f"ix_resolution_tasks_{first}_code_id"), table_name="resolution_tasks")
    op.drop_table("document_changes")
    op.drop_table("task_links")
