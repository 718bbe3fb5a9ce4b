"""Who may do what: one table of roles and permissions, and nothing beside it.

A permission that touches a case also asks for membership of that case, except where the role is
listed in SEES_EVERY_CASE. Below it: what a password must be, and how long wrong tries wait.
"""

import re
from datetime import datetime, timedelta

from campaigns.kernel.errors import Invalid, NotAllowed, TooMany, WrongState
from campaigns.kernel.states import Labelled
from campaigns.kernel.text import fold
from campaigns.users.model import Guess, Invitation, KnownBrowser, Role, SignIn, User


class Permission(Labelled):
    """One thing that a person may be allowed to do."""

    SEE_CASE = "see_case", "See a case and its timeline"
    OPEN_CASE = "open_case", "Open a case"
    EDIT_CASE = "edit_case", "Change a case and its appeal"
    MANAGE_MEMBERS = "manage_members", "Say who works on a case"
    SEE_WITHHELD = "see_withheld", "See withheld details of their cases"
    RELEASE_WITHHELD = "release_withheld", "Decide that what the guard stops may leave"
    WRITE_UPDATE = "write_update", "Write and submit updates"
    APPROVE_UPDATE = "approve_update", "Approve updates that others wrote"
    STOP_SENDING = "stop_sending", "Pause sending, and use the kill switch"
    SETTLE_DELIVERY = "settle_delivery", "Decide what became of a post"
    MANAGE_CHANNELS = "manage_channels", "Connect, pause and disconnect accounts"
    MANAGE_REGISTRATIONS = "manage_registrations", "Register this house with platforms"
    READ_TIPS = "read_tips", "Read tips"
    TRIAGE_TIPS = "triage_tips", "Claim, sort, answer and link tips"
    ENTER_TIP = "enter_tip", "Enter a tip that came by phone, letter or in person"
    TALK_TO_FAMILY = "talk_to_family", "Invite the family, and talk to them"
    PROPOSE_CLOSURE = "propose_closure", "Propose to close a case"
    CONFIRM_CLOSURE = "confirm_closure", "Confirm the closing of a case"
    SEE_AUDIT = "see_audit", "Read the audit"
    EXPORT = "export", "Export a timeline"
    CHECK_HARM = "check_harm", "Answer whether publishing could do harm"
    DECIDE_PUBLICITY = "decide_publicity", "Decide whether to publish, as their rank allows"
    RECORD_CONSENT = "record_consent", "Record who agreed to what"
    ASK_AGAIN = "ask_again", "Ask for publishing to be decided again"
    CHANGE_RULES = "change_rules", "Change the rules of publicity"
    MANAGE_USERS = "manage_users", "Invite people, change roles, let leavers go"


P = Permission
GRANTS: dict[Role, frozenset[Permission]] = {
    Role.INVESTIGATOR: frozenset(
        {
            P.SEE_CASE,
            P.OPEN_CASE,
            P.EDIT_CASE,
            P.MANAGE_MEMBERS,
            P.SEE_WITHHELD,
            P.WRITE_UPDATE,
            P.APPROVE_UPDATE,
            P.STOP_SENDING,
            P.SETTLE_DELIVERY,
            P.MANAGE_CHANNELS,
            P.READ_TIPS,
            P.TRIAGE_TIPS,
            P.ENTER_TIP,
            P.TALK_TO_FAMILY,
            P.PROPOSE_CLOSURE,
            P.CONFIRM_CLOSURE,
            P.EXPORT,
            P.CHECK_HARM,
            P.DECIDE_PUBLICITY,
            P.RECORD_CONSENT,
            P.ASK_AGAIN,
        }
    ),
    Role.PRESS_OFFICER: frozenset(
        {
            P.SEE_CASE,
            P.WRITE_UPDATE,
            P.APPROVE_UPDATE,
            P.STOP_SENDING,
            P.SETTLE_DELIVERY,
            P.MANAGE_CHANNELS,
            P.ASK_AGAIN,
        }
    ),
    Role.TRIAGER: frozenset(
        {P.SEE_CASE, P.READ_TIPS, P.TRIAGE_TIPS, P.ENTER_TIP, P.STOP_SENDING, P.ASK_AGAIN}
    ),
    Role.SUPERVISOR: frozenset(Permission) - {P.MANAGE_USERS},
    Role.FAMILY_LIAISON: frozenset(
        {P.SEE_CASE, P.TALK_TO_FAMILY, P.WRITE_UPDATE, P.RECORD_CONSENT, P.ASK_AGAIN}
    ),
    Role.AUDITOR: frozenset({P.SEE_CASE, P.SEE_AUDIT, P.EXPORT}),
    Role.ADMINISTRATOR: frozenset(
        {
            P.MANAGE_USERS,
            P.SEE_AUDIT,
            P.MANAGE_CHANNELS,
            P.STOP_SENDING,
            P.MANAGE_REGISTRATIONS,
            P.CHANGE_RULES,
        }
    ),
}
SEES_EVERY_CASE = frozenset({Role.SUPERVISOR, Role.AUDITOR})


def can(user: User, permission: Permission) -> bool:
    """Say whether this person's role carries the permission (cases aside)."""
    return user.active and permission in GRANTS[user.role]


def check_can(user: User, permission: Permission) -> None:
    """Refuse what this person's role does not carry."""
    if not can(user, permission):
        raise NotAllowed(f"Your role does not allow this: {permission.label.lower()}.")


PASSWORD_CHARS = 12
EMAIL = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+")
USERNAME = re.compile(r"[a-z0-9][a-z0-9._@-]{1,63}")
INVITATION_H = 72
FREE_TRIES = 5
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)


def check_username(username: str) -> None:
    """Refuse a name that could be mistaken for another or is hard to type."""
    if not USERNAME.fullmatch(username):
        words = "Use 2 to 64 small letters, digits, dots, dashes, underscores or @."
        raise Invalid("That username cannot be used.", {"username": words})


def check_email(email: str) -> None:
    """Refuse what cannot be an e-mail address."""
    if not EMAIL.fullmatch(email):
        raise Invalid("That is no e-mail address.", {"email": "Type it like kim@example.org."})


def check_password(password: str, username: str, field: str = "password") -> None:
    """Refuse a password that is short or is the username again; length is what counts."""
    if len(password) < PASSWORD_CHARS:
        words = f"Use {PASSWORD_CHARS} characters or more. Three or four words are good."
    elif fold(username) in fold(password) or fold(password) in fold(username):
        words = "Do not put the username into the password."
    elif len(set(password)) < PASSWORD_CHARS // 2:
        words = "Use more different characters."
    else:
        return
    raise Invalid("That password cannot be used.", {field: words})


def wait_after(failed_count: int) -> timedelta:
    """Return how long the next try waits: nothing at first, then doubling up to an hour."""
    over = failed_count - FREE_TRIES
    if over < 0:
        return timedelta()
    doubled: int = 2 ** min(over, 16)
    return min(FIRST_WAIT * doubled, LONGEST_WAIT)


def check_may_try(counter: Guess | KnownBrowser, now: datetime) -> None:
    """Refuse a try that comes before its time."""
    if counter.locked_until is not None and counter.locked_until > now:
        raise TooMany("Too many wrong tries. Wait a little, then try again.", counter.locked_until)


def is_open(sign_in: SignIn, now: datetime, idle_s: int, max_s: int) -> bool:
    """Say whether a signed-in browser still counts."""
    return (
        sign_in.ended_at is None
        and sign_in.user.active
        and now - sign_in.seen_at <= timedelta(seconds=idle_s)
        and now - sign_in.created_at <= timedelta(seconds=max_s)
    )


def is_usable(invitation: Invitation, now: datetime) -> bool:
    """Say whether an invitation can still be taken up."""
    return invitation.used_at is None and invitation.expires_at > now


def check_someone_else(user: User, by: User) -> None:
    """Refuse to change one's own role or to let oneself go."""
    if user.id == by.id:
        raise NotAllowed("Ask another administrator to do this to your own account.")


def check_keeps_administrator(user: User, administrators: int) -> None:
    """Refuse to leave the house without anyone who can let people in."""
    if user.role is Role.ADMINISTRATOR and administrators <= 1:
        raise WrongState("This is the last administrator. Make another one first.")
