"""Incidents name their thing, their sentence in any language, their owner, and the crashes after which they are parked; clock
processes leave a heartbeat; a drawn timer can be parked.

Incidents that are there keep their sentence. Where several were open for one job and thing, the newest stays open.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
OPEN, RUNNING, STILL = sa.text("closed_at IS NULL"), sa.text("ended_at IS NULL"), sa.text("until IS NULL")
NAMED = (
    "UPDATE incidents SET tried_at = raised_at, template = sentence, thing = CASE "
    "WHEN work_item_id IS NOT NULL THEN 'item:' || work_item_id "
    "WHEN instance_id IS NOT NULL THEN 'case:' || instance_id ELSE '' END"
)
ONE_OPEN = (
    "UPDATE incidents SET closed_at = raised_at WHERE closed_at IS NULL AND id NOT IN "
    "(SELECT max(id) FROM incidents WHERE closed_at IS NULL GROUP BY job, thing)"
)


def upgrade() -> None:
    """Add what an incident says about itself, name the thing of those that are there, then demand both."""
    with op.batch_alter_table("incidents") as batch:
        batch.add_column(sa.Column("thing", sa.String(80), nullable=False, server_default=""))
        batch.add_column(sa.Column("template", sa.Text(), nullable=True))
        batch.add_column(sa.Column("params", sa.Text(), nullable=False, server_default="{}"))
        batch.add_column(sa.Column("words", sa.Text(), nullable=True))
        batch.add_column(sa.Column("tried_at", MOMENT, nullable=True))
        batch.add_column(sa.Column("crashes", sa.Integer(), nullable=False, server_default="0"))
        batch.add_column(sa.Column("parked_at", MOMENT, nullable=True))
        batch.add_column(sa.Column("closed_by_id", KEY, nullable=True))
    op.execute(NAMED)
    op.execute(ONE_OPEN)
    with op.batch_alter_table("incidents") as batch:
        for name, kind in (("thing", sa.String(80)), ("params", sa.Text()), ("crashes", sa.Integer())):
            batch.alter_column(name, existing_type=kind, existing_nullable=False, server_default=None)
        batch.alter_column("tried_at", existing_type=MOMENT, nullable=False)
        batch.create_foreign_key(op.f("fk_incidents_closed_by_id"), "persons", ["closed_by_id"], ["id"])
    op.create_index(
        "uq_incidents_one_open", "incidents", ["job", "thing"], unique=True, postgresql_where=OPEN, sqlite_where=OPEN
    )
    op.create_index("ix_incidents_open", "incidents", ["id"], postgresql_where=OPEN, sqlite_where=OPEN)
    with op.batch_alter_table("process_timers") as batch:
        batch.alter_column("wake_at", existing_type=MOMENT, nullable=True)
    _new_tables()


def _new_tables() -> None:
    op.create_table(
        "incident_owners",
        sa.Column("id", KEY, nullable=False),
        sa.Column("incident_id", KEY, nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("given_by_id", KEY, nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("until", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["incident_id"], ["incidents.id"], name=op.f("fk_incident_owners_incident_id")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_incident_owners_person_id")),
        sa.ForeignKeyConstraint(["given_by_id"], ["persons.id"], name=op.f("fk_incident_owners_given_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident_owners")),
    )
    op.create_index(op.f("ix_incident_owners_incident_id"), "incident_owners", ["incident_id"])
    op.create_index(
        "uq_incident_owners_one",
        "incident_owners",
        ["incident_id"],
        unique=True,
        postgresql_where=STILL,
        sqlite_where=STILL,
    )
    op.create_table(
        "clock_processes",
        sa.Column("id", KEY, nullable=False),
        sa.Column("host", sa.String(200), nullable=False),
        sa.Column("pid", sa.Integer(), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("beat_at", MOMENT, nullable=False),
        sa.Column("steps", KEY, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock_processes")),
    )
    op.create_index(
        "ix_clock_processes_running",
        "clock_processes",
        ["beat_at"],
        postgresql_where=RUNNING,
        sqlite_where=RUNNING,
    )


def downgrade() -> None:
    """Take it back; parked timers are tried again at once."""
    op.drop_table("clock_processes")
    op.drop_table("incident_owners")
    op.execute("UPDATE process_timers SET wake_at = due_at WHERE wake_at IS NULL")
    with op.batch_alter_table("process_timers") as batch:
        batch.alter_column("wake_at", existing_type=MOMENT, nullable=False)
    op.drop_index("ix_incidents_open", table_name="incidents")
    op.drop_index("uq_incidents_one_open", table_name="incidents")
    with op.batch_alter_table("incidents") as batch:
        batch.drop_constraint(op.f("fk_incidents_closed_by_id"), type_="foreignkey")
        for name in ("closed_by_id", "parked_at", "crashes", "tried_at", "words", "params", "template", "thing"):
            batch.drop_column(name)
