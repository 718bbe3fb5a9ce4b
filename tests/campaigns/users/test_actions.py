"""People: let in, changed, let go."""

import pytest

from campaigns.audit.model import AuditEntry
from campaigns.kernel import clock
from campaigns.kernel.actor import HOUSE
from campaigns.kernel.db import db
from campaigns.kernel.errors import Invalid, NotAllowed, WrongState
from campaigns.users import actions, queries, signin
from campaigns.users.model import Role
from tests.factories.users import make_user

PASSWORD = "seven rivers lamp"


def make(username="kim", password=PASSWORD, email="kim@p.example", **more):
    return actions.create_user(username, "Kim", email, Role.TRIAGER, password, actor=HOUSE, **more)


def test_a_username_is_one_in_whatever_case(app):
    made = make("Kim.Ode")
    assert made.username == "kim.ode"
    assert queries.find_user("KIM.ode").id == made.id
    with pytest.raises(Invalid) as refused:
        make("KIM.ODE")
    assert "username" in refused.value.fields


@pytest.mark.parametrize("username", ["", "k", "kim ode", "k\u0131m", "a" * 65, ".kim", "kim\n"])
def test_a_username_that_could_be_mistaken_is_refused(app, username):
    if username == "kim\n":
        assert make(username).username == "kim"
        return
    with pytest.raises(Invalid):
        make(username)


@pytest.mark.parametrize("password", ["short", "kim" * 5, "a" * 40, "abababababab"])
def test_a_weak_password_is_refused(app, password):
    with pytest.raises(Invalid) as refused:
        make(password=password)
    assert "password" in refused.value.fields


def test_the_same_password_from_another_keyboard_is_the_same(app):
    make(password="zoë likes rivers")
    assert signin.sign_in("kim", "zoe\u0308 likes rivers")


def test_a_password_is_kept_by_argon2id_only(app):
    assert make().password_hash.startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_an_address_that_is_none_is_refused(app):
    with pytest.raises(Invalid):
        make(email="a@b\nBcc: x@y")


def test_the_last_administrator_stays(app):
    boss, other = make_user(Role.ADMINISTRATOR), make_user(Role.ADMINISTRATOR)
    actions.deactivate_user(other.id, by=boss)
    supervisor = make_user(Role.SUPERVISOR)
    with pytest.raises(NotAllowed):
        actions.deactivate_user(boss.id, by=supervisor)
    with pytest.raises(NotAllowed):
        actions.change_role(boss.id, Role.AUDITOR, by=boss)
    with pytest.raises(WrongState):
        actions.deactivate_user(other.id, by=boss)


def test_a_leaver_loses_sign_ins_keys_and_open_links(app):
    boss, kim = make_user(Role.ADMINISTRATOR), make_user()
    token = signin.start_sign_in(kim.id, second_factor=True)
    _key, raw = actions.make_key(kim.id, "script")
    _row, address = actions.give_fresh_link(kim.id, by=boss)
    actions.deactivate_user(kim.id, by=boss)
    assert signin.resume(token) is None
    assert actions.resume_key(raw) is None
    assert actions.find_invitation(address.rpartition("/")[2]) is None
    assert kim not in queries.list_people()
    assert kim in queries.list_leavers()


def test_a_fresh_link_makes_the_one_before_worthless(app):
    boss, kim = make_user(Role.ADMINISTRATOR), make_user()
    _row, first = actions.give_fresh_link(kim.id, by=boss)
    _row, second = actions.give_fresh_link(kim.id, by=boss)
    assert actions.find_invitation(first.rpartition("/")[2]) is None
    assert actions.find_invitation(second.rpartition("/")[2])
    assert len(queries.list_invitations(clock.now())) == 1


def test_deeds_are_in_the_audit_without_secrets(app):
    boss = make_user(Role.ADMINISTRATOR)
    _row, address = actions.invite("Lee", "lee@p.example", Role.TRIAGER, by=boss)
    actions.accept_invitation(address.rpartition("/")[2], "lee", PASSWORD)
    lines = db.session.query(AuditEntry).order_by(AuditEntry.id).all()
    assert [line.verb for line in lines] == ["invited", "user made"]
    assert lines[1].actor == "Lee"
    assert "lee@p.example" not in str([line.detail for line in lines])
