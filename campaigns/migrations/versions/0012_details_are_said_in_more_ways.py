"""Details are said in more ways, and a force writes its own table of what must not be said.

Revision: 0012
Before it: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "wording_version",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["written_by_id"], ["user.id"], name=op.f("fk_wording_version_written_by_id")
        ),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_wording_version")),
    )
    with op.batch_alter_table("holdback_detail", schema=None) as batch_op:
        batch_op.add_column(sa.Column("translations_sealed", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("loose_sealed", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("holdback_detail", schema=None) as batch_op:
        batch_op.drop_column("loose_sealed")
        batch_op.drop_column("translations_sealed")
    op.drop_table("wording_version")
