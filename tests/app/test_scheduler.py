import os
import socket
import threading

from app.scheduler import Scheduler, _is_dead
from campaigns.jobs import actions, queries
from campaigns.jobs.model import JobRun
from campaigns.jobs.timetable import Job, timetable
from campaigns.kernel.db import db


def test_one_scheduler_holds_the_timetable_and_a_second_waits(app, moving_clock):
    assert actions.take_lease("one", 10)
    assert not actions.take_lease("two", 10)
    moving_clock.move(seconds=9)
    assert actions.take_lease("one", 10)
    moving_clock.move(seconds=11)
    assert actions.take_lease("two", 10)
    assert not actions.take_lease("one", 10)


def test_a_lease_that_is_given_back_is_free_at_once(app):
    actions.take_lease("one", 10)
    actions.give_lease_back("one")
    assert actions.take_lease("two", 10)


def test_a_dead_process_of_this_machine_holds_nothing(app):
    gone = os.fork()
    if gone == 0:
        os._exit(0)
    os.waitpid(gone, 0)
    assert _is_dead(f"{socket.gethostname()}:{gone}")
    assert not _is_dead(f"{socket.gethostname()}:{os.getpid()}")
    assert not _is_dead("another-machine:1")
    actions.take_lease(f"{socket.gethostname()}:{gone}", 10)
    assert Scheduler(app, app.config["SEARCHLIGHT"])._take()


def test_a_job_that_fails_is_noted_and_does_not_end_the_timetable(app):
    ran = []

    def break_down():
        ran.append(1)
        raise RuntimeError("the disk is full")

    run = Scheduler(app, app.config["SEARCHLIGHT"])._runner(Job("breaks", break_down, 1))
    run()
    run()
    db.session.rollback()
    kept = db.session.get(JobRun, "breaks")
    assert len(ran) == 2
    assert "the disk is full" in kept.failure
    assert [each.name for each in queries.list_failing()] == ["breaks"]


def test_a_good_run_after_a_bad_one_clears_the_failure(app):
    actions.note_run("job", "it broke")
    actions.note_run("job", None)
    db.session.rollback()
    assert db.session.get(JobRun, "job").failure is None


def test_every_job_runs_on_an_empty_house_and_twice_does_no_harm(app):
    for job in [*timetable(1, 2), *timetable(1, 2)]:
        job.run()


def test_the_scheduler_ticks_and_ends_when_it_is_told(app, monkeypatch):
    ticked = threading.Event()
    monkeypatch.setattr("app.scheduler.timetable", lambda *_: (Job("tick", ticked.set, 0.05),))
    monkeypatch.setattr("app.scheduler.signal.signal", lambda *_: None)
    scheduler = Scheduler(app, app.config["SEARCHLIGHT"])
    thread = threading.Thread(target=scheduler.run)
    thread.start()
    assert ticked.wait(10)
    scheduler._stop.set()
    thread.join(10)
    assert not thread.is_alive()
