"""Replies are hidden, and questions answered.

Revision: 0022
Before it: 0021
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

WHY = sa.Enum(
    "abuse",
    "names_someone",
    "graphic",
    "scam",
    "withheld",
    "child",
    name="hidewhy",
    native_enum=False,
    length=40,
)


def upgrade() -> None:
    op.create_table(
        "canned_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_canned_answer_case_id")),
        sa.ForeignKeyConstraint(
            ["written_by_id"], ["user.id"], name=op.f("fk_canned_answer_written_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_canned_answer")),
    )
    with op.batch_alter_table("canned_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_canned_answer_case_id"), ["case_id"], unique=False)

    op.create_table(
        "blocked_sender",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("author_hash", sa.LargeBinary(), nullable=False),
        sa.Column("author_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=True),
        sa.Column(
            "why",
            WHY,
            nullable=False,
        ),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("tip_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("blocked_by_id", sa.Integer(), nullable=False),
        sa.Column("blocked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifted_by_id", sa.Integer(), nullable=True),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["blocked_by_id"], ["user.id"], name=op.f("fk_blocked_sender_blocked_by_id")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_blocked_sender_case_id")),
        sa.ForeignKeyConstraint(
            ["lifted_by_id"], ["user.id"], name=op.f("fk_blocked_sender_lifted_by_id")
        ),
        sa.ForeignKeyConstraint(["tip_id"], ["tip.id"], name=op.f("fk_blocked_sender_tip_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_blocked_sender")),
        sa.UniqueConstraint(
            "platform", "author_hash", name=op.f("uq_blocked_sender_platform_author_hash")
        ),
    )
    op.create_table(
        "hiding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("tip_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("channel_id", sa.Integer(), nullable=False),
        sa.Column("remote_ref", sa.String(), nullable=False),
        sa.Column(
            "why",
            WHY,
            nullable=False,
        ),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("unsuggested", sa.Boolean(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum("asked", "hidden", "failed", name="hidestate", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("trouble", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["asked_by_id"], ["user.id"], name=op.f("fk_hiding_asked_by_id")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_hiding_case_id")),
        sa.ForeignKeyConstraint(["channel_id"], ["channel.id"], name=op.f("fk_hiding_channel_id")),
        sa.ForeignKeyConstraint(["tip_id"], ["tip.id"], name=op.f("fk_hiding_tip_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hiding")),
        sa.UniqueConstraint("tip_id", name=op.f("uq_hiding_tip_id")),
    )
    with op.batch_alter_table("hiding", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hiding_case_id"), ["case_id"], unique=False)
        batch_op.create_index("ix_hiding_due", ["state", "not_before"], unique=False)

    op.create_table(
        "sender_block",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sender_id", sa.Integer(), nullable=False),
        sa.Column("channel_id", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("trouble", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["channel_id"], ["channel.id"], name=op.f("fk_sender_block_channel_id")
        ),
        sa.ForeignKeyConstraint(
            ["sender_id"], ["blocked_sender.id"], name=op.f("fk_sender_block_sender_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sender_block")),
        sa.UniqueConstraint(
            "sender_id", "channel_id", name=op.f("uq_sender_block_sender_id_channel_id")
        ),
    )
    with op.batch_alter_table("sender_block", schema=None) as batch_op:
        batch_op.create_index("ix_sender_block_due", ["done_at", "not_before"], unique=False)

    with op.batch_alter_table("tip", schema=None) as batch_op:
        batch_op.add_column(sa.Column("author_sealed", sa.LargeBinary(), nullable=True))
        batch_op.add_column(
            sa.Column("question", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("asked_again_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(
            "ix_tip_question", ["case_id", "question", "answered_at", "id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("tip", schema=None) as batch_op:
        batch_op.drop_index("ix_tip_question")
        batch_op.drop_column("asked_again_at")
        batch_op.drop_column("answered_at")
        batch_op.drop_column("question")
        batch_op.drop_column("author_sealed")

    with op.batch_alter_table("sender_block", schema=None) as batch_op:
        batch_op.drop_index("ix_sender_block_due")

    op.drop_table("sender_block")
    with op.batch_alter_table("hiding", schema=None) as batch_op:
        batch_op.drop_index("ix_hiding_due")
        batch_op.drop_index(batch_op.f("ix_hiding_case_id"))

    op.drop_table("hiding")
    op.drop_table("blocked_sender")
    with op.batch_alter_table("canned_answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_canned_answer_case_id"))

    op.drop_table("canned_answer")
