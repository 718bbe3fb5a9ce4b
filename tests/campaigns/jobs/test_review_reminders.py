"""The reminder of a review that is overdue (its whole story is told with the updates)."""

from campaigns.jobs import review_reminders
from campaigns.kernel.db import db
from campaigns.notices.model import Notice
from campaigns.updates import actions
from tests.factories.deliveries import make_speaking_case
from tests.factories.updates import make_update


def test_it_reminds_after_thirty_minutes_once_and_not_after_the_review(app, moving_clock):
    case, channels = make_speaking_case()
    update = make_update(case, channels)
    actions.submit_update(case.id, update.id, by=case.lead)
    actions.approve_emergency(case.id, update.id, update.content_hash, "Now", by=case.lead)
    before = db.session.query(Notice).count()
    moving_clock.move(minutes=29)
    review_reminders.run()
    assert db.session.query(Notice).count() == before
    moving_clock.move(minutes=1)
    review_reminders.run()
    review_reminders.run()
    assert db.session.query(Notice).count() == before * 2
