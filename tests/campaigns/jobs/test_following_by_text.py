"""A text that follows or stops is a tip like any other, and does what it says besides."""

from dataclasses import replace

from campaigns.appeals.subscriber_queries import recipients_of
from campaigns.jobs import collect_tips
from campaigns.kernel import settings
from campaigns.kernel.db import db
from campaigns.tips.model import Tip
from tests.factories.appeals import make_appeal
from tests.factories.cases import make_case
from tests.factories.channels import make_channel
from tests.fakes.sms import CREDENTIALS, NUMBER, THEIRS


def test_a_text_follows_an_appeal_and_stays_a_tip(twilio, moving_clock):
    settings.install(replace(settings.current(), rehearsal=False))
    line = make_channel(platform="sms", handle=NUMBER, credentials=CREDENTIALS)
    appeal = make_appeal(case=make_case(rehearsal=False), channels=[line])
    twilio.write(f"FOLLOW {appeal.code}")
    collect_tips.run(1)
    assert [each.address for each in recipients_of(line.id, appeal.case_id)] == [THEIRS]
    assert [tip.text for tip in db.session.query(Tip)] == [f"FOLLOW {appeal.code}"]
    twilio.write("STOP")
    moving_clock.move(minutes=3)
    collect_tips.run(1)
    assert recipients_of(line.id, appeal.case_id) == ()
