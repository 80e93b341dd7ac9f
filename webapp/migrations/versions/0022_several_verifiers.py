"""How many people verify a task's result, and how many of them must approve; one verification by one person."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

VERIFICATION = sa.text("stage = 'verification'")
ENOUGH = "approvals_needed BETWEEN 1 AND verifiers"


def upgrade() -> None:
    """Two columns that say one and one, as it was until now, and a unique index; no row is touched."""
    one: dict[str, Any] = {"nullable": False, "server_default": "1"}
    enough = sa.CheckConstraint(ENOUGH, name=op.f("ck_resolution_tasks_enough_verifiers"))
    # One column after the other, and the check with its column: other tables point at this one, so SQLite must not make it anew.
    op.add_column("resolution_tasks", sa.Column("verifiers", sa.Integer(), **one))
    op.add_column("resolution_tasks", sa.Column("approvals_needed", sa.Integer(), enough, **one))
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
    op.drop_column("resolution_tasks", "approvals_needed")
    op.drop_column("resolution_tasks", "verifiers")
