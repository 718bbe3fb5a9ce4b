"""A consent says for what, for where and until when.

Revision: 0017
Before it: 0016
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

# What the words of earlier consents name, as the house reads them; kept here as it was then.
NAMED = (
    ("companion_name", ("companion",)),
    ("family_contact", ("phone", "address")),
    ("photo", ("photo", "picture")),
    ("film", ("film", "video")),
    ("name", ("name",)),
    ("age", ("age",)),
)


def upgrade() -> None:
    json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
    with op.batch_alter_table("consent", schema=None) as batch_op:
        for name in ("scopes", "channels"):
            batch_op.add_column(
                sa.Column(name, json, nullable=False, server_default=sa.text("'[]'"))
            )
        for name in ("until", "warned_at", "followed_at"):
            batch_op.add_column(sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    _read_words()
    op.execute(
        "UPDATE consent SET followed_at = COALESCE(withdrawn_at, given_at) "
        "WHERE refused OR withdrawn_at IS NOT NULL"
    )


def _read_words() -> None:
    consent = sa.table(
        "consent", sa.column("id"), sa.column("scope"), sa.column("scopes", sa.JSON())
    )
    bind = op.get_bind()
    for row in bind.execute(sa.select(consent.c.id, consent.c.scope)).all():
        pieces = [piece.strip().lower() for piece in row.scope.replace(";", ",").split(",")]
        found = {name for piece in pieces if (name := _named(piece))}
        if found:
            wanted = sa.update(consent).where(consent.c.id == row.id)
            bind.execute(wanted.values(scopes=sorted(found)))


def _named(piece: str) -> str | None:
    for name, words in NAMED:
        if any(word in piece for word in words):
            return name
    return None


def downgrade() -> None:
    with op.batch_alter_table("consent", schema=None) as batch_op:
        for name in ("followed_at", "warned_at", "until", "channels", "scopes"):
            batch_op.drop_column(name)
