"""What is done with people: let in, changed, let go; and the keys that act for them."""

from datetime import timedelta

from campaigns.audit import actions as audit
from campaigns.kernel import clock, ids, settings, vault
from campaigns.kernel.actor import Actor
from campaigns.kernel.db import atomic, db
from campaigns.kernel.errors import Invalid, WrongState
from campaigns.kernel.text import clean, fold
from campaigns.notices import actions as notices
from campaigns.users import passwords, queries, rules
from campaigns.users.model import ApiKey, Invitation, Role, User
from campaigns.users.tokens import hash_token

KEY_PREFIX = "sl_"
TOUCH_EVERY = timedelta(minutes=1)


def keyed(secret: str, about: str) -> bytes:
    """Return the keyed hash under which something that could be guessed is kept."""
    return vault.vault().lookup(secret.encode(), about)


@atomic
def create_user(
    username: str,
    name: str,
    email: str,
    role: Role,
    password: str,
    *,
    actor: Actor,
    totp_secret: str | None = None,
) -> User:
    """Make someone a user; with a `totp_secret` they are enrolled already."""
    username = fold(username)
    rules.check_username(username)
    rules.check_email(clean(email))
    rules.check_password(password, username)
    if queries.find_user(username):
        raise Invalid("That username is taken.", {"username": "Someone has this username."})
    now = clock.now()
    user = User(
        username=username,
        name=clean(name),
        email=clean(email),
        role=role,
        password_hash=passwords.hash_password(password),
        totp_secret=totp_secret,
        totp_confirmed_at=now if totp_secret else None,
        created_at=now,
    )
    db.session.add(user)
    db.session.flush()
    audit.record("user made", actor=actor, about=("user", user.id), detail={"role": role.value})
    return user


@atomic
def change_role(user_id: int, role: Role, *, by: User) -> User:
    """Give someone another role; it counts from their next click."""
    user = queries.get_user(user_id)
    rules.check_can(by, rules.Permission.MANAGE_USERS)
    rules.check_someone_else(user, by)
    if role is user.role:
        return user
    rules.check_keeps_administrator(user, queries.count_administrators())
    before, user.role = user.role, role
    detail = {"from": before.value, "to": role.value}
    audit.record("role changed", actor=by.actor, about=("user", user.id), detail=detail)
    return user


@atomic
def change_rank(user_id: int, rank: str, *, by: User) -> User:
    """Give someone another rank; it says what they may decide, from their next click."""
    user = queries.get_user(user_id)
    rules.check_can(by, rules.Permission.MANAGE_USERS)
    rules.check_someone_else(user, by)
    if rank == user.rank:
        return user
    before, user.rank = user.rank, rank
    detail = {"from": before, "to": rank}
    audit.record("rank changed", actor=by.actor, about=("user", user.id), detail=detail)
    return user


@atomic
def deactivate_user(user_id: int, *, by: User) -> User:
    """Let a leaver go: no sign-in, no key and no open link is left to them.

    `handover.actions.let_go` is the whole deed: it gives away their open work first.
    """
    user = queries.get_user(user_id)
    rules.check_can(by, rules.Permission.MANAGE_USERS)
    rules.check_someone_else(user, by)
    if not user.active:
        raise WrongState(f"{user.name} has left already.")
    rules.check_keeps_administrator(user, queries.count_administrators())
    now = clock.now()
    user.active, user.left_at = False, now
    queries.end_sign_ins(user.id, now)
    queries.revoke_keys(user.id, now)
    queries.end_invitations(user.id, now)
    audit.record("user left", actor=by.actor, about=("user", user.id))
    return user


@atomic
def invite(name: str, email: str, role: Role, *, by: User) -> tuple[Invitation, str]:
    """Invite someone by link; return the invitation and its address, which is shown once."""
    rules.check_can(by, rules.Permission.MANAGE_USERS)
    rules.check_email(clean(email))
    return _make_link(clean(name), clean(email), role, by, None)


@atomic
def give_fresh_link(user_id: int, *, by: User) -> tuple[Invitation, str]:
    """Help someone who lost password or phone: end their sign-ins and send a link to start anew."""
    user = queries.get_user(user_id)
    rules.check_can(by, rules.Permission.MANAGE_USERS)
    rules.check_someone_else(user, by)
    if not user.active:
        raise WrongState(f"{user.name} has left.")
    queries.end_invitations(user.id, clock.now())
    queries.end_sign_ins(user.id, clock.now())
    return _make_link(user.name, user.email, user.role, by, user)


def _make_link(
    name: str, email: str, role: Role, by: User, user: User | None
) -> tuple[Invitation, str]:
    token = ids.token()
    invitation = Invitation(
        name=name,
        email=email,
        role=role,
        token_hash=hash_token(token),
        user_id=user.id if user else None,
        invited_by_id=by.id,
        created_at=clock.now(),
        expires_at=clock.after(hours=rules.INVITATION_H),
    )
    db.session.add(invitation)
    db.session.flush()
    house = settings.current()
    address = f"{house.public_url}/staff/invitation/{token}"
    body = (
        f"{by.name} of {house.agency} invites you to Searchlight as {role.label.lower()}.\n\n"
        f"{address}\n\nThe link works once, for {rules.INVITATION_H} hours. "
        "If you did not expect it, leave it and tell them."
    )
    notices.mail(email, "Your way into Searchlight", body)
    verb = "fresh link made" if user else "invited"
    audit.record(
        verb, actor=by.actor, about=("invitation", invitation.id), detail={"role": role.value}
    )
    return invitation, address


@atomic
def withdraw_invitation(invitation_id: int, *, by: User) -> Invitation:
    """Make an open link worthless."""
    invitation = queries.get_invitation(invitation_id)
    rules.check_can(by, rules.Permission.MANAGE_USERS)
    if not queries.take_invitation(invitation.id, clock.now()):
        raise WrongState("This link has been used, or has expired.")
    audit.record("invitation withdrawn", actor=by.actor, about=("invitation", invitation.id))
    return invitation


def find_invitation(token: str) -> Invitation | None:
    """Return the invitation behind a link, if it can still be used."""
    found = queries.find_invitation(hash_token(token))
    return found if found and rules.is_usable(found, clock.now()) else None


@atomic
def accept_invitation(token: str, username: str, password: str) -> User:
    """Take an invitation up: become a user, or start anew with a password of one's own."""
    invitation = find_invitation(token)
    if invitation is None or not queries.take_invitation(invitation.id, clock.now()):
        raise WrongState("This link has been used, or has expired. Ask for a new one.")
    if invitation.user_id is None:
        name = invitation.name
        return create_user(
            username, name, invitation.email, invitation.role, password, actor=Actor(name)
        )
    user = queries.get_user(invitation.user_id)
    rules.check_password(password, user.username)
    user.password_hash = passwords.hash_password(password)
    user.totp_secret = user.totp_confirmed_at = None
    queries.end_sign_ins(user.id, clock.now())
    audit.record("started anew", actor=user.actor, about=("user", user.id))
    return user


@atomic
def make_key(user_id: int, label: str) -> tuple[ApiKey, str]:
    """Make a personal API key; return the row and the key itself, which is shown once."""
    user = queries.get_user(user_id)
    label = clean(label)
    if not label:
        raise Invalid("The key has no name.", {"label": "Say what the key is for."})
    raw = KEY_PREFIX + ids.token()
    key = ApiKey(
        user_id=user.id, label=label, key_hash=keyed(raw, "api_key"), created_at=clock.now()
    )
    db.session.add(key)
    db.session.flush()
    audit.record("API key made", actor=user.actor, about=("api_key", key.id))
    return key, raw


@atomic
def revoke_key(user_id: int, key_id: int) -> ApiKey:
    """End one of one's own keys."""
    key = queries.get_key(user_id, key_id)
    if key.revoked_at is None:
        key.revoked_at = clock.now()
        audit.record("API key revoked", actor=key.user.actor, about=("api_key", key.id))
    return key


def resume_key(raw: str) -> User | None:
    """Return whom an API key acts for, or None."""
    key = queries.find_key(keyed(raw, "api_key")) if raw.startswith(KEY_PREFIX) else None
    if key is None or key.revoked_at is not None or not key.user.active:
        return None
    now, user = clock.now(), key.user
    if key.last_used_at is None or now - key.last_used_at >= TOUCH_EVERY:
        _touch_key(key.id)
    return user


@atomic
def _touch_key(key_id: int) -> None:
    queries.touch_key(key_id, clock.now())
