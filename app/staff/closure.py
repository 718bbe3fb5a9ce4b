"""Staff pages: closing a case."""

from collections.abc import Mapping

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired

from app.web.access import current_user, needs
from app.web.forms import Form, attempt
from campaigns.audit import actions as audit
from campaigns.cases.model import Outcome
from campaigns.cases.queries import get_case
from campaigns.closure import actions, listing, queries, rules, takedown
from campaigns.closure.listing import count_states
from campaigns.closure.model import YOURS
from campaigns.media.poster_queries import list_places
from campaigns.users.queries import get_user
from campaigns.users.rules import Permission

bp = Blueprint("closure", __name__, url_prefix="/cases/<int:case_id>/close")


class ProposeForm(Form):
    """How it ended, and what is said about it."""

    outcome = RadioField("How did it end?", [DataRequired("Choose how it ended.")])
    why = TextAreaField("How do you know?", [DataRequired("Say how you know.")])
    public_text = TextAreaField("What the public will read", [DataRequired("Enter the text.")])
    family_text = TextAreaField("What the family will read (optional)")


class ByHandForm(Form):
    """How a person took something down."""

    words = StringField("How was it taken down?", [DataRequired("Say how you took it down.")])


@bp.get("")
@needs(Permission.SEE_CASE)
def show(case_id: int) -> ResponseReturnValue:
    """Show where the closing stands and what is still up."""
    return _show(case_id, ProposeForm(formdata=None, public_text=rules.NEUTRAL_TEXT))


@bp.post("")
@needs(Permission.PROPOSE_CLOSURE)
def propose(case_id: int) -> ResponseReturnValue:
    """Propose to close the case."""
    form = ProposeForm()
    _offer(form, case_id)
    made = attempt(
        form,
        lambda: actions.propose_closure(
            case_id,
            Outcome(form.outcome.data),
            form.why.data or "",
            by=current_user(),
            public_text=form.public_text.data or "",
            family_text=form.family_text.data or "",
        ),
    )
    if made is None:
        return _show(case_id, form), 422
    flash("Someone else must confirm it now. They have been told.", "success")
    return redirect(url_for(".show", case_id=case_id), code=303)


@bp.post("/confirm")
@needs(Permission.CONFIRM_CLOSURE)
def confirm(case_id: int) -> ResponseReturnValue:
    """Close the case, as a second person."""
    actions.confirm_closure(case_id, by=current_user())
    flash("The case is closed. Nothing planned can go out any more.", "success")
    return redirect(url_for(".show", case_id=case_id), code=303)


@bp.post("/take-back")
@needs(Permission.PROPOSE_CLOSURE)
def take_back(case_id: int) -> ResponseReturnValue:
    """Take the proposal back."""
    actions.take_back(case_id, by=current_user())
    flash("The proposal was taken back. The case goes on.", "success")
    return redirect(url_for(".show", case_id=case_id), code=303)


@bp.post("/takedown/<int:task_id>/again")
@needs(Permission.SETTLE_DELIVERY)
def again(case_id: int, task_id: int) -> ResponseReturnValue:
    """Try once more to take one thing down."""
    takedown.try_again(case_id, task_id, actor=current_user().actor)
    return redirect(url_for(".show", case_id=case_id), code=303)


@bp.post("/takedown/<int:task_id>/by-hand")
@needs(Permission.SETTLE_DELIVERY)
def by_hand(case_id: int, task_id: int) -> ResponseReturnValue:
    """Note that a person took it down."""
    form, actor = ByHandForm(prefix=f"object-{task_id}-"), current_user().actor
    words = form.words.data or ""
    if attempt(form, lambda: takedown.settle_by_hand(case_id, task_id, words, actor=actor)) is None:
        return _show(case_id, ProposeForm(formdata=None), {task_id: form}), 422
    return redirect(url_for(".show", case_id=case_id), code=303)


@bp.post("/list.csv")
@needs(Permission.EXPORT)
def export(case_id: int) -> ResponseReturnValue:
    """Give the list of what comes down as a file, and write down that it was taken."""
    case = get_case(case_id)
    audit.record("takedown list exported", actor=current_user().actor, case_id=case_id)
    answer = Response("".join(listing.csv_lines(case_id, case.timezone)), mimetype="text/csv")
    answer.headers.set(
        "Content-Disposition", "attachment", filename=f"{case.reference}-takedown.csv"
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _offer(form: ProposeForm, case_id: int) -> None:
    kind = get_case(case_id).kind
    form.outcome.choices = [(each.value, each.label) for each in rules.OUTCOMES[kind]]


def _show(case_id: int, form: ProposeForm, typed: Mapping[int, ByHandForm] | None = None) -> str:
    _offer(form, case_id)
    closure, tasks = queries.find_closure(case_id), queries.list_tasks(case_id)
    confirmer = closure.confirmed_by_id if closure else None
    return render_template(
        "staff/closure/show.html",
        case=get_case(case_id),
        section="close",
        form=form,
        hands={
            each.id: ByHandForm(formdata=None, prefix=f"object-{each.id}-")
            for each in tasks
            if each.state in YOURS
        }
        | dict(typed or {}),
        closure=closure,
        proposer=get_user(closure.proposed_by_id) if closure else None,
        confirmer=get_user(confirmer) if confirmer else None,
        tasks=tasks,
        looks=queries.list_looks(case_id),
        counts=count_states(tasks),
        label_of=listing.platform_label,
        places=list_places(case_id),
    )
