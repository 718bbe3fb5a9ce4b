"""Posters are drawn as kits.

Revision: 0010
Before it: 0009
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "poster_kit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("design", sa.String(), nullable=False),
        sa.Column("languages", JSON, nullable=False),
        sa.Column("bleed", sa.Boolean(), nullable=False),
        sa.Column("strip", sa.Boolean(), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.Column("facts", JSON, nullable=False),
        sa.Column("facts_hash", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "queued",
                "drawing",
                "ready",
                "failed",
                name="kitstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("troubles", JSON, nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("maker", sa.String(), nullable=True),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["user.id"], name=op.f("fk_poster_kit_asked_by_id")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_poster_kit_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poster_kit")),
    )
    op.create_index(op.f("ix_poster_kit_case_id"), "poster_kit", ["case_id"], unique=False)
    op.create_index("ix_poster_kit_state", "poster_kit", ["state", "id"], unique=False)
    with op.batch_alter_table("poster", schema=None) as batch_op:
        batch_op.add_column(sa.Column("kit_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("warnings", JSON, nullable=False, server_default="[]"))
        batch_op.create_index(batch_op.f("ix_poster_kit_id"), ["kit_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_poster_kit_id"), "poster_kit", ["kit_id"], ["id"]
        )
    with op.batch_alter_table("poster", schema=None) as batch_op:
        batch_op.alter_column("warnings", server_default=None)
    op.create_table(
        "poster_choice",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("design", sa.String(), nullable=False),
        sa.Column("languages", JSON, nullable=False),
        sa.Column("bleed", sa.Boolean(), nullable=False),
        sa.Column("strip", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_poster_choice_case_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_poster_choice")),
    )
    op.create_table(
        "poster_phrase",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("source_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("given_by_id", sa.Integer(), nullable=True),
        sa.Column("given_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_poster_phrase_case_id")),
        sa.ForeignKeyConstraint(
            ["given_by_id"], ["user.id"], name=op.f("fk_poster_phrase_given_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poster_phrase")),
    )
    op.create_index(op.f("ix_poster_phrase_case_id"), "poster_phrase", ["case_id"], unique=False)
    op.create_table(
        "poster_place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("kit_id", sa.Integer(), nullable=True),
        sa.Column("where_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("by_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("copies", sa.Integer(), nullable=False),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("hung_at", MOMENT, nullable=False),
        sa.Column("noted_by_id", sa.Integer(), nullable=True),
        sa.Column("noted_at", MOMENT, nullable=False),
        sa.Column("removed_at", MOMENT, nullable=True),
        sa.Column("removed_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_poster_place_case_id")),
        sa.ForeignKeyConstraint(["kit_id"], ["poster_kit.id"], name=op.f("fk_poster_place_kit_id")),
        sa.ForeignKeyConstraint(
            ["noted_by_id"], ["user.id"], name=op.f("fk_poster_place_noted_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poster_place")),
    )
    op.create_index(op.f("ix_poster_place_case_id"), "poster_place", ["case_id"], unique=False)
    op.create_table(
        "brand",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ink", sa.String(), nullable=False),
        sa.Column("beam", sa.String(), nullable=False),
        sa.Column("logo_key", sa.String(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["user.id"], name=op.f("fk_brand_changed_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_brand")),
    )


def downgrade() -> None:
    op.drop_table("brand")
    op.drop_index(op.f("ix_poster_place_case_id"), table_name="poster_place")
    op.drop_table("poster_place")
    op.drop_index(op.f("ix_poster_phrase_case_id"), table_name="poster_phrase")
    op.drop_table("poster_phrase")
    op.drop_table("poster_choice")
    with op.batch_alter_table("poster", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_poster_kit_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_poster_kit_id"))
        batch_op.drop_column("warnings")
        batch_op.drop_column("kit_id")
    op.drop_index("ix_poster_kit_state", table_name="poster_kit")
    op.drop_index(op.f("ix_poster_kit_case_id"), table_name="poster_kit")
    op.drop_table("poster_kit")
