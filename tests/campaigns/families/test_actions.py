from datetime import timedelta

import pytest

from campaigns.families import actions, queries, rules
from campaigns.families.model import FamilyLink, FamilyMessage
from campaigns.kernel.db import db
from campaigns.kernel.errors import Invalid, NotFound, NotSignedIn
from campaigns.notices.model import Notice
from tests.factories.cases import make_case
from tests.factories.users import make_user


@pytest.fixture
def case(app):
    return make_case()


@pytest.fixture
def liaison(app):
    return make_user()


def test_a_link_opens_the_portal_once(case, liaison):
    _, token = actions.invite_relative(case.id, "Daniel", "", "father", by=liaison)
    visit_token = actions.use_link(token)
    assert (
        queries.get_visit(visit_token, queries.find_link(token).used_at).relative.name == "Daniel"
    )
    with pytest.raises(NotSignedIn, match="has been used"):
        actions.use_link(token)


def test_a_link_ends_by_itself(case, liaison, moving_clock):
    _, token = actions.invite_relative(case.id, "Daniel", "", "father", by=liaison)
    moving_clock.at += rules.LINK_LIVES
    with pytest.raises(NotSignedIn, match="has ended"):
        actions.use_link(token)


def test_a_fresh_link_ends_the_earlier_one_and_the_visits_from_it(case, liaison, moving_clock):
    relative, first = actions.invite_relative(case.id, "Daniel", "", "father", by=liaison)
    visit_token = actions.use_link(first)
    second = actions.make_link(case.id, relative.id, by=liaison)
    with pytest.raises(NotSignedIn):
        queries.get_visit(visit_token, moving_clock())
    assert actions.use_link(second)


def test_a_visit_ends_after_its_time(case, liaison, moving_clock):
    _, token = actions.invite_relative(case.id, "Daniel", "", "father", by=liaison)
    visit_token = actions.use_link(token)
    with pytest.raises(NotSignedIn):
        queries.get_visit(visit_token, moving_clock() + rules.VISIT_LIVES + timedelta(seconds=1))


def test_no_token_is_kept_in_clear(case, liaison):
    _, token = actions.invite_relative(case.id, "Daniel", "", "father", by=liaison)
    kept = db.session.query(FamilyLink).one()
    assert token.encode() not in kept.token_hash


def test_a_link_is_mailed_where_there_is_an_address(case, liaison):
    _, token = actions.invite_relative(case.id, "Daniel", "d@home.example", "father", by=liaison)
    mail = db.session.query(Notice).filter(Notice.user_id.is_(None)).one()
    assert mail.address == "d@home.example"
    assert token in mail.body


def test_a_message_sent_twice_is_one_message(case, liaison):
    relative, _ = actions.invite_relative(case.id, "Daniel", "", "father", by=liaison)
    first = actions.hear_family(relative, "Is there news?", key="the same form")
    assert actions.hear_family(relative, "Is there news?", key="the same form").id == first.id
    assert db.session.query(FamilyMessage).count() == 1


def test_the_liaison_or_the_lead_hears_of_it(case, liaison):
    relative, _ = actions.invite_relative(case.id, "Daniel", "", "father", by=liaison)
    actions.hear_family(relative, "Is there news?", key="k")
    assert db.session.query(Notice).filter(Notice.user_id == case.lead_id).count() == 1


def test_an_empty_message_is_refused(case, liaison):
    relative, _ = actions.invite_relative(case.id, "Daniel", "", "father", by=liaison)
    with pytest.raises(Invalid, match="Write a message"):
        actions.hear_family(relative, " \n ", key="k")


def test_a_relative_of_another_case_is_not_there(case, liaison):
    relative, _ = actions.invite_relative(case.id, "Daniel", "", "father", by=liaison)
    with pytest.raises(NotFound):
        actions.make_link(make_case().id, relative.id, by=liaison)


def test_ended_access_ends_at_once(case, liaison, moving_clock):
    relative, token = actions.invite_relative(case.id, "Daniel", "", "father", by=liaison)
    visit_token = actions.use_link(token)
    actions.let_go(case.id, relative.id, by=liaison)
    with pytest.raises(NotSignedIn):
        queries.get_visit(visit_token, moving_clock())
    assert queries.list_relatives(case.id) == []
