"""Staff pages: the family, for their liaison."""

from flask import Blueprint, flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired

from app.web.access import current_user, needs
from app.web.forms import Form, attempt
from campaigns.cases.queries import get_case
from campaigns.families import actions, queries
from campaigns.kernel import settings
from campaigns.users.rules import Permission

bp = Blueprint("family", __name__, url_prefix="/cases/<int:case_id>/family")
SHOWN_ONCE = "family_link"


class InviteForm(Form):
    """A relative who may follow the case."""

    name = StringField("Their name", [DataRequired("Enter the relative's name.")])
    relation = StringField("What they are to the person", [DataRequired("Enter, say, father.")])
    email = StringField("E-mail (optional)")


class AnswerForm(Form):
    """A message to the family."""

    text = TextAreaField("Message to the family", [DataRequired("Write a message first.")])


@bp.get("")
@needs(Permission.TALK_TO_FAMILY)
def index(case_id: int) -> ResponseReturnValue:
    """Show the relatives and the talk with them."""
    return _show(case_id, InviteForm(formdata=None), AnswerForm(formdata=None))


@bp.post("/relatives")
@needs(Permission.TALK_TO_FAMILY)
def invite(case_id: int) -> ResponseReturnValue:
    """Invite a relative; their link is shown once, to be handed over."""
    form = InviteForm()
    made = attempt(
        form,
        lambda: actions.invite_relative(
            case_id,
            form.name.data or "",
            form.email.data or "",
            form.relation.data or "",
            by=current_user(),
        ),
    )
    if made is None:
        return _show(case_id, form, AnswerForm(formdata=None)), 422
    session[SHOWN_ONCE] = made[1]
    return redirect(url_for(".index", case_id=case_id), code=303)


@bp.post("/relatives/<int:relative_id>/link")
@needs(Permission.TALK_TO_FAMILY)
def new_link(case_id: int, relative_id: int) -> ResponseReturnValue:
    """Make a fresh link; the earlier one and open visits end."""
    session[SHOWN_ONCE] = actions.make_link(case_id, relative_id, by=current_user())
    return redirect(url_for(".index", case_id=case_id), code=303)


@bp.post("/relatives/<int:relative_id>/end")
@needs(Permission.TALK_TO_FAMILY)
def end(case_id: int, relative_id: int) -> ResponseReturnValue:
    """End a relative's way in."""
    actions.let_go(case_id, relative_id, by=current_user())
    flash("Their access has ended.", "success")
    return redirect(url_for(".index", case_id=case_id), code=303)


@bp.post("/messages")
@needs(Permission.TALK_TO_FAMILY)
def answer(case_id: int) -> ResponseReturnValue:
    """Write to the family."""
    form = AnswerForm()
    words, user = form.text.data or "", current_user()
    said = attempt(form, lambda: actions.answer_family(case_id, words, by=user))
    if said is None:
        return _show(case_id, InviteForm(formdata=None), form), 422
    flash("The family can read it now.", "success")
    return redirect(url_for(".index", case_id=case_id, _anchor="talk"), code=303)


def _show(case_id: int, invite_form: InviteForm, answer_form: AnswerForm) -> str:
    token = session.pop(SHOWN_ONCE, None)
    return render_template(
        "staff/family/index.html",
        case=get_case(case_id),
        section="family",
        relatives=queries.list_relatives(case_id),
        messages=queries.list_messages(case_id),
        invite_form=invite_form,
        answer_form=answer_form,
        link=f"{settings.current().public_url}/family/enter/{token}" if token else None,
    )
