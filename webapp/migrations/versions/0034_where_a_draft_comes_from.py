"""What a draft was made of, what a proposal changes, and notices about proposals."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ONE_THING = "(instance_id IS NULL) <> (proposal_id IS NULL)"


def upgrade() -> None:
    """Columns that are empty for what is there: every notice so far is about a case, and nobody wrote down what a proposal changed."""
    with op.batch_alter_table("definition_drafts") as table:
        table.add_column(sa.Column("report", sa.Text(), nullable=True))
    with op.batch_alter_table("definition_proposals") as table:
        table.add_column(sa.Column("based_on_id", KEY, nullable=True))
        table.create_foreign_key(
            op.f("fk_definition_proposals_based_on_id"), "definition_versions", ["based_on_id"], ["id"]
        )
    with op.batch_alter_table("notifications") as table:
        table.alter_column("instance_id", existing_type=KEY, nullable=True)
        table.add_column(sa.Column("proposal_id", KEY, nullable=True))
        table.create_foreign_key(op.f("fk_notifications_proposal_id"), "definition_proposals", ["proposal_id"], ["id"])
        table.create_check_constraint(op.f("ck_notifications_about_one_thing"), ONE_THING)


def downgrade() -> None:
    """Notices about proposals are forgotten, with their place in mails."""
    op.execute(sa.text("DELETE FROM notifications WHERE instance_id IS NULL"))
    with op.batch_alter_table("notifications") as table:
        table.drop_constraint(op.f("ck_notifications_about_one_thing"), type_="check")
        table.drop_constraint(op.f("fk_notifications_proposal_id"), type_="foreignkey")
        table.drop_column("proposal_id")
        table.alter_column("instance_id", existing_type=KEY, nullable=False)
    with op.batch_alter_table("definition_proposals") as table:
        table.drop_constraint(op.f("fk_definition_proposals_based_on_id"), type_="foreignkey")
        table.drop_column("based_on_id")
    with op.batch_alter_table("definition_drafts") as table:
        table.drop_column("report")
