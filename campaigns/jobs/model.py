"""JobRun: one run of a job; Lease: who may run them; Alarm: what the machine lacks."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from campaigns.kernel.db import Model


class JobRun(Model):
    """The last run of each job, so that a page can say whether the house is awake."""

    __tablename__ = "job_run"

    name: Mapped[str] = mapped_column(primary_key=True)
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ok_at: Mapped[datetime | None]
    failure: Mapped[str | None]
    failed_at: Mapped[datetime | None]
    run_count: Mapped[int] = mapped_column(default=0)


class Alarm(Model):
    """Something about the machine that administrators must see to, as long as it stands."""

    __tablename__ = "alarm"

    name: Mapped[str] = mapped_column(primary_key=True)
    words: Mapped[str]
    since: Mapped[datetime]
    told_at: Mapped[datetime]


class Lease(Model):
    """Who holds the timetable; a second scheduler waits until `until` has passed."""

    __tablename__ = "lease"

    name: Mapped[str] = mapped_column(primary_key=True)
    holder: Mapped[str]
    until: Mapped[datetime]
