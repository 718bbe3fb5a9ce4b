"""Find people, and what belongs to them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import joinedload

from campaigns.kernel.db import db, insert_unless_there
from campaigns.kernel.errors import NotFound
from campaigns.kernel.text import fold
from campaigns.users.model import ApiKey, Guess, Invitation, KnownBrowser, Role, SignIn, User


def get_user(user_id: int) -> User:
    """Return the person, or say that there is none."""
    user = db.session.get(User, user_id)
    if user is None:
        raise NotFound("There is no such person.")
    return user


def find_user(username: str) -> User | None:
    """Return the person with this username, in whatever case it was typed."""
    return db.session.scalar(select(User).where(User.username == fold(username)))


def list_people() -> list[User]:
    """Return everyone who works here now, by name."""
    return list(db.session.scalars(select(User).where(User.active).order_by(User.name, User.id)))


def list_leavers() -> list[User]:
    """Return everyone who has left, the last one first."""
    return list(db.session.scalars(select(User).where(~User.active).order_by(User.left_at.desc())))


def count_administrators() -> int:
    """Return how many people can let others in."""
    found = select(func.count()).where(User.active, User.role == Role.ADMINISTRATOR)
    return db.session.scalar(found) or 0


def find_sign_in(token_hash: bytes) -> SignIn | None:
    """Return the signed-in browser with this token, with its person."""
    found = (
        select(SignIn)
        .where(SignIn.token_hash == token_hash)
        .options(joinedload(SignIn.user, innerjoin=True))
        .execution_options(populate_existing=True)
    )
    return db.session.scalar(found)


def get_sign_in(user_id: int, sign_in_id: int) -> SignIn:
    """Return one of a person's own signed-in browsers."""
    found = db.session.get(SignIn, sign_in_id)
    if found is None or found.user_id != user_id:
        raise NotFound("There is no such sign-in of yours.")
    return found


def list_sign_ins(user_id: int, seen_after: datetime) -> list[SignIn]:
    """Return a person's open sign-ins, the last used first."""
    found = (
        select(SignIn)
        .where(SignIn.user_id == user_id, SignIn.ended_at.is_(None), SignIn.seen_at >= seen_after)
        .order_by(SignIn.seen_at.desc(), SignIn.id.desc())
    )
    return list(db.session.scalars(found))


def touch_sign_in(sign_in_id: int, now: datetime) -> None:
    """Note that a browser was used just now."""
    db.session.execute(update(SignIn).where(SignIn.id == sign_in_id).values(seen_at=now))


def end_sign_ins(user_id: int, now: datetime, *, but: int | None = None) -> None:
    """End all of a person's sign-ins, but perhaps one."""
    mine = (SignIn.user_id == user_id) & SignIn.ended_at.is_(None) & (SignIn.id != (but or 0))
    db.session.execute(update(SignIn).where(mine).values(ended_at=now))


def take_step(user_id: int, step: int) -> bool:
    """Use up a step of the second factor; False if it (or a later one) was used before."""
    taken = (
        update(User)
        .where(User.id == user_id, User.totp_last_step < step)
        .values(totp_last_step=step)
        .returning(User.id)
    )
    return db.session.scalar(taken) is not None


def find_guess(name_hash: bytes) -> Guess | None:
    """Return the count of wrong tries for a name, locked for this action."""
    return db.session.get(Guess, name_hash, with_for_update=True)


def begin_guess(name_hash: bytes, now: datetime) -> Guess:
    """Begin to count for a name, however many begin at once; locked for this action."""
    insert_unless_there(Guess, name_hash=name_hash, failed_count=0, last_at=now)
    return db.session.get_one(Guess, name_hash, with_for_update=True)


def forget_guesses(before: datetime) -> None:
    """Drop counts that nobody has added to for long."""
    db.session.execute(delete(Guess).where(Guess.last_at < before))


def find_browser(user_id: int, token_hash: bytes) -> KnownBrowser | None:
    """Return the browser as this person's own, if they have signed in there before."""
    found = select(KnownBrowser).where(
        KnownBrowser.user_id == user_id, KnownBrowser.token_hash == token_hash
    )
    return db.session.scalar(found.with_for_update())


def find_invitation(token_hash: bytes) -> Invitation | None:
    """Return the invitation with this token."""
    return db.session.scalar(select(Invitation).where(Invitation.token_hash == token_hash))


def get_invitation(invitation_id: int) -> Invitation:
    """Return an invitation by its number."""
    found = db.session.get(Invitation, invitation_id)
    if found is None:
        raise NotFound("There is no such invitation.")
    return found


def list_invitations(now: datetime) -> list[Invitation]:
    """Return the invitations that are still open, newest first."""
    found = (
        select(Invitation)
        .where(Invitation.used_at.is_(None), Invitation.expires_at > now)
        .order_by(Invitation.id.desc())
    )
    return list(db.session.scalars(found))


def end_invitations(user_id: int, now: datetime) -> None:
    """Use up every open link that was made for this person."""
    mine = (Invitation.user_id == user_id) & Invitation.used_at.is_(None)
    db.session.execute(update(Invitation).where(mine).values(used_at=now))


def take_invitation(invitation_id: int, now: datetime) -> bool:
    """Use an invitation up; False if someone was faster."""
    taken = (
        update(Invitation)
        .where(
            Invitation.id == invitation_id,
            Invitation.used_at.is_(None),
            Invitation.expires_at > now,
        )
        .values(used_at=now)
        .returning(Invitation.id)
    )
    return db.session.scalar(taken) is not None


def find_key(key_hash: bytes) -> ApiKey | None:
    """Return the API key with this hash, with its person."""
    found = (
        select(ApiKey)
        .where(ApiKey.key_hash == key_hash)
        .options(joinedload(ApiKey.user, innerjoin=True))
        .execution_options(populate_existing=True)
    )
    return db.session.scalar(found)


def get_key(user_id: int, key_id: int) -> ApiKey:
    """Return one of a person's own keys."""
    key = db.session.get(ApiKey, key_id)
    if key is None or key.user_id != user_id:
        raise NotFound("There is no such key of yours.")
    return key


def list_keys(user_id: int) -> Sequence[ApiKey]:
    """Return a person's keys, newest first; revoked ones too."""
    found = select(ApiKey).where(ApiKey.user_id == user_id).order_by(ApiKey.id.desc())
    return db.session.scalars(found).all()


def touch_key(key_id: int, now: datetime) -> None:
    """Note that a key was used just now."""
    db.session.execute(update(ApiKey).where(ApiKey.id == key_id).values(last_used_at=now))


def revoke_keys(user_id: int, now: datetime) -> None:
    """End every key of a person."""
    mine = (ApiKey.user_id == user_id) & ApiKey.revoked_at.is_(None)
    db.session.execute(update(ApiKey).where(mine).values(revoked_at=now))
