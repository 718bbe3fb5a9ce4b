"""A doubt knows which harm check stood when it was raised.

Revision: 0013
Before it: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("recheck", schema=None) as batch_op:
        batch_op.add_column(sa.Column("check_id", sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("recheck", schema=None) as batch_op:
        batch_op.drop_column("check_id")
