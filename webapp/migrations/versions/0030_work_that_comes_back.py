"""Work that was handed over until a day: when it goes back, and to whom."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

COMES_BACK = sa.text("released_at IS NULL AND back_at IS NOT NULL")


def upgrade() -> None:
    """Two columns more, empty: what was given so far was given for good."""
    with op.batch_alter_table("claims") as table:
        table.add_column(sa.Column("back_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("back_to_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True))
        table.create_foreign_key("fk_claims_back_to_id_persons", "persons", ["back_to_id"], ["id"])
    op.create_index("ix_claims_back", "claims", ["back_at"], postgresql_where=COMES_BACK, sqlite_where=COMES_BACK)


def downgrade() -> None:
    """Two columns less."""
    op.drop_index("ix_claims_back", "claims")
    with op.batch_alter_table("claims") as table:
        table.drop_constraint("fk_claims_back_to_id_persons", type_="foreignkey")
        table.drop_column("back_to_id")
        table.drop_column("back_at")
