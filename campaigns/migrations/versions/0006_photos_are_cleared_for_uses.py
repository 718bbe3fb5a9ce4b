"""Photos are cleared for uses.

Revision: 0006
Before it: 0005
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

USES = ("page", "poster", "post", "film")
OLD = "It was shown to the public before clearances were kept."


def upgrade() -> None:
    op.create_table(
        "clearance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("asset_id", sa.Integer(), nullable=False),
        sa.Column(
            "use",
            sa.Enum(
                "page",
                "poster",
                "post",
                "film",
                "partner",
                name="use",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("consent_id", sa.Integer(), nullable=True),
        sa.Column("rests_on", sa.String(), nullable=False),
        sa.Column("cleared_by_id", sa.Integer(), nullable=True),
        sa.Column("cleared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("warned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.Column("ended_why", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["asset_id"], ["media_asset.id"], name=op.f("fk_clearance_asset_id")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_clearance_case_id")),
        sa.ForeignKeyConstraint(
            ["cleared_by_id"], ["user.id"], name=op.f("fk_clearance_cleared_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["consent_id"], ["consent.id"], name=op.f("fk_clearance_consent_id")
        ),
        sa.ForeignKeyConstraint(
            ["ended_by_id"], ["user.id"], name=op.f("fk_clearance_ended_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clearance")),
    )
    with op.batch_alter_table("clearance", schema=None) as batch_op:
        batch_op.create_index("ix_clearance_asset", ["asset_id", "use", "ended_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_clearance_case_id"), ["case_id"], unique=False)
        batch_op.create_index("ix_clearance_ends", ["ended_at", "until"], unique=False)

    with op.batch_alter_table("media_asset", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("shows_others", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(
            sa.Column("made_from", _json(), nullable=False, server_default=sa.text("'[]'"))
        )

    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.add_column(sa.Column("kept_back", sa.String(), nullable=True))

    _carry_over()


def _json() -> sa.JSON:
    return sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def _carry_over() -> None:
    """Clear what the public was shown for what it was used for, and note what stands on posters."""
    connection = op.get_bind()
    asset = sa.table(
        "media_asset",
        *(sa.column(name) for name in ("id", "case_id", "kind", "publish", "withdrawn_at")),
        sa.column("added_at", sa.DateTime(timezone=True)),
        sa.column("made_from", _json()),
    )
    clearance = sa.table(
        "clearance",
        *(sa.column(name) for name in ("case_id", "asset_id", "use", "rests_on")),
        sa.column("cleared_at", sa.DateTime(timezone=True)),
    )
    shown = sa.select(asset.c.id, asset.c.case_id, asset.c.added_at).where(
        asset.c.kind == "photo", asset.c.publish.is_(True), asset.c.withdrawn_at.is_(None)
    )
    for row in connection.execute(shown).all():
        for use in USES:
            given = {"case_id": row.case_id, "asset_id": row.id, "use": use, "rests_on": OLD}
            connection.execute(sa.insert(clearance).values(**given, cleared_at=row.added_at))
    for kind in ("poster", "film"):
        making = sa.table(kind, sa.column("asset_id"), sa.column("facts", _json()))
        for made, facts in connection.execute(sa.select(making.c.asset_id, making.c.facts)).all():
            inside = sorted({each["asset_id"] for each in facts.get("photos", ())})
            connection.execute(sa.update(asset).where(asset.c.id == made).values(made_from=inside))


def downgrade() -> None:
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.drop_column("kept_back")

    with op.batch_alter_table("media_asset", schema=None) as batch_op:
        batch_op.drop_column("made_from")
        batch_op.drop_column("shows_others")

    with op.batch_alter_table("clearance", schema=None) as batch_op:
        batch_op.drop_index("ix_clearance_ends")
        batch_op.drop_index(batch_op.f("ix_clearance_case_id"))
        batch_op.drop_index("ix_clearance_asset")

    op.drop_table("clearance")
