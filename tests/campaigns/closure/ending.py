"""What the tests of a closing share: a case that ends, the work it leaves, time that goes by."""

from campaigns.cases.model import Outcome
from campaigns.closure import actions, queries
from campaigns.jobs import take_down
from campaigns.kernel.db import db
from campaigns.platforms import rehearsal


def close(case, **given):
    actions.propose_closure(
        case.id, Outcome.LOCATED_SAFE, "Seen by two officers", by=case.lead, **given
    )
    return actions.confirm_closure(case.id, by=case.deputy)


def work_off(moving_clock, rounds=3):
    for _ in range(rounds):
        take_down.run(workers=2)
        moving_clock.move(hours=1)


def tasks_of(case):
    db.session.rollback()  # the job works in sessions of its own
    db.session.expire_all()
    return queries.list_tasks(case.id)


def bring_back(ref: str) -> None:
    """Let a post that was taken down stand there again."""
    with rehearsal.network().writing() as store:
        store.execute("UPDATE post SET gone_at = NULL, text = 'Back' WHERE id = ?", (ref,))
