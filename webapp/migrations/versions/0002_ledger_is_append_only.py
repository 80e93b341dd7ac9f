"""The ledger takes entries and gives them out; it neither changes nor loses them.

Notes may be deleted (that is how a person's words are erased; the chain holds only their salted hash) but never changed.
"""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

REFUSED = {"ledger_entries": ("UPDATE", "DELETE"), "ledger_notes": ("UPDATE",)}


def upgrade() -> None:
    """Triggers that refuse, on whichever database this is."""
    if op.get_bind().dialect.name == "sqlite":
        for table, verbs in REFUSED.items():
            for verb in verbs:
                op.execute(
                    f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"
                )
        return
    op.execute(
        "CREATE FUNCTION ledger_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the ledger is append-only'; END $$"
    )
    for table, verbs in REFUSED.items():
        op.execute(
            f"CREATE TRIGGER {table}_is_append_only BEFORE {' OR '.join(verbs)} ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION ledger_is_append_only()"
        )
    op.execute(
        "CREATE TRIGGER ledger_entries_no_truncate BEFORE TRUNCATE ON ledger_entries "
        "FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_append_only()"
    )


def downgrade() -> None:
    """Take the triggers away again."""
    if op.get_bind().dialect.name == "sqlite":
        for table, verbs in REFUSED.items():
            for verb in verbs:
                op.execute(f"DROP TRIGGER {table}_no_{verb.lower()}")
        return
    op.execute("DROP TRIGGER ledger_entries_no_truncate ON ledger_entries")
    for table in REFUSED:
        op.execute(f"DROP TRIGGER {table}_is_append_only ON {table}")
    op.execute("DROP FUNCTION ledger_is_append_only()")
