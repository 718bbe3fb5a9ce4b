"""Staff pages: the bell, and messages that did not get through."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.web.access import check_case, current_user, needs, sees_case, signed_in
from campaigns.kernel import settings
from campaigns.notices import actions, queries
from campaigns.notices.model import Notice
from campaigns.users import queries as users
from campaigns.users.model import User
from campaigns.users.rules import Permission, can

bp = Blueprint("notices", __name__, url_prefix="/notices")

PAGE = 50


@bp.get("")
@signed_in
def index() -> ResponseReturnValue:
    """List what this person was told, newest first."""
    user = current_user()
    before = request.args.get("before", type=int)
    found = queries.page(user.id, before, PAGE + 1)
    shown, older = found[:PAGE], found[PAGE:]
    return render_template(
        "staff/notices/index.html",
        section="notices",
        notices=shown,
        unread=queries.count_unread(user.id),
        older_url=url_for(".index", before=shown[-1].id) if older else "",
        newer_url=url_for(".index") if before else "",
        failed=_failed(user),
        zone=settings.current().default_zone,
    )


def _failed(user: User) -> list[tuple[Notice, str]]:
    """Return what did not get through, and to whom; of cases only those this person sees."""
    if not can(user, Permission.MANAGE_CHANNELS):
        return []
    return [
        (notice, users.get_user(notice.user_id).name if notice.user_id else notice.address)
        for notice in queries.list_failed()
        if notice.case_id is None or sees_case(user, notice.case_id)
    ]


@bp.get("/<int:notice_id>")
@signed_in
def open_notice(notice_id: int) -> ResponseReturnValue:
    """Mark a notice as read, and go where it leads."""
    notice = actions.read_notice(current_user().id, notice_id)
    if notice.path:
        return redirect(notice.path)
    zone = settings.current().default_zone
    return render_template("staff/notices/show.html", notice=notice, zone=zone)


@bp.post("/read")
@signed_in
def read_all() -> ResponseReturnValue:
    """Mark everything as read."""
    actions.read_all(current_user().id)
    return redirect(url_for(".index"), code=303)


@bp.post("/<int:notice_id>/again")
@needs(Permission.MANAGE_CHANNELS)
def try_again(notice_id: int) -> ResponseReturnValue:
    """Send a message that did not get through once more."""
    notice = queries.get_notice(notice_id)
    if notice.case_id is not None:
        check_case(current_user(), notice.case_id)
    actions.try_again(notice_id)
    flash("It will be sent again in a moment.", "success")
    return redirect(url_for(".index"), code=303)
