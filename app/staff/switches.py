"""Staff pages: pause and kill switches."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectField, StringField

from app.web.access import check_case, current_user, needs
from app.web.forms import Form, attempt
from campaigns.cases.model import CaseState
from campaigns.cases.queries import list_cases_of
from campaigns.channels.queries import list_channels
from campaigns.deliveries import holds, queries
from campaigns.deliveries.model import Hold, HoldScope
from campaigns.kernel import settings
from campaigns.users.queries import get_user
from campaigns.users.rules import Permission

bp = Blueprint("switches", __name__, url_prefix="/switches")


class HoldForm(Form):
    """What to stop, and why."""

    what = SelectField("Stop")
    reason = StringField("Why")


@bp.get("")
@needs(Permission.STOP_SENDING)
def index() -> ResponseReturnValue:
    """Show every switch, and what is pulled."""
    form = _form()
    form.what.data = request.args.get("what", "all:0")
    return _show(form)


@bp.post("")
@needs(Permission.STOP_SENDING)
def create() -> ResponseReturnValue:
    """Pull a switch."""
    form = _form()
    if attempt(form, lambda: _pull(form)) is None:
        return _show(form)
    flash("Sending has stopped there, also between the parts of a thread.", "ok")
    return redirect(url_for(".index"), code=303)


@bp.post("/<int:hold_id>/lift")
@needs(Permission.STOP_SENDING)
def lift(hold_id: int) -> ResponseReturnValue:
    """Let sending go on."""
    hold = queries.get_hold(hold_id)
    if hold.scope is HoldScope.CASE:
        check_case(current_user(), hold.scope_id)
    holds.lift_hold(hold_id, by=current_user())
    flash("Sending may go on. What became late meanwhile waits for a person.", "ok")
    return redirect(url_for(".index"), code=303)


def _pull(form: HoldForm) -> Hold:
    scope, _, scope_id = form.what.data.partition(":")
    if scope == HoldScope.CASE:
        check_case(current_user(), int(scope_id))
    return holds.pull_hold(
        HoldScope(scope), int(scope_id), form.reason.data or "", by=current_user()
    )


def _form() -> HoldForm:
    form = HoldForm()
    form.what.choices = _names()
    return form


def _names() -> dict[str, str]:
    """Return what can be stopped, as `scope:id`, in words."""
    cases = list_cases_of(current_user(), state=CaseState.OPEN)
    return {
        "all:0": "Everything, everywhere",
        **{f"case:{each.id}": f"{each.reference} {each.title}" for each in cases},
        **{f"channel:{each.id}": f"@{each.handle}" for each in list_channels()},
    }


def _show(form: HoldForm) -> ResponseReturnValue:
    names = _names()

    def told(hold: Hold) -> dict[str, object]:
        known = names.get(f"{hold.scope.value}:{hold.scope_id}")
        lifted_by = get_user(hold.lifted_by_id).name if hold.lifted_by_id else None
        return {
            "hold": hold,
            "name": known or hold.scope.label,
            "mine": known is not None,
            "by": get_user(hold.set_by_id).name,
            "lifted_by": lifted_by,
        }

    page = render_template(
        "staff/switches/index.html",
        section="switches",
        form=form,
        pulled=[told(each) for each in queries.list_holds()],
        lifted=[told(each) for each in queries.list_holds(lifted=True, limit=20)],
        zone=settings.current().default_zone,
    )
    return page, 422 if form.errors else 200
