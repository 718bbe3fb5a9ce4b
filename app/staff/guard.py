"""Staff pages: what the guard holds in a case, and the decisions that let something leave."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField, RadioField, SelectField, TextAreaField

from app.staff.guard_rows import finding_rows, release_rows
from app.web.access import current_user, needs
from app.web.addresses import HIGHEST_ID
from app.web.forms import Form, attempt, choices
from campaigns.cases import queries as cases
from campaigns.cases.holdback import HOLDBACK
from campaigns.cases.rules import may_read
from campaigns.guard import actions, queries
from campaigns.guard.model import FindingState, Release, Scope
from campaigns.guard.telling import Told, may_decide
from campaigns.updates.guarded import told_of
from campaigns.updates.model import Update
from campaigns.updates.queries import get_update
from campaigns.users.rules import Permission

bp = Blueprint("guard", __name__, url_prefix="/cases/<int:case_id>/guard")
SETTLED_SHOWN = 20


class ReleaseForm(Form):
    """What may leave all the same, how far, and why. `what` is `rule|detail`."""

    update = HiddenField()
    what = SelectField("What may leave")
    scope = RadioField("How far", choices=dict(Scope.choices()), default=Scope.TEXT.value)
    text = TextAreaField("The words, exactly as they will stand")
    author_id = SelectField("Who wrote the words", coerce=int)
    reason = TextAreaField("Why it may leave")


@bp.get("")
@needs(Permission.SEE_CASE)
def index(case_id: int) -> ResponseReturnValue:
    """Show what is held or out, every decision so far, and the form for one."""
    update = _update_in(case_id, request.args.get("update", ""))
    form = ReleaseForm(formdata=None)
    if update is not None:
        form.update.data, form.scope.data = str(update.id), Scope.ABOUT.value
        form.text.data = "\n".join(part["text"] for part in update.parts)
    return _show(case_id, form, update)


@bp.post("/releases")
@needs(Permission.RELEASE_WITHHELD)
def create(case_id: int) -> ResponseReturnValue:
    """Decide that something may leave."""
    form = ReleaseForm()
    update = _update_in(case_id, form.update.data or "")
    _offer(form, case_id, update)
    done = attempt(form, lambda: _release(case_id, form, update))
    if done is None:
        return _show(case_id, form, update)
    flash("Decided and recorded. It can leave as far as you said.", "ok")
    if update is not None:
        return redirect(url_for("staff.updates.show", case_id=case_id, update_id=update.id), 303)
    return redirect(url_for(".index", case_id=case_id), 303)


def _release(case_id: int, form: ReleaseForm, update: Update | None) -> Release:
    rule, _, detail = form.what.data.partition("|")
    return actions.release(
        case_id,
        rule=rule,
        detail_id=int(detail) if detail else None,
        scope=Scope(form.scope.data),
        reason=form.reason.data or "",
        author_id=update.author_id if update else form.author_id.data,
        text=form.text.data or "",
        about=("update", update.id) if update else None,
        by=current_user(),
    )


@bp.post("/releases/<int:release_id>/end")
@needs(Permission.RELEASE_WITHHELD)
def end(case_id: int, release_id: int) -> ResponseReturnValue:
    """End a release."""
    actions.end_release(case_id, release_id, by=current_user())
    flash("Ended. From now on the guard stops it again.", "ok")
    return redirect(url_for(".index", case_id=case_id), 303)


@bp.post("/ask")
@needs(Permission.WRITE_UPDATE)
def ask(case_id: int) -> ResponseReturnValue:
    """Ask the supervisors for a decision about an update."""
    update = get_update(case_id, request.form.get("update", type=int) or 0)
    path = url_for(".index", case_id=case_id, update=update.id)
    count = actions.ask_for_release(case_id, path, by=current_user())
    words = "Asked. They find it at their bell." if count else "There is no supervisor to ask."
    flash(words, "ok" if count else "life")
    return redirect(url_for("staff.updates.show", case_id=case_id, update_id=update.id), 303)


def _update_in(case_id: int, named: str) -> Update | None:
    """Return the update that an address or a form names, if it names one."""
    if not named.isdecimal() or int(named) > HIGHEST_ID:
        return None
    return get_update(case_id, int(named))


def _offer(form: ReleaseForm, case_id: int, update: Update | None) -> list[Told]:
    """Offer what this person may decide about; return what the guard says of the update."""
    user = current_user()
    told = told_of(update, user) if update else []
    withheld = {
        f"{HOLDBACK}|{each.id}": f"Withheld: {each.detail}"
        for each in cases.list_holdbacks(case_id)
        if may_read(each, user)
    }
    if update is not None:
        stopped = [each for each in told if each.blocks]
        withheld = {
            key: withheld.get(key, each.words)
            for each in stopped
            for key in [f"{each.rule}|{each.detail_id or ''}"]
            if each.detail_id is None or key in withheld
        }
    form.what.choices = withheld
    others = (each for each in cases.list_members(case_id) if each.id != user.id)
    form.author_id.choices = choices((each.id, each.name) for each in others)
    if update is not None:
        form.author_id.choices = choices([(update.author_id, update.author.name)])
        form.author_id.data = update.author_id
    return told


def _show(case_id: int, form: ReleaseForm, update: Update | None) -> ResponseReturnValue:
    told, user = _offer(form, case_id, update), current_user()
    waiting = queries.list_findings(case_id, FindingState.HELD, FindingState.OUT)
    settled = queries.list_findings(case_id, FindingState.SETTLED)[:SETTLED_SHOWN]
    given: dict[str, Any] = {
        "case": cases.get_case(case_id),
        "section": "guard",
        "form": form,
        "update": update,
        "told": told,
        "waiting": finding_rows(waiting, user),
        "settled": finding_rows(settled, user),
        "releases": release_rows(case_id, user),
        "decides": may_decide(user) and (update is None or update.author_id != user.id),
    }
    page = render_template("staff/guard/index.html", **given)
    return page, 422 if form.errors else 200
