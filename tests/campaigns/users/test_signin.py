"""Signing in: judged alike, slowed where guessed, and never locking out the real person."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from campaigns.audit.model import AuditEntry
from campaigns.kernel import clock
from campaigns.kernel.actor import HOUSE
from campaigns.kernel.db import atomic, db
from campaigns.kernel.errors import Invalid, TooMany
from campaigns.users import actions, passwords, queries, signin, totp
from campaigns.users.model import Guess, Role, User

PASSWORD = "seven rivers lamp"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def kim(app):
    return actions.create_user(
        "kim", "Kim Ode", "kim@police.example", Role.INVESTIGATOR, PASSWORD, actor=HOUSE,
        totp_secret=SECRET,
    )  # fmt: skip


def code():
    return totp.code_at(SECRET, clock.now())


def wrong(browser=None, times=1, username="kim"):
    for _ in range(times):
        with pytest.raises(Invalid):
            signin.sign_in(username, "not this one", code(), browser=browser)


def test_a_right_password_and_code_open_the_door(kim):
    entry = signin.sign_in("KIM", PASSWORD, code(), agent="Firefox on Linux")
    found = signin.resume(entry.token)
    assert found.user.id == kim.id
    assert found.second_factor
    assert entry.token.encode() not in found.token_hash


@pytest.mark.parametrize(
    ("username", "password", "digits"),
    [("kim", "wrong", None), ("nobody", PASSWORD, None), ("kim", PASSWORD, "000000")],
)
def test_whatever_is_wrong_the_answer_is_the_same(kim, username, password, digits):
    with pytest.raises(Invalid) as refused:
        signin.sign_in(username, password, digits or code())
    assert refused.value.message == signin.WRONG
    assert not refused.value.fields


def test_an_unknown_name_costs_the_same_work(kim, monkeypatch):
    judged = []
    real = passwords.matches
    monkeypatch.setattr(passwords, "matches", lambda kept, p: judged.append(kept) or real(kept, p))
    wrong()
    wrong(username="nobody")
    assert judged == [kim.password_hash, passwords.NOBODY]
    assert kim.password_hash.split("$")[:4] == passwords.NOBODY.split("$")[:4]


def test_a_code_opens_only_once(kim, moving_clock):
    digits = code()
    signin.sign_in("kim", PASSWORD, digits)
    with pytest.raises(Invalid):
        signin.sign_in("kim", PASSWORD, digits)
    moving_clock.move(seconds=30)
    assert signin.sign_in("kim", PASSWORD, code())


def test_a_code_of_a_neighbouring_half_minute_is_taken_and_an_older_one_not(kim, moving_clock):
    old = code()
    moving_clock.move(seconds=30)
    assert signin.sign_in("kim", PASSWORD, old)
    moving_clock.move(seconds=60)
    with pytest.raises(Invalid):
        signin.sign_in("kim", PASSWORD, totp.code_at(SECRET, moving_clock.at.replace(minute=57)))


def test_wrong_tries_wait_longer_and_longer(kim, moving_clock):
    wrong(times=5)
    with pytest.raises(TooMany) as slowed:
        signin.sign_in("kim", PASSWORD, code())
    assert (slowed.value.retry_at - clock.now()).seconds == 30
    moving_clock.move(seconds=31)
    wrong()
    with pytest.raises(TooMany) as slowed:
        signin.sign_in("kim", PASSWORD, code())
    assert (slowed.value.retry_at - clock.now()).seconds == 60


def test_a_name_that_nobody_has_is_slowed_alike(kim):
    wrong(times=5, username="nobody")
    with pytest.raises(TooMany):
        signin.sign_in("nobody", PASSWORD, code())


def test_a_browser_that_is_known_is_not_slowed_by_strangers(kim, moving_clock):
    mine = signin.sign_in("kim", PASSWORD, code()).browser
    wrong(times=5)
    moving_clock.move(seconds=1)
    with pytest.raises(TooMany):
        signin.sign_in("kim", PASSWORD, code())
    moving_clock.move(seconds=30)
    wrong()
    assert signin.sign_in("kim", PASSWORD, code(), browser=mine)


def test_a_known_browser_has_its_own_count(kim, moving_clock):
    mine = signin.sign_in("kim", PASSWORD, code()).browser
    wrong(browser=mine, times=5)
    with pytest.raises(TooMany):
        signin.sign_in("kim", PASSWORD, code(), browser=mine)


def test_a_browser_known_for_one_person_is_a_stranger_to_another(kim, moving_clock):
    mine = signin.sign_in("kim", PASSWORD, code()).browser
    actions.create_user("lee", "Lee", "lee@police.example", Role.TRIAGER, PASSWORD, actor=HOUSE)
    wrong(browser=mine, times=5, username="lee")
    moving_clock.move(seconds=30)
    assert signin.sign_in("kim", PASSWORD, code(), browser=mine)


def test_many_tries_at_once_gain_nothing(app, kim):
    def guess(_):
        with app.app_context():
            try:
                signin.sign_in("kim", "not this one")
            except (Invalid, TooMany) as error:
                return type(error)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(guess, range(12)))
    assert answers.count(Invalid) == 5
    assert answers.count(TooMany) == 7


def test_old_counts_are_forgotten(kim, moving_clock):
    wrong(times=3, username="nobody")
    moving_clock.move(days=2)
    wrong()
    assert db.session.query(Guess).count() == 1


def test_a_leaver_cannot_sign_in(kim):
    @atomic
    def leave():
        queries.get_user(kim.id).active = False

    leave()
    with pytest.raises(Invalid):
        signin.sign_in("kim", PASSWORD, code())


def test_who_has_not_enrolled_comes_in_half(kim):
    lee = actions.create_user("lee", "Lee", "l@p.example", Role.TRIAGER, PASSWORD, actor=HOUSE)
    entry = signin.sign_in("lee", PASSWORD)
    assert not entry.sign_in.second_factor
    secret = signin.begin_enrolment(lee.id)
    assert secret == signin.begin_enrolment(lee.id)
    with pytest.raises(Invalid):
        signin.confirm_enrolment(lee.id, entry.sign_in.id, "000000")
    signin.confirm_enrolment(lee.id, entry.sign_in.id, totp.code_at(secret, clock.now()))
    assert signin.resume(entry.token).second_factor
    with pytest.raises(Invalid):
        signin.begin_enrolment(lee.id)


def test_an_old_hash_is_renewed_at_sign_in(kim, monkeypatch):
    weak = passwords.PasswordHasher(time_cost=1, memory_cost=64)

    @atomic
    def weaken():
        queries.get_user(kim.id).password_hash = weak.hash(PASSWORD)

    weaken()
    signin.sign_in("kim", PASSWORD, code())
    assert not passwords.is_outdated(db.session.get(User, kim.id).password_hash)


def test_a_sign_in_ends_when_idle(kim, moving_clock):
    token = signin.start_sign_in(kim.id)
    moving_clock.move(minutes=59)
    assert signin.resume(token)
    moving_clock.move(minutes=59)
    assert signin.resume(token, used=False)
    moving_clock.move(minutes=2)
    assert signin.resume(token) is None


def test_a_sign_in_ends_by_age_however_busy(kim, moving_clock):
    token = signin.start_sign_in(kim.id)
    for _ in range(24):
        moving_clock.move(minutes=30)
        assert signin.resume(token)
    moving_clock.move(minutes=1)
    assert signin.resume(token) is None


def test_looking_twice_in_a_minute_writes_once(kim, moving_clock):
    token = signin.start_sign_in(kim.id)
    began = moving_clock.at
    moving_clock.move(seconds=59)
    assert signin.resume(token).seen_at == began
    moving_clock.move(seconds=1)
    assert signin.resume(token).seen_at == moving_clock.at


def test_a_new_password_ends_every_other_sign_in(kim):
    here, there = signin.sign_in("kim", PASSWORD, code()), signin.start_sign_in(kim.id)
    signin.change_password(kim.id, here.sign_in.id, PASSWORD, "another long one, quite")
    assert signin.resume(there) is None
    assert signin.resume(here.token)


def test_a_new_password_needs_the_old_one_and_guesses_wait(kim):
    row = signin.sign_in("kim", PASSWORD, code()).sign_in
    for _ in range(5):
        with pytest.raises(Invalid, match="not right"):
            signin.change_password(kim.id, row.id, "wrong", "another long one, quite")
    with pytest.raises(TooMany):
        signin.change_password(kim.id, row.id, PASSWORD, "another long one, quite")


def test_signing_out_ends_it_and_only_ones_own(kim):
    entry = signin.sign_in("kim", PASSWORD, code())
    signin.end_sign_in(kim.id, entry.sign_in.id)
    assert signin.resume(entry.token) is None
    other = signin.start_sign_in(kim.id)
    with pytest.raises(Exception, match="no such sign-in"):
        signin.end_sign_in(kim.id + 1, signin.resume(other).id)


def test_what_happens_is_in_the_audit(kim):
    signin.sign_in("kim", PASSWORD, code())
    wrong(times=5)
    verbs = [entry.verb for entry in db.session.query(AuditEntry).order_by(AuditEntry.id)]
    assert verbs == ["user made", "signed in", "sign-in slowed"]
