"""The timetable: every job, and how often the scheduler looks whether it has something to do.

A job finds what is due in the tables and calls actions; running one twice does no harm.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from campaigns.jobs import (
    collect_tips,
    keep_terms,
    make_films,
    make_posters,
    make_rounds,
    measure_posts,
    mind_clearances,
    mind_keys,
    mind_publicity,
    moderate,
    question_reminders,
    read_tips,
    reconcile_deliveries,
    review_reminders,
    send_deliveries,
    send_notices,
    settle_stuck,
    take_down,
    tend_files,
    thread_films,
    watch_accounts,
    watch_room,
)


@dataclass(frozen=True, slots=True)
class Job:
    """One line of the timetable; `at_start` is run once before the first tick."""

    name: str
    run: Callable[[], None]
    every_s: float
    at_start: Callable[[], None] | None = None


def timetable(tick_s: float, senders: int) -> tuple[Job, ...]:
    """Return the jobs; `tick_s` is the beat of the sending, `senders` how many at once."""
    return (
        Job("settle_stuck", settle_stuck.run, 10 * tick_s, at_start=settle_stuck.run_at_start),
        Job("send_deliveries", partial(send_deliveries.run, workers=senders), tick_s),
        Job("thread_films", thread_films.run, 2 * tick_s),
        Job("reconcile_deliveries", reconcile_deliveries.run, 2 * tick_s),
        Job("collect_tips", collect_tips.run, 2 * tick_s),
        Job("take_down", take_down.run, 2 * tick_s),
        Job("moderate", moderate.run, tick_s),
        Job("send_notices", send_notices.run, 2 * tick_s),
        Job("make_rounds", make_rounds.run, tick_s),
        Job("read_tips", read_tips.run, tick_s),
        Job("mind_clearances", mind_clearances.run, 2 * tick_s),
        Job("mind_keys", mind_keys.run, 600 * tick_s),
        Job("mind_publicity", mind_publicity.run, 5 * tick_s),
        Job("make_posters", make_posters.run, 5 * tick_s),
        Job(
            "draw_posters",
            make_posters.run_asked,
            tick_s / 2,
            at_start=make_posters.run_at_start,
        ),
        Job("make_films", make_films.run, tick_s / 2, at_start=make_films.run_at_start),
        Job("measure_posts", measure_posts.run, 15 * tick_s),
        Job("watch_accounts", watch_accounts.run, 15 * tick_s),
        Job("keep_terms", keep_terms.run, 900 * tick_s),
        Job("watch_room", watch_room.run, 30 * tick_s),
        Job("tend_files", tend_files.run, 1800 * tick_s),
        Job("question_reminders", question_reminders.run, 60 * tick_s),
        Job("review_reminders", review_reminders.run, 15 * tick_s),
    )
