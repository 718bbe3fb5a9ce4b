"""Which version of the tables a database has, and whether this house knows it."""

from pathlib import Path

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from campaigns.kernel.db import db


def check_known(migrations: str) -> str | None:
    """Return one sentence when the database was made by a newer Searchlight, else None."""
    known = {script.revision for script in ScriptDirectory(Path(migrations)).walk_revisions()}
    with db.engine.connect() as connection:
        found = set(MigrationContext.configure(connection).get_current_heads())
    strange = found - known
    if not strange:
        return None
    return (
        f"The database is of a newer version ({', '.join(sorted(strange))}) than this Searchlight: "
        "start the newer one, or give another folder with --data."
    )
