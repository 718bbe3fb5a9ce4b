"""Tips are read for what is withheld.

Revision: 0005
Before it: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tip_mark",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("tip_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "restricted",
                "partial",
                "contradicts",
                "threat",
                "extortion",
                "subject",
                "publicity",
                name="markkind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("detail_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_tip_mark_case_id")),
        sa.ForeignKeyConstraint(["tip_id"], ["tip.id"], name=op.f("fk_tip_mark_tip_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tip_mark")),
        sa.UniqueConstraint(
            "tip_id", "kind", "detail_id", name=op.f("uq_tip_mark_tip_id_kind_detail_id")
        ),
    )
    with op.batch_alter_table("family_message", schema=None) as batch_op:
        batch_op.add_column(sa.Column("heard_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("tip", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("restricted", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(
            sa.Column("read_version", sa.Integer(), nullable=False, server_default="0")
        )
        batch_op.create_index("ix_tip_read_version", ["case_id", "read_version"], unique=False)
        batch_op.create_index("ix_tip_restricted", ["case_id", "restricted", "id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("tip", schema=None) as batch_op:
        batch_op.drop_index("ix_tip_restricted")
        batch_op.drop_index("ix_tip_read_version")
        batch_op.drop_column("read_version")
        batch_op.drop_column("restricted")

    with op.batch_alter_table("family_message", schema=None) as batch_op:
        batch_op.drop_column("heard_at")

    op.drop_table("tip_mark")
