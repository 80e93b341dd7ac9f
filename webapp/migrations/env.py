"""How Alembic reaches the database: the address comes from the caller, the schema from all rooms' models."""

from __future__ import annotations

from typing import Any

from alembic import context
from sqlalchemy.engine import Connection

from webapp.models import METADATA
from workflows.db import UtcDateTime, open_engine


def spelled(kind: str, thing: Any, _autogen: Any) -> str | bool:
    """Write our column types as SQLAlchemy's own, so that an old migration does not change with our code."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(thing, UtcDateTime) else False


def run(connection: Connection) -> None:
    """Run the migrations that are due on this connection."""
    context.configure(
        connection=connection,
        target_metadata=METADATA,
        compare_type=True,
        compare_server_default=False,
        render_item=spelled,
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:  # part of the caller's transaction, which the caller commits
    run(given)
else:
    engine = open_engine(context.config.attributes["url"])
    with engine.connect() as opened:
        run(opened)
        opened.commit()
    engine.dispose()
