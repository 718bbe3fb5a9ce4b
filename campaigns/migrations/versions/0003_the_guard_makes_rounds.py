"""The guard makes rounds.

Revision: 0003
Before it: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "guard_round",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_guard_round_case_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_guard_round")),
    )


def downgrade() -> None:
    op.drop_table("guard_round")
