"""What others still show is listed.

Revision: 0021
Before it: 0020
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

KIND = sa.Enum(
    "share", "quote", "reply", "article", name="residuekind", native_enum=False, length=40
)
STATE = sa.Enum(
    "found",
    "asked",
    "asked_again",
    "gone",
    "stays",
    name="residuestate",
    native_enum=False,
    length=40,
)


def upgrade() -> None:
    op.create_table(
        "residue",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("kind", KIND, nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("who_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("found_by", sa.String(), nullable=False),
        sa.Column("state", STATE, nullable=False),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_words", sa.String(), nullable=True),
        sa.Column("remind_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_residue_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_residue")),
        sa.UniqueConstraint("case_id", "url", name=op.f("uq_residue_case_id_url")),
    )
    with op.batch_alter_table("residue", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_residue_case_id"), ["case_id"], unique=False)
        batch_op.create_index("ix_residue_remind", ["remind_at"], unique=False)


def downgrade() -> None:
    op.drop_table("residue")
