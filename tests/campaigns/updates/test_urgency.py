"""What cannot wait for the morning goes by the word of two people, and of nobody alone."""

from datetime import time

import pytest

from campaigns.cases.model import Risk
from campaigns.deliveries import waiting
from campaigns.jobs import send_deliveries
from campaigns.kernel.db import db
from campaigns.kernel.errors import Invalid, NotAllowed, WrongState
from campaigns.notices.model import Notice
from campaigns.timeline.queries import stream
from campaigns.updates import actions, urgency
from campaigns.updates.queries import get_update
from campaigns.updates.way import post_now, way_of
from campaigns.users.model import Role
from tests.factories.deliveries import make_speaking_case, said
from tests.factories.updates import make_approved, make_update
from tests.factories.users import make_user


@pytest.fixture
def night(app, moving_clock):
    case, channels = make_speaking_case(risk=Risk.HIGH)
    waiting.change_quiet_hours(case.id, (time(22), time(7)), by=case.lead)
    moving_clock.go("2026-05-16T23:00:00-04:00")
    return case, channels


def test_an_urgent_update_goes_in_quiet_hours_once_a_second_person_confirms_it(night):
    case, _ = night
    update = make_approved(*night)
    send_deliveries.run(1)
    urgency.mark_urgent(case.id, update.id, "She may be at the station now", by=case.lead)
    send_deliveries.run(1)
    assert said() == [], "one person's word is not enough"
    urgency.confirm_urgent(case.id, update.id, by=case.deputy)
    send_deliveries.run(1)
    assert len(said()) == 1
    told = {each.summary: each.actor for each in stream(case.id)}
    asked = "Update marked urgent: to go out in quiet hours, once confirmed"
    confirmed = "Update confirmed as urgent: it goes out in quiet hours"
    assert (told[asked], told[confirmed]) == (case.lead.name, case.deputy.name)


def test_the_second_person_is_another_one_and_may_approve(night):
    case, _ = night
    update = make_approved(*night)
    with pytest.raises(Invalid):
        urgency.mark_urgent(case.id, update.id, "", by=case.lead)
    with pytest.raises(WrongState):
        urgency.confirm_urgent(case.id, update.id, by=case.deputy)
    urgency.mark_urgent(case.id, update.id, "Now", by=case.lead)
    for user in (case.lead, make_user(Role.FAMILY_LIAISON), make_user(Role.TRIAGER)):
        with pytest.raises(NotAllowed):
            urgency.confirm_urgent(case.id, update.id, by=user)
    with pytest.raises(WrongState):
        urgency.mark_urgent(case.id, update.id, "Again", by=case.lead)


def test_whoever_could_confirm_is_told_and_the_one_who_asked_is_not(night):
    case, _ = night
    chief = make_user(Role.SUPERVISOR)
    update = make_approved(*night)
    urgency.mark_urgent(case.id, update.id, "Now", by=case.lead)
    asked = {each.user_id for each in db.session.scalars(db.select(Notice))}
    assert {chief.id, case.deputy_id} <= asked
    assert case.lead_id not in asked


def test_it_may_be_confirmed_before_it_is_approved(night):
    case, channels = night
    update = make_update(case, channels)
    with pytest.raises(WrongState):
        urgency.mark_urgent(case.id, update.id, "Now", by=case.lead)
    actions.submit_update(case.id, update.id, by=case.lead)
    urgency.mark_urgent(case.id, update.id, "Now", by=case.lead)
    urgency.confirm_urgent(case.id, update.id, by=case.deputy)
    send_deliveries.run(1)
    assert said() == []
    actions.approve_update(case.id, update.id, update.content_hash, by=case.deputy)
    send_deliveries.run(1)
    assert len(said()) == 1


def test_other_words_are_not_urgent_because_the_old_ones_were(night):
    case, channels = night
    update = make_approved(*night)
    urgency.mark_urgent(case.id, update.id, "Now", by=case.lead)
    urgency.confirm_urgent(case.id, update.id, by=case.deputy)
    changed = {"parts": [{"text": "Other words"}], "channel_ids": [channels[0].id]}
    actions.edit_update(case.id, update.id, **changed, by=case.lead)
    actions.submit_update(case.id, update.id, by=case.lead)
    hashed = get_update(case.id, update.id).content_hash
    actions.approve_update(case.id, update.id, hashed, by=case.deputy)
    send_deliveries.run(1)
    assert said() == []


def test_what_can_wait_after_all_waits(night):
    case, _ = night
    update = make_approved(*night)
    urgency.mark_urgent(case.id, update.id, "Now", by=case.lead)
    urgency.drop_urgent(case.id, update.id, by=case.lead)
    with pytest.raises(WrongState):
        urgency.confirm_urgent(case.id, update.id, by=case.deputy)
    send_deliveries.run(1)
    assert said() == []


def test_an_emergency_post_is_never_delayed(night):
    case, channels = night
    update = make_update(case, channels)
    actions.submit_update(case.id, update.id, by=case.lead)
    actions.approve_emergency(case.id, update.id, update.content_hash, "Now", by=case.lead)
    send_deliveries.run(1)
    assert len(said()) == 1


def test_post_now_says_what_keeps_it_and_goes_once_it_is_urgent(night):
    case, _ = night
    update = make_approved(*night)
    way = way_of(update)
    assert (way.quiet, way.under_way) == ("waits until 07:00: quiet hours", False)
    with pytest.raises(Invalid, match="Mark the update urgent"):
        post_now(case.id, update.id, by=case.lead)
    urgency.mark_urgent(case.id, update.id, "Now", by=case.lead)
    urgency.confirm_urgent(case.id, update.id, by=case.deputy)
    assert way_of(update).quiet == ""
    assert post_now(case.id, update.id, by=case.lead) == 1
