"""Staff pages: replies that are hidden, how fast, and who is blocked."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, RadioField, TextAreaField
from wtforms.validators import InputRequired

from app.web.access import current_user, needs
from app.web.forms import Form, attempt
from campaigns.cases.queries import get_case
from campaigns.channels.queries import list_platforms
from campaigns.kernel import settings
from campaigns.kernel.errors import Invalid, WrongState
from campaigns.moderation import actions, queries, rules
from campaigns.moderation.model import HideWhy
from campaigns.moderation.suggesting import suggestions_for
from campaigns.tips.queries import get_tip
from campaigns.users.rules import Permission

bp = Blueprint("moderation", __name__)


class HideForm(Form):
    """For what a reply goes."""

    why = RadioField(
        "Why must it go?", [InputRequired("Choose why.")], choices=dict(HideWhy.choices())
    )
    words = TextAreaField("In your own words")
    block = BooleanField("Block the sender on all our accounts, in every appeal")


@bp.get("/cases/<int:case_id>/tips/<int:tip_id>/hide")
@needs(Permission.TRIAGE_TIPS)
def new(case_id: int, tip_id: int) -> ResponseReturnValue:
    """Ask why a reply must go, with what a rule suggests."""
    suggested = suggestions_for(get_tip(case_id, tip_id).text or "")
    form = HideForm(formdata=None, why=suggested[0].why.value if suggested else None)
    return _form(case_id, tip_id, form)


@bp.post("/cases/<int:case_id>/tips/<int:tip_id>/hide")
@needs(Permission.TRIAGE_TIPS)
def create(case_id: int, tip_id: int) -> ResponseReturnValue:
    """Have a reply hidden, and its sender blocked if asked."""
    form, user = HideForm(), current_user()

    def deed() -> object:
        why = HideWhy(form.why.data)
        return actions.ask_hide(case_id, tip_id, why, form.words.data or "", by=user)

    try:
        done = attempt(form, deed) if form.validate() else None
    except WrongState as error:
        form.form_errors = [error.message]
        done = None
    if done is None:
        return _form(case_id, tip_id, form), 422
    if form.block.data:
        _block(case_id, tip_id, HideWhy(form.why.data))
    flash("It is being hidden. It stays here, whole.", "success")
    return redirect(url_for("staff.tips.show", case_id=case_id, tip_id=tip_id), code=303)


def _block(case_id: int, tip_id: int, why: HideWhy) -> None:
    try:
        actions.block_sender(case_id, tip_id, why, by=current_user())
    except WrongState as error:
        flash(error.message, "wait")


@bp.post("/moderation/hidden/<int:hiding_id>/again")
@needs(Permission.TRIAGE_TIPS)
def again(hiding_id: int) -> ResponseReturnValue:
    """Try once more to hide something."""
    hiding = actions.try_again(hiding_id, by=current_user())
    return redirect(
        url_for("staff.tips.show", case_id=hiding.case_id, tip_id=hiding.tip_id), code=303
    )


@bp.get("/moderation")
@needs(Permission.TRIAGE_TIPS)
def index() -> ResponseReturnValue:
    """Show what was hidden and how fast, and who is blocked."""
    hidings = queries.list_hidings()
    labels = {each.name: each.label for each in list_platforms()}
    return render_template(
        "staff/moderation/index.html",
        section="moderation",
        hidings=hidings,
        typical_s=rules.seconds_to_hide(hidings),
        blocked=[(each, queries.blocks_of(each.id)) for each in queries.list_blocked()],
        labels=labels,
        zone=settings.current().default_zone,
    )


@bp.post("/moderation/blocked/<int:sender_id>/lift")
@needs(Permission.STOP_SENDING)
def lift(sender_id: int) -> ResponseReturnValue:
    """Let someone come back."""
    try:
        actions.lift_block(sender_id, by=current_user())
    except (WrongState, Invalid) as error:
        flash(error.message, "wait")
    return redirect(url_for(".index"), code=303)


def _form(case_id: int, tip_id: int, form: HideForm) -> str:
    tip = get_tip(case_id, tip_id)
    return render_template(
        "staff/moderation/new.html",
        section="tips",
        case=get_case(case_id),
        tip=tip,
        form=form,
        case_id=case_id,
        suggested=suggestions_for(tip.text or ""),
    )
