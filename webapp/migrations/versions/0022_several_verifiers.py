"""How many people verify a task's result, and how many of them must approve; one verification by one person."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0020"
branch_labels = None
depends_on = None

VERIFICATION = sa.text("stage = 'verification'")
ENOUGH = "approvals_needed BETWEEN 1 AND verifiers"


def upgrade() -> None:
    """Two columns that say one and one, as it was until now, and a unique index; no row is touched."""
    one = {"nullable": False, "server_default": "1"}
    with op.batch_alter_table("resolution_tasks") as altered:
        altered.add_column(sa.Column("verifiers", sa.Integer(), **one))
        altered.add_column(sa.Column("approvals_needed", sa.Integer(), **one))
        altered.create_check_constraint(op.f("ck_resolution_tasks_enough_verifiers"), ENOUGH)
    op.create_index(
        "uq_reviews_one_verification",
        "reviews",
        ["submission_id", "decided_by_id"],
        unique=True,
        postgresql_where=VERIFICATION,
        sqlite_where=VERIFICATION,
    )


def downgrade() -> None:
    """Every task has one verifier again."""
    op.drop_index("uq_reviews_one_verification", table_name="reviews")
    with op.batch_alter_table("resolution_tasks") as altered:
        altered.drop_constraint(op.f("ck_resolution_tasks_enough_verifiers"), type_="check")
        altered.drop_column("approvals_needed")
        altered.drop_column("verifiers")
