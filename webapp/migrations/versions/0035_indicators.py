"""The catalogue of indicators, whose definitions nobody changes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Four tables, and triggers that keep a definition as it was said."""
    _create_indicators()
    _create_definitions()
    for name, verb in (("opening", "opened"), ("closing", "closed")):
        why = [sa.Column("reason", sa.Text(), nullable=False)] if name == "closing" else []
        table = f"indicator_{name}s"
        op.create_table(
            table,
            sa.Column("indicator_id", KEY, autoincrement=False, nullable=False),
            *why,
            sa.Column(f"{verb}_by", sa.String(40), nullable=False),
            sa.Column(f"{verb}_at", sa.DateTime(timezone=True), nullable=False),
            sa.ForeignKeyConstraint(["indicator_id"], ["indicators.id"], name=op.f(f"fk_{table}_indicator_id")),
            sa.PrimaryKeyConstraint("indicator_id", name=op.f(f"pk_{table}")),
        )
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER indicator_definitions_no_{verb.lower()} BEFORE {verb} ON indicator_definitions "
                "BEGIN SELECT RAISE(ABORT, 'a definition of an indicator stays as it is'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION indicator_definition_stays() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'a definition of an indicator stays as it is'; END $$"
    )
    op.execute(
        "CREATE TRIGGER indicator_definitions_stay BEFORE UPDATE OR DELETE ON indicator_definitions "
        "FOR EACH ROW EXECUTE FUNCTION indicator_definition_stays()"
    )


def _create_indicators() -> None:
    op.create_table(
        "indicators",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(32), nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("set_name", sa.String(20), nullable=False),
        sa.Column("resolution_id", KEY, nullable=True),
        sa.Column("origin", sa.String(10), nullable=False),
        sa.Column("registered_by", sa.String(40), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("set_name IN ('strategic', 'operational')", name=op.f("ck_indicators_set_name")),
        sa.CheckConstraint("origin IN ('plan', 'demo')", name=op.f("ck_indicators_origin")),
        sa.ForeignKeyConstraint(["resolution_id"], ["resolutions.id"], name=op.f("fk_indicators_resolution_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicators")),
        sa.UniqueConstraint("public_id", name=op.f("uq_indicators_public_id")),
        sa.UniqueConstraint("code", name=op.f("uq_indicators_code")),
    )
    op.create_index(op.f("ix_indicators_resolution_id"), "indicators", ["resolution_id"])


def _create_definitions() -> None:
    table = "indicator_definitions"
    op.create_table(
        table,
        sa.Column("id", KEY, nullable=False),
        sa.Column("indicator_id", KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("from_period", sa.String(10), nullable=False),
        sa.Column("name_vi", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("group_name", sa.String(20), nullable=False),
        sa.Column("owner_unit_id", KEY, nullable=True),
        sa.Column("approver_unit_id", KEY, nullable=True),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("defined_by", sa.String(40), nullable=False),
        sa.Column("defined_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("owner_unit_id <> approver_unit_id", name=op.f(f"ck_{table}_four_eyes")),
        sa.ForeignKeyConstraint(["indicator_id"], ["indicators.id"], name=op.f(f"fk_{table}_indicator_id")),
        sa.ForeignKeyConstraint(["owner_unit_id"], ["org_units.id"], name=op.f(f"fk_{table}_owner_unit_id")),
        sa.ForeignKeyConstraint(["approver_unit_id"], ["org_units.id"], name=op.f(f"fk_{table}_approver_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("indicator_id", "number", name=op.f(f"uq_{table}_indicator_id_number")),
    )
    op.create_index(op.f(f"ix_{table}_owner_unit_id"), table, ["owner_unit_id"])


def downgrade() -> None:
    """The catalogue is forgotten."""
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP TRIGGER indicator_definitions_stay ON indicator_definitions")
        op.execute("DROP FUNCTION indicator_definition_stays()")
    for table in ("indicator_closings", "indicator_openings", "indicator_definitions", "indicators"):
        op.drop_table(table)
