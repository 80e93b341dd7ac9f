"""The ledger takes entries and gives them out; it neither changes nor loses them. Each entry puts itself into the outbox.

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
    """Triggers that refuse, and the one that fills the outbox, on whichever database this is."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE TRIGGER ledger_entries_go_out AFTER INSERT ON ledger_entries "
            "BEGIN INSERT INTO outbox (entry_id) VALUES (NEW.id); END"
        )
        for table, verbs in REFUSED.items():
            for verb in verbs:
                op.execute(
                    f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"
                )
        return
    op.execute(
        "CREATE FUNCTION ledger_entry_goes_out() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN INSERT INTO outbox (entry_id) VALUES (NEW.id); RETURN NULL; END $$"
    )
    op.execute(
        "CREATE TRIGGER ledger_entries_go_out AFTER INSERT ON ledger_entries "
        "FOR EACH ROW EXECUTE FUNCTION ledger_entry_goes_out()"
    )
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
        op.execute("DROP TRIGGER ledger_entries_go_out")
        for table, verbs in REFUSED.items():
            for verb in verbs:
                op.execute(f"DROP TRIGGER {table}_no_{verb.lower()}")
        return
    op.execute("DROP TRIGGER ledger_entries_go_out ON ledger_entries")
    op.execute("DROP FUNCTION ledger_entry_goes_out()")
    op.execute("DROP TRIGGER ledger_entries_no_truncate ON ledger_entries")
    for table in REFUSED:
        op.execute(f"DROP TRIGGER {table}_is_append_only ON {table}")
    op.execute("DROP FUNCTION ledger_is_append_only()")
