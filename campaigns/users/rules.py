"""Who may do what: one table of roles and permissions, and nothing beside it.

A permission that touches a case also asks for membership of that case, except where the role is
listed in SEES_EVERY_CASE.
"""

from campaigns.kernel.errors import NotAllowed
from campaigns.kernel.states import Labelled
from campaigns.users.model import Role, User


class Permission(Labelled):
    """One thing that a person may be allowed to do."""

    SEE_CASE = "see_case", "See a case and its timeline"
    OPEN_CASE = "open_case", "Open a case"
    EDIT_CASE = "edit_case", "Change a case and its appeal"
    MANAGE_MEMBERS = "manage_members", "Say who works on a case"
    SEE_WITHHELD = "see_withheld", "See withheld details of their cases"
    WRITE_UPDATE = "write_update", "Write and submit updates"
    APPROVE_UPDATE = "approve_update", "Approve updates that others wrote"
    STOP_SENDING = "stop_sending", "Pause sending, and use the kill switch"
    SETTLE_DELIVERY = "settle_delivery", "Decide what became of a post"
    MANAGE_CHANNELS = "manage_channels", "Connect, pause and disconnect accounts"
    READ_TIPS = "read_tips", "Read tips"
    TRIAGE_TIPS = "triage_tips", "Claim, sort, answer and link tips"
    ENTER_TIP = "enter_tip", "Enter a tip that came by phone, letter or in person"
    TALK_TO_FAMILY = "talk_to_family", "Invite the family, and talk to them"
    PROPOSE_CLOSURE = "propose_closure", "Propose to close a case"
    CONFIRM_CLOSURE = "confirm_closure", "Confirm the closing of a case"
    SEE_AUDIT = "see_audit", "Read the audit"
    EXPORT = "export", "Export a timeline"
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
        }
    ),
    Role.TRIAGER: frozenset({P.SEE_CASE, P.READ_TIPS, P.TRIAGE_TIPS, P.ENTER_TIP, P.STOP_SENDING}),
    Role.SUPERVISOR: frozenset(Permission) - {P.MANAGE_USERS},
    Role.FAMILY_LIAISON: frozenset({P.SEE_CASE, P.TALK_TO_FAMILY, P.WRITE_UPDATE}),
    Role.AUDITOR: frozenset({P.SEE_CASE, P.SEE_AUDIT, P.EXPORT}),
    Role.ADMINISTRATOR: frozenset({P.MANAGE_USERS, P.SEE_AUDIT, P.MANAGE_CHANNELS, P.STOP_SENDING}),
}
SEES_EVERY_CASE = frozenset({Role.SUPERVISOR, Role.AUDITOR})


def can(user: User, permission: Permission) -> bool:
    """Say whether this person's role carries the permission (cases aside)."""
    return user.active and permission in GRANTS[user.role]


def check_can(user: User, permission: Permission) -> None:
    """Refuse what this person's role does not carry."""
    if not can(user, permission):
        raise NotAllowed(f"Your role does not allow this: {permission.label.lower()}.")
