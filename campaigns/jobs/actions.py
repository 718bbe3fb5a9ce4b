"""What the scheduler writes down about itself: who holds the timetable, and how each job went."""

from datetime import timedelta

from campaigns.jobs.model import JobRun, Lease
from campaigns.kernel import clock
from campaigns.kernel.db import atomic, db, insert_unless_there

TIMETABLE_LEASE = "timetable"


@atomic
def take_lease(holder: str, seconds: float) -> bool:
    """Take or keep the timetable for some seconds; False while another process holds it."""
    now = clock.now()
    insert_unless_there(Lease, name=TIMETABLE_LEASE, holder=holder, until=now)
    lease = db.session.get_one(Lease, TIMETABLE_LEASE, with_for_update=True)
    if lease.holder != holder and lease.until > now:
        return False
    lease.holder = holder
    lease.until = now + timedelta(seconds=seconds)
    return True


@atomic
def give_lease_back(holder: str) -> None:
    """Let another process take the timetable at once."""
    lease = db.session.get(Lease, TIMETABLE_LEASE, with_for_update=True)
    if lease is not None and lease.holder == holder:
        lease.until = clock.now()


@atomic
def note_run(name: str, failure: str | None) -> None:
    """Write down how a job's last run went; `failure` is what went wrong, or None."""
    now = clock.now()
    run = db.session.get(JobRun, name)
    if run is None:
        run = JobRun(name=name, began_at=now, run_count=0)
        db.session.add(run)
    run.ended_at = now
    run.run_count += 1
    if failure is None:
        run.ok_at = now
        run.failure = None
    else:
        run.failure, run.failed_at = failure, now
