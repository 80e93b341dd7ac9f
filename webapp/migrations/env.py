"""How Alembic reaches the database: the address comes from the caller, the schema from all rooms' models."""

from __future__ import annotations

from typing import Any

from alembic import context

from webapp.models import METADATA
from workflows.db import UtcDateTime, open_engine


def spelled(kind: str, thing: Any, _autogen: Any) -> str | bool:
    """Write our column types as SQLAlchemy's own, so that an old migration does not change with our code."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(thing, UtcDateTime) else False


engine = open_engine(context.config.attributes["url"])
with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=METADATA,
        compare_type=True,
        compare_server_default=False,
        render_item=spelled,
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
engine.dispose()
