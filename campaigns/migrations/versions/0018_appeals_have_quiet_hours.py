"""Appeals have quiet hours, and an update can be urgent. Appeals that run already keep none.

Revision: 0018
Before it: 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

PEOPLE = ("urgent_by_id", "urgent_confirmed_by_id")
MOMENTS = ("urgent_at", "urgent_confirmed_at")


def upgrade() -> None:
    with op.batch_alter_table("appeal", schema=None) as batch_op:
        batch_op.add_column(sa.Column("quiet_from", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("quiet_until", sa.String(), nullable=True))
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.add_column(sa.Column("quiet_until", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("update", schema=None) as batch_op:
        batch_op.add_column(sa.Column("urgent_reason", sa.String(), nullable=True))
        for name in MOMENTS:
            batch_op.add_column(sa.Column(name, sa.DateTime(timezone=True), nullable=True))
        for name in PEOPLE:
            batch_op.add_column(sa.Column(name, sa.Integer(), nullable=True))
            batch_op.create_foreign_key(
                batch_op.f(f"fk_update_{name}_user"), "user", [name], ["id"]
            )


def downgrade() -> None:
    with op.batch_alter_table("update", schema=None) as batch_op:
        for name in PEOPLE:
            batch_op.drop_constraint(batch_op.f(f"fk_update_{name}_user"), type_="foreignkey")
        for name in (*PEOPLE, *MOMENTS, "urgent_reason"):
            batch_op.drop_column(name)
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.drop_column("quiet_until")
    with op.batch_alter_table("appeal", schema=None) as batch_op:
        batch_op.drop_column("quiet_until")
        batch_op.drop_column("quiet_from")
