"""What came down is looked for again.

Revision: 0019
Before it: 0018
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

KIND = sa.Enum(
    "post",
    "film",
    "playlist",
    "answer",
    "adopted",
    "profile",
    "name",
    name="takedownkind",
    native_enum=False,
    length=40,
)
SEEN = sa.Enum("gone", "there", "unclear", "by_person", name="seen", native_enum=False, length=40)


def upgrade() -> None:
    with op.batch_alter_table("closure", schema=None) as batch_op:
        batch_op.add_column(sa.Column("listed_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("takedown_task", schema=None) as batch_op:
        batch_op.alter_column(
            "what", existing_type=sa.String(), type_=KIND, existing_nullable=False
        )
        batch_op.add_column(sa.Column("stranger_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("part", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("url", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("look_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(
            sa.Column("looks", sa.Integer(), nullable=False, server_default=sa.text("0"))
        )
        batch_op.create_foreign_key(
            "fk_takedown_task_stranger_id", "stranger_post", ["stranger_id"], ["id"]
        )
        batch_op.create_index("ix_takedown_task_delivery", ["delivery_id"], unique=False)
        batch_op.create_index("ix_takedown_task_look", ["look_at"], unique=False)
    op.create_table(
        "takedown_look",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("found", SEEN, nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["task_id"], ["takedown_task.id"], name=op.f("fk_takedown_look_task_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_takedown_look")),
    )
    with op.batch_alter_table("takedown_look", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_takedown_look_task_id"), ["task_id"], unique=False)


def downgrade() -> None:
    op.drop_table("takedown_look")
    with op.batch_alter_table("takedown_task", schema=None) as batch_op:
        batch_op.drop_index("ix_takedown_task_look")
        batch_op.drop_index("ix_takedown_task_delivery")
        batch_op.drop_constraint("fk_takedown_task_stranger_id", type_="foreignkey")
        for name in ("looks", "look_at", "url", "part", "stranger_id"):
            batch_op.drop_column(name)
        batch_op.alter_column(
            "what", existing_type=KIND, type_=sa.String(), existing_nullable=False
        )
    with op.batch_alter_table("closure", schema=None) as batch_op:
        batch_op.drop_column("listed_at")
