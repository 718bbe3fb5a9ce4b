"""Telling people we know."""

import pytest

from campaigns.kernel.db import db
from campaigns.kernel.errors import NotFound, WrongState
from campaigns.notices import actions, queries
from campaigns.notices.model import NoticeState
from tests.factories.users import make_user


def test_words_and_addresses_are_sealed(app):
    notice = actions.mail("father@home.example", "News", "There is news.")
    assert b"father" not in notice.address_sealed
    assert b"news" not in notice.body_sealed
    assert (notice.address, notice.body) == ("father@home.example", "There is news.")


def test_the_urgent_come_first(app):
    kim = make_user()
    first = actions.notify(kim.id, "One", "…")
    urgent = actions.notify(kim.id, "Two", "…", urgent=True)
    last = actions.notify(kim.id, "Three", "…")
    assert [n.id for n in queries.list_unread(kim.id)] == [urgent.id, last.id, first.id]
    assert queries.due(first.made_at) == [urgent.id, first.id, last.id]


def test_reading_is_ones_own(app):
    kim, lee = make_user(), make_user()
    notice = actions.notify(kim.id, "One", "…")
    with pytest.raises(NotFound):
        actions.read_notice(lee.id, notice.id)
    actions.read_all(lee.id)
    assert queries.count_unread(kim.id) == 1
    actions.read_all(kim.id)
    assert queries.count_unread(kim.id) == 0


def test_only_what_failed_is_sent_again(app):
    notice = actions.mail("father@home.example", "News", "…")
    with pytest.raises(WrongState):
        actions.try_again(notice.id)
    actions.claim(notice.id)
    actions.settle_sent(notice.id)
    with pytest.raises(WrongState):
        actions.try_again(notice.id)
    with pytest.raises(WrongState):
        actions.settle_failed(notice.id, "x", again=True)
    assert queries.get_notice(notice.id).state is NoticeState.SENT
    db.session.rollback()
