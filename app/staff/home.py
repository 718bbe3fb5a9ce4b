"""Staff pages: the first page after signing in: what needs you now."""

from dataclasses import dataclass

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app.web.access import current_user, signed_in
from campaigns.cases import queries as cases
from campaigns.cases.model import Case, CaseState
from campaigns.channels import queries as channels
from campaigns.guard import queries as guard
from campaigns.jobs import queries as jobs
from campaigns.kernel import settings
from campaigns.notices import queries as notices
from campaigns.publicity import queries as publicity
from campaigns.tips import queries as tips
from campaigns.users.rules import Permission, can

bp = Blueprint("home", __name__)

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Row:
    """A case, how many of its tips nobody has settled (None: not for this person), what is held."""

    case: Case
    unsettled: int | None
    found: int


@bp.get("/")
@signed_in
def index() -> ResponseReturnValue:
    """Show what needs this person now."""
    user = current_user()
    reads_tips = can(user, Permission.READ_TIPS)
    rows = [
        Row(
            case,
            tips.count_unsettled(case.id) if reads_tips else None,
            guard.count_findings(case.id),
        )
        for case in cases.list_cases_of(user, state=CaseState.OPEN, limit=SHOWN)
    ]
    keeps_channels = can(user, Permission.MANAGE_CHANNELS)
    return render_template(
        "staff/home/index.html",
        section="home",
        rows=rows,
        shown=SHOWN,
        notices=notices.list_unread(user.id, 10),
        channels=channels.list_needing_someone() if keeps_channels else [],
        doubts=publicity.list_open_of(user),
        to_confirm=publicity.list_to_confirm(user),
        alarms=jobs.list_alarms() if can(user, Permission.MANAGE_USERS) else [],
        zone=settings.current().default_zone,
    )
