"""Who was told of what: notices, the mails that repeat them, and who wants none.

The outbox keeps what it holds; facts older than two weeks are news for nobody and leave it without a notice.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
UNSEEN, WAITING = sa.text("seen_at IS NULL"), sa.text("try_at IS NOT NULL")
GATHERING = sa.text("tried_at IS NULL AND withdrawn_at IS NULL")


def upgrade() -> None:
    """Three tables, empty: nobody was told of anything yet."""
    op.create_table(
        "mail_refusals",
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_mail_refusals_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_mail_refusals")),
    )
    _mails()
    _notifications()


def _mails() -> None:
    op.create_table(
        "mails",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(32), nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("try_at", MOMENT, nullable=True),
        sa.Column("tried_at", MOMENT, nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("sent_at", MOMENT, nullable=True),
        sa.Column("withdrawn_at", MOMENT, nullable=True),
        sa.Column("given_up_at", MOMENT, nullable=True),
        sa.Column("why", sa.String(20), nullable=True),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_mails_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mails")),
        sa.UniqueConstraint("public_id", name=op.f("uq_mails_public_id")),
    )
    op.create_index(
        "uq_mails_gathering", "mails", ["person_id"], unique=True, postgresql_where=GATHERING, sqlite_where=GATHERING
    )
    op.create_index("ix_mails_waiting", "mails", ["try_at", "id"], postgresql_where=WAITING, sqlite_where=WAITING)
    op.create_index(op.f("ix_mails_person_id_id"), "mails", ["person_id", "id"])


def _notifications() -> None:
    op.create_table(
        "notifications",
        sa.Column("id", KEY, nullable=False),
        sa.Column("entry_id", KEY, nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("kind", sa.String(60), nullable=False),
        sa.Column("instance_id", KEY, nullable=False),
        sa.Column("work_item_id", KEY, nullable=True),
        sa.Column("desk_item_id", KEY, nullable=True),
        sa.Column("reminds_on", sa.Date(), nullable=True),
        sa.Column("happened_at", MOMENT, nullable=False),
        sa.Column("told_at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=True),
        sa.Column("mail_id", KEY, nullable=True),
        sa.Column("unmailed", sa.String(20), nullable=True),
        sa.ForeignKeyConstraint(["entry_id"], ["ledger_entries.id"], name=op.f("fk_notifications_entry_id")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_notifications_person_id")),
        sa.ForeignKeyConstraint(["instance_id"], ["process_instances.id"], name=op.f("fk_notifications_instance_id")),
        sa.ForeignKeyConstraint(["work_item_id"], ["work_items.id"], name=op.f("fk_notifications_work_item_id")),
        sa.ForeignKeyConstraint(["desk_item_id"], ["work_items.id"], name=op.f("fk_notifications_desk_item_id")),
        sa.ForeignKeyConstraint(["mail_id"], ["mails.id"], name=op.f("fk_notifications_mail_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notifications")),
        sa.UniqueConstraint("entry_id", "person_id", name=op.f("uq_notifications_entry_id_person_id")),
        sa.UniqueConstraint(
            "person_id", "work_item_id", "reminds_on", name=op.f("uq_notifications_person_id_work_item_id_reminds_on")
        ),
    )
    op.create_index(
        "ix_notifications_unseen", "notifications", ["person_id"], postgresql_where=UNSEEN, sqlite_where=UNSEEN
    )
    op.create_index(
        op.f("ix_notifications_person_id_happened_at_id"), "notifications", ["person_id", "happened_at", "id"]
    )
    op.create_index(op.f("ix_notifications_instance_id"), "notifications", ["instance_id"])
    op.create_index(op.f("ix_notifications_mail_id"), "notifications", ["mail_id"])


def downgrade() -> None:
    """The facts stay in the ledger; who was told of them is forgotten."""
    for name in ("notifications", "mails", "mail_refusals"):
        op.drop_table(name)
