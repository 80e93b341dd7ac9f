"""Editions of the organisation: a word that the database replaces whenever units, posts, what people are entitled to, or calendars change.

And on PostgreSQL the entries of one statement go into the outbox together, not each by a call of its own.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

WATCHED = (
    "org_units",
    "unit_ancestry",
    "positions",
    "appointments",
    "candidate_groups",
    "group_members",
    "grants",
    "calendar_days",
)
TOGETHER = "REFERENCING NEW TABLE AS written FOR EACH STATEMENT"
REPLACE = {
    "sqlite": "INSERT INTO organisation_edition (id, edition) VALUES (1, lower(hex(randomblob(16)))) "
    "ON CONFLICT (id) DO UPDATE SET edition = excluded.edition",
    "postgresql": "INSERT INTO organisation_edition (id, edition) VALUES (1, gen_random_uuid()) "
    "ON CONFLICT (id) DO UPDATE SET edition = excluded.edition",
}


def upgrade() -> None:
    """The table, its triggers, and the first edition where there is an organisation already."""
    op.create_table(
        "organisation_edition",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("edition", sa.String(length=36), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_organisation_edition_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_edition")),
    )
    name = op.get_bind().dialect.name
    replace = REPLACE[name]
    if name == "sqlite":
        for table in WATCHED:
            for verb in ("INSERT", "UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {table}_edition_{verb.lower()} AFTER {verb} ON {table} BEGIN {replace}; END"
                )
    else:
        op.execute(
            "CREATE FUNCTION organisation_has_changed() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN {replace}; RETURN NULL; END $$"
        )
        for table in WATCHED:
            op.execute(
                f"CREATE TRIGGER {table}_edition AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION organisation_has_changed()"
            )
        _outbox("INSERT INTO outbox (entry_id) SELECT id FROM written ORDER BY id", TOGETHER)
    if op.get_bind().scalar(sa.text("SELECT 1 FROM org_units LIMIT 1")):
        op.execute(replace)


def downgrade() -> None:
    """Without editions every answer is asked for anew."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table in WATCHED:
        for verb in ("insert", "update", "delete") if sqlite else ("",):
            op.execute(f"DROP TRIGGER {table}_edition_{verb}" if sqlite else f"DROP TRIGGER {table}_edition ON {table}")
    if not sqlite:
        op.execute("DROP FUNCTION organisation_has_changed()")
        _outbox("INSERT INTO outbox (entry_id) VALUES (NEW.id)", "FOR EACH ROW")
    op.drop_table("organisation_edition")


def _outbox(fill: str, how: str) -> None:
    op.execute("DROP TRIGGER ledger_entries_go_out ON ledger_entries")
    op.execute(
        "CREATE OR REPLACE FUNCTION ledger_entry_goes_out() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {fill}; RETURN NULL; END $$"
    )
    op.execute(
        "CREATE TRIGGER ledger_entries_go_out AFTER INSERT ON ledger_entries "
        f"{how} EXECUTE FUNCTION ledger_entry_goes_out()"
    )
