"""Evidence in versions, links that say what they show, and files that are used again where they were given before."""

from __future__ import annotations

import re
import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
BATCH = 1_000
NOT_A_WORD = re.compile(r"[^\w]+|_+")
DYET = str.maketrans("đĐ", "dD")


def upgrade() -> None:
    """Every piece there is becomes its first version; several rows may name the same bytes from now on."""
    _lay_aside()
    with op.batch_alter_table("attachments") as batch:
        batch.drop_constraint("uq_attachments_stored_as", type_="unique")
        batch.add_column(sa.Column("folded", sa.Text(), nullable=False, server_default=""))
        batch.add_column(sa.Column("shows", sa.Text(), nullable=True))
        batch.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
        batch.add_column(sa.Column("first_id", KEY, nullable=True))
        batch.add_column(sa.Column("origin_id", KEY, nullable=True))
    _fold_names()
    with op.batch_alter_table("attachments") as batch:
        batch.alter_column("folded", existing_type=sa.Text(), existing_nullable=False, server_default=None)
        batch.alter_column("version", existing_type=sa.Integer(), existing_nullable=False, server_default=None)
        batch.create_unique_constraint(op.f("uq_attachments_first_id_version"), ["first_id", "version"])
        batch.create_foreign_key(op.f("fk_attachments_first_id"), "attachments", ["first_id"], ["id"])
        batch.create_foreign_key(op.f("fk_attachments_origin_id"), "attachments", ["origin_id"], ["id"])
    _put_back()


def _lay_aside() -> None:
    """SQLite makes a table anew to change it, which it does not while other rows point at it."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("CREATE TEMPORARY TABLE laid_aside AS SELECT submission_id, attachment_id FROM submitted_evidence")
        op.execute("DELETE FROM submitted_evidence")


def _put_back() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("INSERT INTO submitted_evidence (submission_id, attachment_id) SELECT * FROM laid_aside")
        op.execute("DROP TABLE laid_aside")


def _fold_names() -> None:
    files = sa.table("attachments", sa.column("id"), sa.column("name"), sa.column("folded"))
    change = files.update().where(files.c.id == sa.bindparam("number")).values(folded=sa.bindparam("words"))
    connection, after = op.get_bind(), 0
    query = sa.select(files.c.id, files.c.name).order_by(files.c.id).limit(BATCH)
    while rows := connection.execute(query.where(files.c.id > after)).all():
        after = rows[-1].id
        connection.execute(change, [{"number": row.id, "words": _fold(row.name)} for row in rows])


def _fold(name: str) -> str:
    """As search folds names at this revision."""
    apart = unicodedata.normalize("NFD", name.translate(DYET))
    bare = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return NOT_A_WORD.sub(" ", bare).strip().casefold()


def downgrade() -> None:
    """Versions and origins are forgotten; what was used again loses its bytes' name, because only one row may have it."""
    _lay_aside()
    op.execute("UPDATE attachments SET stored_as = NULL WHERE origin_id IS NOT NULL")
    with op.batch_alter_table("attachments") as batch:
        batch.drop_constraint("fk_attachments_origin_id", type_="foreignkey")
        batch.drop_constraint("fk_attachments_first_id", type_="foreignkey")
        batch.drop_constraint("uq_attachments_first_id_version", type_="unique")
        for column in ("origin_id", "first_id", "version", "shows", "folded"):
            batch.drop_column(column)
        batch.create_unique_constraint(op.f("uq_attachments_stored_as"), ["stored_as"])
    _put_back()
