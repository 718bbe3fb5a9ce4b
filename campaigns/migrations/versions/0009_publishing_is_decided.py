"""Publishing is decided.

Revision: 0009
Before it: 0008
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def _choice(*values: str, name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, length=40)


KINDS = ("missing", "witness", "identify", "remains")
RISKS = ("high", "medium", "standard")


def upgrade() -> None:
    op.create_table(
        "rules_version",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["written_by_id"], ["user.id"], name=op.f("fk_rules_version_written_by_id")
        ),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_rules_version")),
    )
    op.create_table(
        "harm_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("kind", _choice(*KINDS, name="casekind"), nullable=False),
        sa.Column("risk", _choice(*RISKS, name="risk"), nullable=False),
        sa.Column("rules_version", sa.Integer(), nullable=False),
        sa.Column("answers_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("effect", _choice("go", "note", "rank", "stop", name="effect"), nullable=False),
        sa.Column("rank", sa.String(), nullable=False),
        sa.Column("answered_by_id", sa.Integer(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_harm_check_case_id")),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["user.id"], name=op.f("fk_harm_check_answered_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_harm_check")),
    )
    with op.batch_alter_table("harm_check", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_harm_check_case_id"), ["case_id"], unique=False)
    op.create_table(
        "decision_confirmation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("agreed", sa.Boolean(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_decision_confirmation_decision_id")
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["user.id"], name=op.f("fk_decision_confirmation_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_confirmation")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_decision_confirmation_decision_id")),
    )
    op.create_table(
        "recheck",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column(
            "doubt",
            _choice(
                "tip", "family", "staff", "consent", "answers", "risk", "unconfirmed", name="doubt"
            ),
            nullable=False,
        ),
        sa.Column("why_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("about_type", sa.String(), nullable=True),
        sa.Column("about_id", sa.Integer(), nullable=True),
        sa.Column("pauses", sa.Boolean(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decider_id", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_recheck_case_id")),
        sa.ForeignKeyConstraint(["decider_id"], ["user.id"], name=op.f("fk_recheck_decider_id")),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_recheck_decision_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recheck")),
    )
    with op.batch_alter_table("recheck", schema=None) as batch_op:
        batch_op.create_index("ix_recheck_open", ["case_id", "decision_id"], unique=False)
    _add_columns()
    _keep_what_is_out()


def _add_columns() -> None:
    with op.batch_alter_table("user", schema=None) as batch_op:
        batch_op.add_column(sa.Column("rank", sa.String(), nullable=False, server_default=""))
    with op.batch_alter_table("appeal", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("on_hold", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    states = _choice("undecided", "publish", "paused", "withheld", name="publicity")
    with op.batch_alter_table("case", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("publicity", states, nullable=False, server_default="undecided")
        )
    kinds = _choice("other", "publish", "withhold", name="decisionkind")
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.add_column(sa.Column("kind", kinds, nullable=False, server_default="other"))
        batch_op.add_column(sa.Column("recorded_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("check_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("rules_version", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("risk", _choice(*RISKS, name="risk"), nullable=True))
        batch_op.add_column(sa.Column("rank", sa.String(), nullable=True))
        batch_op.add_column(
            sa.Column("uncovered", _json(), nullable=False, server_default=sa.text("'[]'"))
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_decision_recorded_by_id"), "user", ["recorded_by_id"], ["id"]
        )


def _json() -> sa.types.TypeEngine[Any]:
    return sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def _keep_what_is_out() -> None:
    """Appeals that were launched under the old rules stay public: somebody decided that then."""
    op.execute(
        "UPDATE \"case\" SET publicity = 'publish' WHERE id IN "
        "(SELECT case_id FROM appeal WHERE launched_at IS NOT NULL)"
    )
    op.execute(
        "UPDATE decision SET kind = 'publish' WHERE id IN (SELECT MAX(id) FROM decision WHERE case_id IN "
        "(SELECT case_id FROM appeal WHERE launched_at IS NOT NULL) GROUP BY case_id)"
    )


def downgrade() -> None:
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_decision_recorded_by_id"), type_="foreignkey")
        for name in (
            "uncovered", "rank", "risk", "rules_version", "check_id", "recorded_by_id", "kind",
        ):  # fmt: skip
            batch_op.drop_column(name)
    for table, column in (("case", "publicity"), ("appeal", "on_hold"), ("user", "rank")):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column(column)
    for table in ("recheck", "decision_confirmation", "harm_check", "rules_version"):
        op.drop_table(table)
