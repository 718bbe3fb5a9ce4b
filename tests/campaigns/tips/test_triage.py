import threading

import pytest

from campaigns.audit.model import AuditEntry
from campaigns.kernel.actor import HOUSE
from campaigns.kernel.db import db
from campaigns.kernel.errors import NotAllowed, NotFound, WrongState
from campaigns.tips import queries, triage
from campaigns.tips.model import MessageKind, Priority, TipState
from campaigns.users.model import Role
from campaigns.users.queries import get_user
from tests.factories.cases import make_case
from tests.factories.tips import make_tip
from tests.factories.users import make_user


@pytest.fixture
def tip(app):
    return make_tip()


@pytest.fixture
def ada(app):
    return make_user(Role.TRIAGER, name="Ada Quinn")


@pytest.fixture
def ben(app):
    return make_user(Role.TRIAGER, name="Ben Okoro")


def test_opening_marks_a_tip_read_once(tip, ada, ben, moving_clock):
    first = triage.open_tip(tip.case_id, tip.id, by=ada).first_read_at
    moving_clock.move(hours=1)
    again = triage.open_tip(tip.case_id, tip.id, by=ben)
    assert again.first_read_at == first
    assert (again.unread, again.state) == (False, TipState.OPEN)
    (newest, *_) = queries.list_history(tip.case_id, tip.id)
    assert newest.actor == "Ada Quinn"


def test_only_one_of_many_who_reach_for_a_tip_gets_it(app, tip):
    case_id, tip_id = tip.case_id, tip.id
    people = [make_user(Role.TRIAGER).id for _ in range(8)]
    won: list[int] = []
    lost: list[str] = []

    def reach(user_id):
        with app.app_context():
            try:
                triage.claim(case_id, tip_id, by=get_user(user_id))
                won.append(user_id)
            except WrongState as taken:
                lost.append(taken.message)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=reach, args=(user,)) for user in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(won), len(lost)) == (1, 7)
    assert all("has it since 08:00." in words for words in lost)


def test_claiming_what_one_has_changes_nothing(tip, ada):
    assert triage.claim(tip.case_id, tip.id, by=ada)
    assert triage.claim(tip.case_id, tip.id, by=ada) is None


def test_only_the_holder_or_a_supervisor_lets_go(tip, ada, ben):
    triage.claim(tip.case_id, tip.id, by=ada)
    with pytest.raises(NotAllowed):
        triage.unclaim(tip.case_id, tip.id, by=ben)
    assert triage.unclaim(tip.case_id, tip.id, by=make_user(Role.SUPERVISOR))
    assert triage.unclaim(tip.case_id, tip.id, by=ada) is None


@pytest.mark.parametrize("to", [TipState.ACTIONED, TipState.NO_ACTION, TipState.OPEN])
def test_every_state_can_be_left_again(tip, ada, to):
    triage.set_state(tip.case_id, tip.id, to, by=ada)
    assert triage.set_state(tip.case_id, tip.id, to, by=ada) is None
    triage.set_state(tip.case_id, tip.id, TipState.NEW, by=ada)
    assert queries.get_tip(tip.case_id, tip.id).state is TipState.NEW


def test_an_undo_can_itself_be_undone(tip, ada):
    done = triage.set_priority(tip.case_id, tip.id, Priority.LOW, by=ada)
    undone = triage.undo(tip.case_id, [done], by=ada)
    assert queries.get_tip(tip.case_id, tip.id).priority is Priority.MEDIUM
    triage.undo(tip.case_id, undone, by=ada)
    tip = queries.get_tip(tip.case_id, tip.id)
    assert (tip.priority, tip.priority_rank) == (Priority.LOW, 1)


def test_an_undo_of_several_is_all_or_nothing(app, ada, ben):
    case = make_case()
    tips = [make_tip(case=case) for _ in range(2)]
    done = triage.set_state_many(case.id, [t.id for t in tips], TipState.ACTIONED, by=ada).entries
    triage.set_state(case.id, tips[1].id, TipState.NO_ACTION, by=ben)
    with pytest.raises(WrongState):
        triage.undo(case.id, done, by=ada)
    assert queries.get_tip(case.id, tips[0].id).state is TipState.ACTIONED


def test_a_line_that_changed_nothing_cannot_be_undone(tip, ada):
    triage.add_note(tip.case_id, tip.id, "note", by=ada)
    (noted, *_) = queries.list_history(tip.case_id, tip.id)
    with pytest.raises(WrongState, match="cannot be undone"):
        triage.undo(tip.case_id, [noted], by=ada)


def test_a_note_is_for_staff_only(tip, ada):
    triage.add_note(tip.case_id, tip.id, "Rang them.", by=ada)
    (note,) = queries.list_messages(tip.id)
    assert (note.kind, note.text, note.author_id) == (MessageKind.NOTE, "Rang them.", ada.id)


def test_who_lets_a_held_file_be_seen_is_in_the_audit(app, ada, tmp_path):
    from_tip = make_tip()
    with pytest.raises(NotFound):
        triage.show_evidence(from_tip.case_id, from_tip.id, 1, by=ada)
    assert db.session.query(AuditEntry).filter_by(verb="evidence.show").count() == 0


def test_a_leavers_open_tips_go_to_someone_who_works_on_tips(app, ada, ben):
    tips = [make_tip() for _ in range(3)]
    for tip in tips:
        triage.claim(tip.case_id, tip.id, by=ada)
    triage.set_state(tips[2].case_id, tips[2].id, TipState.ACTIONED, by=ada)
    assert triage.hand_over(ada.id, ben.id, actor=HOUSE) == 2
    held = [queries.get_tip(t.case_id, t.id).claimed_by_id for t in tips]
    assert held == [ben.id, ben.id, ada.id]
    with pytest.raises(NotAllowed):
        triage.hand_over(ben.id, make_user(Role.PRESS_OFFICER).id, actor=HOUSE)
