"""People follow an appeal, and the press is told.

Revision: 0015
Before it: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "press_contact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("channel_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("address_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["added_by_id"], ["user.id"], name=op.f("fk_press_contact_added_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["channel_id"], ["channel.id"], name=op.f("fk_press_contact_channel_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_press_contact")),
    )
    op.create_index(
        "ix_press_contact_channel", "press_contact", ["channel_id", "removed_at"], unique=False
    )
    op.create_table(
        "subscriber",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("medium", sa.String(), nullable=False),
        sa.Column("address_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("address_hash", sa.LargeBinary(), nullable=False),
        sa.Column("token_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "asked", "follows", "stopped", name="subscriberstate", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_subscriber_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscriber")),
        sa.UniqueConstraint(
            "case_id",
            "medium",
            "address_hash",
            name=op.f("uq_subscriber_case_id_medium_address_hash"),
        ),
        sa.UniqueConstraint("token_hash", name=op.f("uq_subscriber_token_hash")),
    )


def downgrade() -> None:
    op.drop_table("subscriber")
    op.drop_index("ix_press_contact_channel", table_name="press_contact")
    op.drop_table("press_contact")
