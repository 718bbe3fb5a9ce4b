"""From draft to release: nobody approves their own words, and only what was seen goes out."""

from datetime import datetime, timedelta

import pytest

from campaigns.appeals.model import AppealState
from campaigns.cases.model import CaseState, Risk
from campaigns.cases.publicity import Publicity
from campaigns.deliveries.model import DeliveryState
from campaigns.deliveries.queries import list_of_update
from campaigns.jobs import review_reminders, send_deliveries
from campaigns.kernel.actor import HOUSE
from campaigns.kernel.db import atomic, db
from campaigns.kernel.errors import Broken, Invalid, NotAllowed, NotFound, WrongState
from campaigns.notices.model import Notice
from campaigns.updates import actions, ghosts, queries
from campaigns.updates.model import UpdateState
from campaigns.users.model import Role
from tests.factories.appeals import make_appeal
from tests.factories.cases import make_case
from tests.factories.deliveries import make_speaking_case, make_voice, said
from tests.factories.updates import make_approved, make_update
from tests.factories.users import make_user

D = DeliveryState


def states(update):
    return [each.state for each in list_of_update(update.id)]


def test_approved_words_are_the_sent_words(app):
    case, channels = make_speaking_case("missingmira", "missingmira_fr")
    update = make_update(case, channels, "Have you seen Mira, 7? 🙏 مرحبا")
    actions.submit_update(case.id, update.id, by=case.lead)
    assert states(update) == [D.PLANNED, D.PLANNED]
    send_deliveries.run(2)
    assert said() == [], "nothing goes before the approval"
    actions.approve_update(case.id, update.id, update.content_hash, by=case.deputy)
    send_deliveries.run(2)
    assert len(said("missingmira")) == len(said("missingmira_fr")) == 1


def test_nobody_approves_their_own_words_nor_without_being_allowed_to(app):
    case, channels = make_speaking_case()
    update = make_update(case, channels)
    actions.submit_update(case.id, update.id, by=case.lead)
    for user in (case.lead, make_user(Role.TRIAGER)):
        with pytest.raises(NotAllowed):
            actions.approve_update(case.id, update.id, update.content_hash, by=user)


def test_whoever_edits_last_is_its_author_and_cannot_approve_it(app):
    case, channels = make_speaking_case()
    update = make_update(case, channels)
    changed = {"parts": [{"text": "Other words"}], "channel_ids": [channels[0].id]}
    actions.edit_update(case.id, update.id, **changed, by=case.deputy)
    actions.submit_update(case.id, update.id, by=case.lead)
    with pytest.raises(NotAllowed):
        actions.approve_update(case.id, update.id, update.content_hash, by=case.deputy)


def test_an_edit_voids_the_approval_and_stops_what_was_planned(app, moving_clock):
    case, channels = make_speaking_case()
    later = datetime.fromisoformat("2026-05-16T20:00")
    update = make_approved(case, channels, send_local=later)
    seen = update.content_hash
    actions.edit_update(
        case.id, update.id, parts=[{"text": "New"}], channel_ids=[channels[0].id], by=case.lead
    )
    assert (update.state, update.content_hash) == (UpdateState.DRAFT, None)
    assert states(update) == [D.WITHDRAWN]
    actions.submit_update(case.id, update.id, by=case.lead)
    with pytest.raises(WrongState, match="changed since you looked"):
        actions.approve_update(case.id, update.id, seen, by=case.deputy)
    moving_clock.move(days=1)
    send_deliveries.run(2)
    assert said() == []


def test_two_people_who_edit_at_once_do_not_overwrite_one_another(app):
    case, channels = make_speaking_case()
    update = make_update(case, channels)
    given = {"channel_ids": [channels[0].id], "version": update.version}
    actions.edit_update(case.id, update.id, parts=[{"text": "A"}], **given, by=case.lead)
    with pytest.raises(WrongState):
        actions.edit_update(case.id, update.id, parts=[{"text": "B"}], **given, by=case.deputy)


def test_what_is_out_is_not_edited(app):
    case, channels = make_speaking_case()
    update = make_approved(case, channels)
    send_deliveries.run(2)
    with pytest.raises(WrongState, match="going out already"):
        actions.edit_update(
            case.id, update.id, parts=[{"text": "B"}], channel_ids=[channels[0].id], by=case.lead
        )


def test_what_does_not_fit_is_refused_with_its_count_and_never_cut(app):
    case, channels = make_speaking_case("missingmira")
    update = make_update(case, channels, "x" * 512)
    with pytest.raises(Invalid) as refused:
        actions.submit_update(case.id, update.id, by=case.lead)
    assert "512 of 500 for @missingmira" in refused.value.fields["texts"]
    assert queries.get_update(case.id, update.id).state is UpdateState.DRAFT
    assert list_of_update(update.id) == []


def test_a_snapshot_that_was_altered_in_the_table_is_not_released(app):
    case, channels = make_speaking_case()
    update = make_update(case, channels)
    actions.submit_update(case.id, update.id, by=case.lead)

    @atomic
    def tamper():
        [delivery] = list_of_update(update.id)
        delivery.snapshot = {"parts": [{"text": "Send money", "media": []}], "reply_to": None}

    tamper()
    with pytest.raises(Broken):
        actions.approve_update(case.id, update.id, update.content_hash, by=case.deputy)


def test_an_update_written_before_the_launch_goes_out_when_the_appeal_is_live(app, moving_clock):
    channel = make_voice("missingmira")
    case = make_case()
    appeal = make_appeal(case=case, channels=[channel], state=AppealState.DRAFT, launched_at=None)
    update = make_approved(case, [channel])
    moving_clock.move(hours=2)
    send_deliveries.run(2)
    assert said() == []

    @atomic
    def launch():
        db.session.add(appeal)
        appeal.state, appeal.launched_at = AppealState.LIVE, moving_clock()
        appeal.case.publicity = Publicity.PUBLISH

    launch()
    send_deliveries.run(2)
    assert states(update) == [D.SENT]


def test_a_closed_case_prepares_nothing(app):
    case, channels = make_speaking_case(state=CaseState.CLOSED)
    with pytest.raises(WrongState, match="closed"):
        make_update(case, channels)


def test_only_accounts_of_the_appeal_and_only_times_that_exist_and_are_still_to_come(app):
    case, channels = make_speaking_case()
    other = make_voice("someoneelse")
    with pytest.raises(Invalid) as refused:
        make_update(case, [other])
    assert "channel_ids" in refused.value.fields
    with pytest.raises(Invalid) as refused:
        make_update(case, channels, send_local=datetime.fromisoformat("2027-03-14T02:30"))
    assert "skip 02:30" in refused.value.fields["send_local"]
    update = make_update(case, channels, send_local=datetime.fromisoformat("2026-05-16T07:00"))
    with pytest.raises(Invalid, match="passed"):
        actions.submit_update(case.id, update.id, by=case.lead)


def test_an_update_of_another_case_is_not_there(app):
    case, channels = make_speaking_case()
    update = make_update(case, channels)
    with pytest.raises(NotFound):
        actions.submit_update(make_speaking_case("other")[0].id, update.id, by=case.lead)


def test_an_emergency_goes_out_by_one_person_and_is_reviewed_by_another(app, moving_clock):
    case, channels = make_speaking_case()
    boss = make_user(Role.SUPERVISOR)
    update = make_update(case, channels, "Seen minutes ago at the station")
    actions.submit_update(case.id, update.id, by=case.lead)
    with pytest.raises(Invalid):
        actions.approve_emergency(case.id, update.id, update.content_hash, "", by=case.lead)
    actions.approve_emergency(case.id, update.id, update.content_hash, "Train leaves", by=case.lead)
    assert all(each.urgent for each in list_of_update(update.id)), "it may use the reserve"
    send_deliveries.run(2)
    assert len(said()) == 1
    told = {each.user_id for each in db.session.query(Notice).all()}
    assert told == {boss.id, case.lead_id, case.deputy_id}
    assert queries.list_for_review(case.id) == [update]
    with pytest.raises(NotAllowed):
        actions.review_emergency(case.id, update.id, ok=True, by=case.lead)
    moving_clock.move(minutes=30)
    review_reminders.run()
    review_reminders.run()
    assert db.session.query(Notice).count() == 6, "one reminder each, not one a tick"
    actions.review_emergency(case.id, update.id, ok=True, by=case.deputy)
    assert queries.list_for_review(case.id) == []


def test_only_high_risk_is_an_emergency_and_only_one_s_own_words(app):
    case, channels = make_speaking_case(risk=Risk.STANDARD)
    update = make_update(case, channels)
    actions.submit_update(case.id, update.id, by=case.lead)
    with pytest.raises(NotAllowed):
        actions.approve_emergency(case.id, update.id, update.content_hash, "Now", by=case.lead)
    case, channels = make_speaking_case("second")
    update = make_update(case, channels)
    actions.submit_update(case.id, update.id, by=case.lead)
    with pytest.raises(NotAllowed):
        actions.approve_emergency(case.id, update.id, update.content_hash, "Now", by=case.deputy)


def test_a_review_can_stop_what_is_not_out_yet(app):
    case, channels = make_speaking_case()
    update = make_update(case, channels, send_local=datetime.fromisoformat("2026-05-16T09:00"))
    actions.submit_update(case.id, update.id, by=case.lead)
    actions.approve_emergency(case.id, update.id, update.content_hash, "Now", by=case.lead)
    actions.review_emergency(case.id, update.id, ok=False, by=case.deputy)
    assert states(update) == [D.WITHDRAWN]


def test_sending_back_says_why_and_gives_it_to_its_author(app):
    case, channels = make_speaking_case()
    update = make_update(case, channels)
    actions.submit_update(case.id, update.id, by=case.lead)
    actions.send_back(case.id, update.id, "No street name", by=case.deputy)
    assert (update.state, update.sent_back_reason) == (UpdateState.DRAFT, "No street name")
    assert states(update) == [D.WITHDRAWN]
    actions.submit_update(case.id, update.id, by=case.lead)
    assert states(update) == [D.PLANNED], "a second round has its own snapshots"


def test_withdrawing_all_leaves_nothing_that_could_go(app, moving_clock):
    case, channels = make_speaking_case()
    make_approved(case, channels, send_local=datetime.fromisoformat("2026-05-16T09:00"))
    make_update(case, channels)
    assert actions.withdraw_all(case.id, "The case is closed.", actor=HOUSE) == 2
    moving_clock.move(hours=1, minutes=5)
    send_deliveries.run(2)
    assert said() == []


def test_a_step_of_the_cadence_is_a_ghost_until_it_is_written(app, moving_clock):
    case, channels = make_speaking_case()
    actions.start_cadence(case.id, "missing_high", actor=HOUSE)
    now = moving_clock()
    keys = [each.step for each in ghosts.list_upcoming(case.id, now)]
    assert keys == ["t+3h", "evening", "t+24h", "t+72h", "t+7d", "t+30d"]
    update = make_update(case, channels, cadence_step="t+3h")
    assert update.cadence_id is not None
    assert [each.key for each in ghosts.list_ghosts(case.id, now, now + timedelta(days=1))] == [
        "now",
        "evening",
    ]
    actions.withdraw_update(case.id, update.id, by=case.lead)
    assert "t+3h" in [each.step for each in ghosts.list_upcoming(case.id, now)]
    actions.stop_cadence(case.id, actor=HOUSE)
    actions.stop_cadence(case.id, actor=HOUSE)
    assert ghosts.list_upcoming(case.id, now) == []
