"""Staff pages: updates, from draft to approval."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField, StringField

from app.staff.update_form import (
    UpdateForm,
    asked_for_more,
    fill,
    given,
    make_form,
    pictures,
    prefill,
)
from app.web.access import current_user, needs
from app.web.forms import Form, attempt
from campaigns.appeals.queries import quiet_of
from campaigns.cases.queries import get_case
from campaigns.kernel import clock
from campaigns.kernel.errors import Invalid, WrongState
from campaigns.kernel.text import plural
from campaigns.media import film_queries
from campaigns.updates import actions, ghosts, queries
from campaigns.updates import way as way_there
from campaigns.updates.compose import with_pictures_out_of_use
from campaigns.updates.guarded import told_of
from campaigns.updates.model import Update, UpdateState
from campaigns.updates.preview import costing, preview
from campaigns.updates.urgency import quiet_until
from campaigns.users.rules import Permission

bp = Blueprint("updates", __name__, url_prefix="/cases/<int:case_id>/updates")


class ReasonForm(Form):
    """A reason, and the hash of what was looked at."""

    reason = StringField("Reason")
    seen_hash = HiddenField()
    ok = HiddenField()


@bp.get("")
@needs(Permission.SEE_CASE)
def index(case_id: int) -> ResponseReturnValue:
    """Show what was written, and what the cadence asks for next."""
    updates = queries.list_updates(case_id)
    return render_template(
        "staff/updates/index.html",
        case=get_case(case_id),
        section="updates",
        updates=updates,
        out_of_use=with_pictures_out_of_use(case_id, updates),
        upcoming=[each for each in ghosts.list_upcoming(case_id, clock.now()) if each.step],
        review=queries.list_for_review(case_id),
    )


@bp.route("/new", methods=["GET", "POST"])
@needs(Permission.WRITE_UPDATE)
def new(case_id: int) -> ResponseReturnValue:
    """Write an update, perhaps for a step of the cadence."""
    form = make_form(case_id)
    if request.method == "GET":
        prefill(form, case_id)
    elif not asked_for_more(form, case_id, current_user()):
        update = attempt(form, lambda: _write(case_id, form))
        if update is not None:
            return _to(update)
    return _ask(case_id, form, None)


@bp.route("/<int:update_id>/edit", methods=["GET", "POST"])
@needs(Permission.WRITE_UPDATE)
def edit(case_id: int, update_id: int) -> ResponseReturnValue:
    """Change an update; what was submitted or approved is a draft again."""
    update = queries.get_update(case_id, update_id)
    form = make_form(case_id)
    if request.method == "GET":
        fill(form, update)
    elif not asked_for_more(form, case_id, current_user()):
        changed = attempt(form, lambda: _change(case_id, update_id, form))
        if changed is not None:
            return _to(changed)
    return _ask(case_id, form, update)


@bp.get("/<int:update_id>")
@needs(Permission.SEE_CASE)
def show(case_id: int, update_id: int) -> ResponseReturnValue:
    """Show an update exactly as it will be sent, and what can be done with it now."""
    return _show(case_id, update_id, ReasonForm(formdata=None))


@bp.post("/<int:update_id>/submit")
@needs(Permission.WRITE_UPDATE)
def submit(case_id: int, update_id: int) -> ResponseReturnValue:
    """Freeze the words and ask for approval."""
    return _do(
        case_id,
        update_id,
        lambda _: actions.submit_update(case_id, update_id, by=current_user()),
        "Waiting for someone else's approval.",
    )


@bp.post("/<int:update_id>/approve")
@needs(Permission.APPROVE_UPDATE)
def approve(case_id: int, update_id: int) -> ResponseReturnValue:
    """Approve what was seen."""
    return _do(
        case_id,
        update_id,
        lambda form: actions.approve_update(
            case_id, update_id, form.seen_hash.data or "", by=current_user()
        ),
        "Approved. It goes out when its time comes.",
    )


@bp.post("/<int:update_id>/emergency")
@needs(Permission.WRITE_UPDATE)
def emergency(case_id: int, update_id: int) -> ResponseReturnValue:
    """Release one's own words at once, because a life may hang on it."""
    return _do(
        case_id,
        update_id,
        lambda form: actions.approve_emergency(
            case_id, update_id, form.seen_hash.data or "", form.reason.data or "", by=current_user()
        ),
        "Released. Lead, deputy and supervisors are asked to look at it within 30 minutes.",
    )


@bp.post("/<int:update_id>/review")
@needs(Permission.APPROVE_UPDATE)
def review(case_id: int, update_id: int) -> ResponseReturnValue:
    """Look at an emergency post after the fact."""
    return _do(
        case_id,
        update_id,
        lambda form: actions.review_emergency(
            case_id, update_id, ok=form.ok.data == "yes", by=current_user()
        ),
        "Reviewed.",
    )


@bp.post("/<int:update_id>/now")
@needs(Permission.SETTLE_DELIVERY)
def now(case_id: int, update_id: int) -> ResponseReturnValue:
    """Let whatever waits of an approved update go at once, everywhere."""
    try:
        count = way_there.post_now(case_id, update_id, by=current_user())
    except (Invalid, WrongState) as error:
        flash(error.message, "life")
    else:
        flash(f"It goes out now on {plural(count, 'account')}.", "ok")
    return redirect(url_for(".show", case_id=case_id, update_id=update_id), code=303)


@bp.get("/<int:update_id>/way")
@needs(Permission.SEE_CASE)
def way(case_id: int, update_id: int) -> ResponseReturnValue:
    """Say how far an approved update is, for the page's script."""
    update = queries.get_update(case_id, update_id)
    found = way_there.way_of(update)
    case = get_case(case_id)
    return render_template("staff/updates/way.html", case=case, update=update, way=found)


@bp.post("/<int:update_id>/send-back")
@needs(Permission.APPROVE_UPDATE)
def send_back(case_id: int, update_id: int) -> ResponseReturnValue:
    """Hand an update back to its author."""
    return _do(
        case_id,
        update_id,
        lambda form: actions.send_back(
            case_id, update_id, form.reason.data or "", by=current_user()
        ),
        "Sent back with your reason.",
    )


@bp.post("/<int:update_id>/withdraw")
@needs(Permission.WRITE_UPDATE)
def withdraw(case_id: int, update_id: int) -> ResponseReturnValue:
    """Give an update up."""
    return _do(
        case_id,
        update_id,
        lambda _: actions.withdraw_update(case_id, update_id, by=current_user()),
        "Withdrawn. What was out already stays out until it is taken down.",
    )


def _do(
    case_id: int, update_id: int, action: Callable[[ReasonForm], Update], words: str
) -> ResponseReturnValue:
    """Do one thing with an update; where the state is another one by now, say so on its page."""
    form = ReasonForm()
    try:
        done = attempt(form, lambda: action(form))
    except WrongState as error:
        flash(error.message, "life")
        return redirect(url_for(".show", case_id=case_id, update_id=update_id), code=303)
    if done is None:
        return _show(case_id, update_id, form)
    flash(words, "ok")
    return _to(done)


def _show(case_id: int, update_id: int, form: ReasonForm) -> ResponseReturnValue:
    update = queries.get_update(case_id, update_id)
    previews, quiet = preview(update), quiet_of(case_id)
    page = render_template(
        "staff/updates/show.html",
        case=get_case(case_id),
        section="updates",
        update=update,
        previews=previews,
        cost=costing(case_id, previews),
        way=way_there.way_of(update) if update.state is UpdateState.APPROVED else None,
        form=form,
        mine=update.author_id == current_user().id,
        told=told_of(update, current_user()),
        quiet=quiet,
        waits=quiet_until(update, quiet),
        states=UpdateState,
    )
    return page, 422 if form.errors else 200


def _to(update: Update) -> ResponseReturnValue:
    return redirect(url_for(".show", case_id=update.case_id, update_id=update.id), code=303)


def _write(case_id: int, form: UpdateForm) -> Update:
    return actions.write_update(
        case_id, cadence_step=form.step.data or None, **given(form, current_user())
    )


def _change(case_id: int, update_id: int, form: UpdateForm) -> Update:
    typed = form.version.data or ""
    version = int(typed) if typed.isdecimal() else None
    return actions.edit_update(case_id, update_id, version=version, **given(form, current_user()))


def _ask(case_id: int, form: UpdateForm, update: Update | None) -> ResponseReturnValue:
    page = render_template(
        "staff/updates/edit.html",
        case=get_case(case_id),
        section="updates",
        form=form,
        update=update,
        told=told_of(update, current_user()) if update is not None else [],
        has_films=bool(film_queries.list_ready(case_id)),
        pictures=[pictures(form, case_id, number, update) for number in range(len(form.texts))],
    )
    return page, 422 if form.errors else 200
