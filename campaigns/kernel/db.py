"""The base model, the session, and the one rule about commits.

SQLite is given a writer's turn: one `flock` beside the database file, taken for the length of an
action. SQLite itself would make a second writer poll and sleep; the lock queues threads and
processes in the kernel, and a killed process lets go of it.
"""

import fcntl
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import JSON, BigInteger, Connection, Engine, Enum, Integer, MetaData, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    Session,
    declared_attr,
    mapped_column,
    registry,
)
from sqlalchemy.orm.exc import StaleDataError

from campaigns.kernel import written
from campaigns.kernel.errors import WrongState
from campaigns.kernel.moments import UTCDateTime

P = ParamSpec("P")
R = TypeVar("R")
ModelT = TypeVar("ModelT", bound="Model")

# SQLite gives out row ids of its own only to a plain INTEGER key.
Id = BigInteger().with_variant(Integer(), "sqlite")
Json = JSON().with_variant(JSONB(), "postgresql")


def _values(kind: type[StrEnum]) -> list[str]:
    return [member.value for member in kind]


class Model(DeclarativeBase):
    """Every table in the house."""

    registry = registry(
        metadata=MetaData(
            naming_convention={
                "pk": "pk_%(table_name)s",
                "fk": "fk_%(table_name)s_%(column_0_name)s",
                "uq": "uq_%(table_name)s_%(column_0_N_name)s",
                "ix": "ix_%(table_name)s_%(column_0_N_name)s",
                "ck": "ck_%(table_name)s_%(constraint_name)s",
            }
        ),
        type_annotation_map={
            StrEnum: Enum(StrEnum, native_enum=False, length=40, values_callable=_values),
            dict[str, Any]: Json,
            list[str]: Json,
            list[int]: Json,
            list[dict[str, Any]]: Json,
            datetime: UTCDateTime(),
        },
    )


class Versioned:
    """A row that two people may change at once: the second one is told instead of winning."""

    version: Mapped[int] = mapped_column(default=1)

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, Any]:
        """Count every change in `version`."""
        return {"version_id_col": cls.version}


db = SQLAlchemy(
    model_class=Model,
    session_options={"expire_on_commit": False},
)


@contextmanager
def _turn(session: Session) -> Iterator[None]:
    """Wait for the writer's turn where the database is SQLite in a file."""
    engine = session.get_bind()
    path = engine.engine.url.database
    if engine.dialect.name != "sqlite" or not path:
        yield
        return
    door = os.open(f"{path}.turn", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(door, fcntl.LOCK_EX)
        yield
    finally:
        os.close(door)


def atomic(action: Callable[P, R]) -> Callable[P, R]:
    """One verb, one transaction: the outermost action commits, inner ones join it.

    The outermost one forgets what the page read before it, so that rules judge what is in the
    database now and not what was there when the page was drawn. What it wrote is shown to those who
    must look at it (`kernel.written`) before it is kept.
    """

    @wraps(action)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        session = db.session()
        if session.info.get("atomic"):
            return action(*args, **kwargs)
        session.rollback()
        session.expire_all()
        with _turn(session):
            session.info["atomic"] = True
            written.forget(session)
            try:
                result = action(*args, **kwargs)
                written.show(session)
                session.commit()
            except StaleDataError:
                session.rollback()
                raise WrongState(
                    "Someone else changed this a moment ago. Look at it again."
                ) from None
            except BaseException:
                session.rollback()
                raise
            else:
                return result
            finally:
                session.info["atomic"] = False

    return run


def insert_unless_there(model: type[Model], **values: Any) -> None:
    """Add a row, unless someone else has done so, or does so at this very moment."""
    dialect = {"sqlite": sqlite, "postgresql": postgresql}[db.session.get_bind().dialect.name]
    db.session.execute(dialect.insert(model).values(**values).on_conflict_do_nothing())


def outlive(row: ModelT) -> ModelT:
    """Let a row be read after its session has forgotten it: what stands in it now is kept."""
    db.session.flush()
    db.session.expunge(row)
    return row


def let_go() -> None:
    """Give the connection back before a long wait: none is held during a network call."""
    db.session.rollback()


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: object, _record: object) -> None:
    if isinstance(connection, sqlite3.Connection):
        # SQLAlchemy says BEGIN itself (below), so that reads do not open a write transaction.
        connection.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",  # an acknowledged tip survives a power cut, not only a crash
            "foreign_keys=ON",
            "busy_timeout=15000",
            "temp_store=MEMORY",
        ):
            connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN")
