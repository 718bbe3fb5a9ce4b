"""Staff pages: the press list of an account that speaks to addresses."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import StringField
from wtforms.validators import InputRequired

from app.web.access import current_user, needs
from app.web.forms import Form, attempt
from campaigns.channels import press
from campaigns.channels.press_queries import list_contacts
from campaigns.channels.queries import get_channel
from campaigns.users.rules import Permission

bp = Blueprint("press", __name__, url_prefix="/channels/<int:channel_id>/press")


class ContactForm(Form):
    """Who is put on the list."""

    name = StringField("Name of the newsroom or person", [InputRequired("Say who it is.")])
    address = StringField("E-mail address or phone number", [InputRequired("Say where to write.")])


@bp.get("")
@needs(Permission.MANAGE_CHANNELS)
def index(channel_id: int) -> ResponseReturnValue:
    """Show who is on the list, and how to add someone."""
    return _page(channel_id, ContactForm())


@bp.post("")
@needs(Permission.MANAGE_CHANNELS)
def create(channel_id: int) -> ResponseReturnValue:
    """Put someone on the list."""
    form = ContactForm()
    if not form.validate() or attempt(form, lambda: _add(channel_id, form)) is None:
        return _page(channel_id, form), 422
    flash(f"{form.name.data} is on the list.", "success")
    return redirect(url_for(".index", channel_id=channel_id), code=303)


def _add(channel_id: int, form: ContactForm) -> object:
    name, address = form.name.data or "", form.address.data or ""
    return press.add_contact(channel_id, name, address, by=current_user())


@bp.post("/<int:contact_id>/remove")
@needs(Permission.MANAGE_CHANNELS)
def remove(channel_id: int, contact_id: int) -> ResponseReturnValue:
    """Take someone off the list."""
    press.remove_contact(channel_id, contact_id, by=current_user())
    flash("Taken off the list.", "success")
    return redirect(url_for(".index", channel_id=channel_id), code=303)


def _page(channel_id: int, form: ContactForm) -> str:
    return render_template(
        "staff/channels/press.html",
        section="channels",
        channel=get_channel(channel_id),
        contacts=list_contacts(channel_id),
        form=form,
    )
