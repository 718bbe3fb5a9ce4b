"""Signing in: a try is counted first, then judged, then let in.

The password is judged outside any transaction (argon2 takes its time), so that a flood of sign-ins
cannot hold up those who write. Wrong tries wait longer and longer. They are counted by the name
that was typed; only a browser in which that person has signed in before (it holds a long random
cookie) has a count of its own. So someone who merely knows a username can make strange browsers
wait, but cannot lock the real person out of their own. Nothing but the sign-in form counts.
"""

from dataclasses import dataclass, replace
from datetime import timedelta

from campaigns.audit import actions as audit
from campaigns.kernel import clock, ids, settings
from campaigns.kernel.db import atomic, db, let_go
from campaigns.kernel.errors import Invalid
from campaigns.kernel.text import fold
from campaigns.users import passwords, queries, rules, totp
from campaigns.users.actions import TOUCH_EVERY, keyed
from campaigns.users.model import Guess, KnownBrowser, SignIn, User
from campaigns.users.tokens import hash_token

WRONG = "That username, password and code do not fit together."
FORGET_AFTER = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Entry:
    """What a browser is given when it is let in: two tokens that are kept only as hashes."""

    sign_in: SignIn
    token: str
    browser: str


@dataclass(frozen=True, slots=True)
class _Claim:
    """Whose password is judged, against which hash; nobody's where there is no such name."""

    user_id: int | None = None
    judged: str = passwords.NOBODY
    fresh: str | None = None


def sign_in(
    username: str,
    password: str,
    code: str = "",
    *,
    browser: str | None = None,
    agent: str = "",
    second_factor: bool = True,
) -> Entry:
    """Let someone in, or Invalid (whatever was wrong), or TooMany.

    `second_factor` False leaves the code out (rehearsal only). Who has not enrolled yet comes in
    by password; until they enrol, `SignIn.second_factor` is False and nothing else opens.
    """
    _count(username, browser)
    user = queries.find_user(username)
    claim = _Claim(user.id, user.password_hash) if user and user.active else _Claim()
    let_go()
    if not passwords.matches(claim.judged, password) or claim.user_id is None:
        raise Invalid(WRONG)
    if passwords.is_outdated(claim.judged):
        claim = replace(claim, fresh=passwords.hash_password(password))
    return _enter(claim, code, browser, agent, asks_code=second_factor)


@atomic
def _count(username: str, browser: str | None) -> None:
    """Count a try as wrong before it is judged, so that many at once gain nothing."""
    now = clock.now()
    user = queries.find_user(username)
    counter: Guess | KnownBrowser | None = None
    if user is not None and browser:
        counter = queries.find_browser(user.id, hash_token(browser))
    counter = counter or _guess(username)
    rules.check_may_try(counter, now)
    counter.failed_count += 1
    wait = rules.wait_after(counter.failed_count)
    counter.last_at = now
    if wait:
        counter.locked_until = now + wait
        if user is not None and counter.failed_count == rules.FREE_TRIES:
            audit.record("sign-in slowed", actor=user.actor, about=("user", user.id))


def _guess(username: str) -> Guess:
    name_hash, now = keyed(fold(username), "sign_in_guess"), clock.now()
    queries.forget_guesses(now - FORGET_AFTER)
    return queries.find_guess(name_hash) or queries.begin_guess(name_hash, now)


@atomic
def _enter(claim: _Claim, code: str, browser: str | None, agent: str, *, asks_code: bool) -> Entry:
    user = queries.get_user(claim.user_id or 0)
    if not user.active or user.password_hash != claim.judged:  # changed while it was judged
        raise Invalid(WRONG)
    enrolled = asks_code and user.totp_confirmed_at is not None
    if enrolled and not _takes(user, code):
        raise Invalid(WRONG)
    user.password_hash = claim.fresh or user.password_hash
    browser = _remember(user, browser)
    token, row = _start(user, agent, second_factor=enrolled)
    audit.record("signed in", actor=user.actor, about=("user", user.id))
    return Entry(row, token, browser)


def _takes(user: User, code: str) -> bool:
    """Say whether the code is right and was never used before, and use it up."""
    step = totp.step_of(user.totp_secret, code, clock.now())
    return step is not None and queries.take_step(user.id, step)


def _remember(user: User, browser: str | None) -> str:
    """Know this browser from now on, and forget the wrong tries that came before."""
    browser = browser or ids.token()
    known = queries.find_browser(user.id, hash_token(browser))
    if known is None:
        known = KnownBrowser(user_id=user.id, token_hash=hash_token(browser), last_at=clock.now())
        db.session.add(known)
        _reset(_guess(user.username))
    _reset(known)
    return browser


def _reset(counter: Guess | KnownBrowser) -> None:
    counter.failed_count, counter.locked_until, counter.last_at = 0, None, clock.now()


def _start(user: User, agent: str, *, second_factor: bool) -> tuple[str, SignIn]:
    token, now = ids.token(), clock.now()
    row = SignIn(
        user=user,
        token_hash=hash_token(token),
        second_factor=second_factor,
        agent=agent,
        created_at=now,
        seen_at=now,
    )
    db.session.add(row)
    db.session.flush()
    return token, row


@atomic
def start_sign_in(user_id: int, *, agent: str = "", second_factor: bool = False) -> str:
    """Let someone in who has proved otherwise who they are (an invitation); return the token."""
    user = queries.get_user(user_id)
    token, _row = _start(user, agent, second_factor=second_factor)
    audit.record("signed in", actor=user.actor, about=("user", user.id))
    return token


def resume(token: str, *, used: bool = True) -> SignIn | None:
    """Return the sign-in behind a token, if it is still open; None otherwise.

    `used` False is for what a page does by itself (polling): it keeps nobody signed in.
    """
    found = queries.find_sign_in(hash_token(token))
    now, house = clock.now(), settings.current()
    if found is None or not rules.is_open(found, now, house.session_idle_s, house.session_max_s):
        return None
    if used and now - found.seen_at >= TOUCH_EVERY:
        _touch(found.id)
    return found


@atomic
def _touch(sign_in_id: int) -> None:
    queries.touch_sign_in(sign_in_id, clock.now())


@atomic
def end_sign_in(user_id: int, sign_in_id: int) -> SignIn:
    """Sign one of one's own browsers out."""
    row = queries.get_sign_in(user_id, sign_in_id)
    if row.ended_at is None:
        row.ended_at = clock.now()
        audit.record("signed out", actor=row.user.actor, about=("user", user_id))
    return row


@atomic
def begin_enrolment(user_id: int) -> str:
    """Return the secret that someone is about to put into their app."""
    user = queries.get_user(user_id)
    if user.totp_confirmed_at is not None:
        raise Invalid("Your second factor is set up already.")
    if user.totp_secret is None:
        user.totp_secret = totp.new_secret()
    secret: str = user.totp_secret
    return secret


@atomic
def confirm_enrolment(user_id: int, sign_in_id: int, code: str) -> User:
    """Take the second factor into use, once a code shows that the app has it."""
    user = queries.get_user(user_id)
    row = queries.get_sign_in(user_id, sign_in_id)
    if user.totp_secret is None or user.totp_confirmed_at is not None or not _takes(user, code):
        words = "That is not the code your app shows now. Check the phone's clock, then try again."
        raise Invalid("The code is not right.", {"code": words})
    user.totp_confirmed_at = clock.now()
    row.second_factor = True
    audit.record("second factor set up", actor=user.actor, about=("user", user.id))
    return user


def change_password(user_id: int, sign_in_id: int, current: str, new: str) -> User:
    """Take a new password, and sign every other browser of this person out."""
    user = queries.get_user(user_id)
    kept, username = user.password_hash, user.username
    _count_change(user_id)
    let_go()
    if not passwords.matches(kept, current):
        raise Invalid("The password is not right.", {"current": "This is not your password."})
    rules.check_password(new, username, "new")
    return _keep_password(user_id, sign_in_id, kept, passwords.hash_password(new))


@atomic
def _count_change(user_id: int) -> None:
    guess = _guess(f"password change of {user_id}")
    rules.check_may_try(guess, clock.now())
    guess.failed_count += 1
    guess.last_at = clock.now()
    wait = rules.wait_after(guess.failed_count)
    guess.locked_until = clock.now() + wait if wait else None


@atomic
def _keep_password(user_id: int, sign_in_id: int, judged: str, fresh_hash: str) -> User:
    user = queries.get_user(user_id)
    if user.password_hash != judged:
        raise Invalid("Your password was changed a moment ago.")
    user.password_hash = fresh_hash
    _reset(_guess(f"password change of {user_id}"))
    queries.end_sign_ins(user.id, clock.now(), but=sign_in_id)
    audit.record("password changed", actor=user.actor, about=("user", user.id))
    return user
