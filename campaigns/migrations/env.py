"""How Alembic reaches the database: through the app's own engine, so that tests migrate alike."""

from importlib import import_module
from pathlib import Path
from typing import Any, Literal

from alembic import context
from sqlalchemy import JSON

from campaigns.kernel.db import Model, db

for _model in sorted(Path(__file__).parents[1].glob("*/model.py")):
    import_module(f"campaigns.{_model.parent.name}.model")


def _kind(kind: str, item: Any, autogen: Any) -> str | Literal[False]:
    """Write the house's own column kinds as what they are in the database."""
    if kind == "type" and isinstance(item, JSON):
        autogen.imports.add("from sqlalchemy.dialects import postgresql")
        return 'sa.JSON().with_variant(postgresql.JSONB(), "postgresql")'
    if kind == "type" and type(item).__module__.startswith("campaigns."):
        return f"sa.{item.impl!r}"
    return False


if context.is_offline_mode():
    context.configure(dialect_name="postgresql", target_metadata=Model.metadata, literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()
else:
    with db.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Model.metadata,
            render_item=_kind,
            render_as_batch=True,
            compare_type=True,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()
