"""Family pages: where things stand, messages, before you post."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField, RadioField, SelectMultipleField, TextAreaField
from wtforms.validators import DataRequired

from app.family import visits
from app.family.visits import for_family
from app.web.access import unguarded
from app.web.forms import Form, attempt
from campaigns.cases.scopes import Scope
from campaigns.families import actions, agreeing, status
from campaigns.families.talk import shown_to_family
from campaigns.kernel import ids

bp = Blueprint("portal", __name__)


class EnterForm(Form):
    """One button: a mail program that only looks at the link does not use it up."""


class MessageForm(Form):
    """A message to the liaison."""

    text = TextAreaField("Your message", [DataRequired("Write a message first.")])
    key = HiddenField()


class AgreeForm(Form):
    """A yes or a no to what is shown of someone."""

    scopes = SelectMultipleField("About what", choices=dict(Scope.choices()))
    refused = RadioField("Your answer", choices={"": "I agree", "y": "I do not agree"}, default="")


@bp.get("/enter/<token>")
@unguarded("the magic link itself is the key")
def enter(token: str) -> ResponseReturnValue:
    """Ask for one click before the link is used up."""
    return render_template("family/enter.html", form=EnterForm(), token=token)


@bp.post("/enter/<token>")
@unguarded("the magic link itself is the key")
def open_portal(token: str) -> ResponseReturnValue:
    """Use the link, and remember the visit in this browser."""
    visits.begin(actions.use_link(token))
    return redirect(url_for(".index"), code=303)


@bp.get("/")
@for_family
def index() -> ResponseReturnValue:
    """Show where things stand."""
    form = MessageForm(formdata=None, key=ids.token())
    return _show(form), 200, {"Cache-Control": "no-store"}


@bp.post("/messages")
@for_family
def write() -> ResponseReturnValue:
    """Take a message to the liaison."""
    form = MessageForm()
    relative, words = visits.visitor(), form.text.data or ""
    sent = attempt(
        form,
        lambda: actions.hear_family(relative, words, key=form.key.data or ids.token()),
    )
    if sent is None:
        return _show(form), 422
    flash("Your message is with us.", "success")
    return redirect(url_for(".index", _anchor="messages"), code=303)


@bp.post("/consents")
@for_family
def agree() -> ResponseReturnValue:
    """Take a yes or a no to something that is or may be shown."""
    form, relative = AgreeForm(), visits.visitor()
    scopes = frozenset(Scope(each) for each in form.scopes.data or ())
    said = attempt(
        form, lambda: agreeing.answer(relative, scopes, refused=form.refused.data == "y")
    )
    if said is None:
        return _show(MessageForm(formdata=None, key=ids.token()), form), 422
    flash("It is written down, and your liaison officer is told.", "success")
    return redirect(url_for(".index", _anchor="consents"), code=303)


@bp.post("/consents/<int:consent_id>/take-back")
@for_family
def take_back(consent_id: int) -> ResponseReturnValue:
    """Take one's own yes back."""
    agreeing.take_back(visits.visitor(), consent_id)
    flash("You took it back. What rested on it is out of sight here; we will talk with you.")
    return redirect(url_for(".index", _anchor="consents"), code=303)


@bp.get("/before-you-post")
@for_family
def before_you_post() -> ResponseReturnValue:
    """Say what to think of before posting, and what to do when someone asks for money."""
    return render_template("family/before_you_post.html")


@bp.post("/leave")
@for_family
def leave() -> ResponseReturnValue:
    """Close the portal in this browser."""
    token = visits.end()
    if token:
        actions.end_visit(token)
    return render_template("family/left.html")


def _show(form: MessageForm, agree: AgreeForm | None = None) -> str:
    relative = visits.visitor()
    return render_template(
        "family/index.html",
        form=form,
        agree_form=agree or AgreeForm(formdata=None),
        relative=relative,
        now=status.of_relative(relative),
        messages=shown_to_family(relative.case_id),
    )
