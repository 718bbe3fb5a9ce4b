"""Staff pages: one's own account: password, second factor, sign-ins, API keys."""

from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired

from app.web.access import current_sign_in, current_user, signed_in
from app.web.forms import Form, attempt
from campaigns.kernel import clock, settings
from campaigns.kernel.errors import TooMany
from campaigns.users import actions, queries, signin

bp = Blueprint("account", __name__, url_prefix="/account")


class PasswordForm(Form):
    """A new password, and the old one that allows it."""

    current = PasswordField("Your password now", validators=[InputRequired("Type your password.")])
    new = PasswordField("New password", validators=[InputRequired("Choose a new password.")])
    again = PasswordField(
        "New password again",
        validators=[EqualTo("new", "The two new passwords are not the same.")],
    )


class KeyForm(Form):
    """What an API key is for."""

    label = StringField("What is the key for?", validators=[InputRequired("Say what it is for.")])


@bp.get("")
@signed_in
def index() -> ResponseReturnValue:
    """Show one's own account."""
    return _show(PasswordForm(formdata=None), KeyForm(formdata=None), 200)


def _show(
    password_form: PasswordForm, key_form: KeyForm, status: int, new_key: str = ""
) -> ResponseReturnValue:
    user, here = current_user(), current_sign_in()
    house = settings.current()
    seen_after = clock.now() - timedelta(seconds=house.session_idle_s)
    page = render_template(
        "staff/account/index.html",
        section="account",
        password_form=password_form,
        key_form=key_form,
        sign_ins=queries.list_sign_ins(user.id, seen_after),
        here=here,
        keys=queries.list_keys(user.id),
        new_key=new_key,
        zone=house.default_zone,
    )
    return page, status


@bp.post("/password")
@signed_in
def change_password() -> ResponseReturnValue:
    """Take a new password."""
    user_id, here_id, form = current_user().id, current_sign_in().id, PasswordForm()
    current, new = form.current.data or "", form.new.data or ""
    try:
        done = attempt(form, lambda: signin.change_password(user_id, here_id, current, new))
    except TooMany as slowed:
        form.form_errors = [slowed.message]
        return _show(form, KeyForm(formdata=None), 429)
    if done is None:
        return _show(form, KeyForm(formdata=None), 422)
    flash("Your password is changed. Every other browser is signed out.", "success")
    return redirect(url_for(".index"), code=303)


@bp.post("/sign-ins/<int:sign_in_id>/end")
@signed_in
def end_sign_in(sign_in_id: int) -> ResponseReturnValue:
    """Sign another of one's own browsers out."""
    signin.end_sign_in(current_user().id, sign_in_id)
    flash("That browser is signed out.", "success")
    return redirect(url_for(".index"), code=303)


@bp.post("/keys")
@signed_in
def make_key() -> ResponseReturnValue:
    """Make an API key, and show it this once."""
    user_id, form = current_user().id, KeyForm()
    made = attempt(form, lambda: actions.make_key(user_id, form.label.data or ""))
    if made is None:
        return _show(PasswordForm(formdata=None), form, 422)
    return _show(PasswordForm(formdata=None), KeyForm(formdata=None), 200, made[1])


@bp.post("/keys/<int:key_id>/revoke")
@signed_in
def revoke_key(key_id: int) -> ResponseReturnValue:
    """End an API key."""
    key = actions.revoke_key(current_user().id, key_id)
    flash(f"The key “{key.label}” opens nothing any more.", "success")
    return redirect(url_for(".index"), code=303)
