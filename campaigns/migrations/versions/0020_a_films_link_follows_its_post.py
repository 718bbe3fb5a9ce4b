"""The link of a film follows its post.

Revision: 0020
Before it: 0019
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

ONCE = "uq_delivery_update_id_channel_id_round"
BEFORE = ("follows_id", "film_id")


def upgrade() -> None:
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        step = sa.Column("step", sa.Integer(), nullable=False, server_default=sa.text("0"))
        batch_op.add_column(step)
        batch_op.add_column(sa.Column("linked_at", sa.DateTime(timezone=True), nullable=True))
        for name in BEFORE:
            batch_op.add_column(sa.Column(name, sa.Integer(), nullable=True))
            batch_op.create_foreign_key(
                batch_op.f(f"fk_delivery_{name}_delivery"), "delivery", [name], ["id"]
            )
        batch_op.drop_constraint(batch_op.f(ONCE), type_="unique")
        columns = ["update_id", "channel_id", "round", "step"]
        batch_op.create_unique_constraint(batch_op.f(f"{ONCE}_step"), columns)
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.alter_column("step", server_default=None)
    with op.batch_alter_table("update", schema=None) as batch_op:
        batch_op.add_column(sa.Column("coming_words", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("link_words", sa.String(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("update", schema=None) as batch_op:
        batch_op.drop_column("link_words")
        batch_op.drop_column("coming_words")
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f(f"{ONCE}_step"), type_="unique")
        columns = ["update_id", "channel_id", "round"]
        batch_op.create_unique_constraint(batch_op.f(ONCE), columns)
        for name in BEFORE:
            batch_op.drop_constraint(batch_op.f(f"fk_delivery_{name}_delivery"), type_="foreignkey")
            batch_op.drop_column(name)
        batch_op.drop_column("linked_at")
        batch_op.drop_column("step")
