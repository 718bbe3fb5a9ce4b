"""Staff pages: on what legal basis an account collects what people say there, if at all."""

from datetime import datetime, time, timedelta

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, StringField, TextAreaField

from app.staff.launch_rows import Day
from app.web.access import current_user, needs
from app.web.forms import Form, attempt
from campaigns.channels import basis, basis_queries, queries
from campaigns.channels.model import Basis
from campaigns.kernel import settings
from campaigns.kernel.zones import to_utc
from campaigns.users.rules import Permission

bp = Blueprint("collecting", __name__, url_prefix="/channels/<int:channel_id>/collecting")


class BasisForm(Form):
    """On what collecting rests, who answers for it, and for how long."""

    words = TextAreaField("Legal basis")
    person = StringField("Who answers for it")
    until = Day("Last day")
    keeps_evidence = BooleanField("It allows us to keep what is evidence for longer")


@bp.get("")
@needs(Permission.MANAGE_CHANNELS)
def show(channel_id: int) -> ResponseReturnValue:
    """Show whether an account collects, on what, and on what it did before."""
    return _show(channel_id, BasisForm(formdata=None))


def _show(channel_id: int, form: BasisForm) -> ResponseReturnValue:
    channel = queries.get_channel(channel_id)
    page = render_template(
        "staff/channels/collecting.html",
        section="channels",
        channel=channel,
        platform=queries.get_platform(channel.platform),
        standing=basis_queries.find_standing(channel_id),
        bases=basis_queries.list_of_channel(channel_id),
        form=form,
        zone=settings.current().default_zone,
    )
    return page, 422 if form.errors else 200


@bp.post("")
@needs(Permission.MANAGE_CHANNELS)
def record(channel_id: int) -> ResponseReturnValue:
    """Let an account collect, on a basis that someone answers for."""
    form = BasisForm()
    if attempt(form, lambda: _record(channel_id, form)) is None:
        return _show(channel_id, form)
    flash("Recorded in your name. The account collects from now on.", "success")
    return redirect(url_for(".show", channel_id=channel_id), code=303)


def _record(channel_id: int, form: BasisForm) -> Basis:
    return basis.record_basis(
        channel_id,
        form.words.data or "",
        form.person.data or "",
        until=_end_of(form),
        keeps_evidence=form.keeps_evidence.data,
        by=current_user(),
    )


def _end_of(form: BasisForm) -> datetime | None:
    """Return the moment at which the last day is over, on the house's clock."""
    if form.until.data is None:
        return None
    next_day = datetime.combine(form.until.data + timedelta(days=1), time())
    return to_utc(next_day, settings.current().default_zone, "until")


@bp.post("/end")
@needs(Permission.MANAGE_CHANNELS)
def end(channel_id: int) -> ResponseReturnValue:
    """Let an account collect nothing any more."""
    basis.end_basis(channel_id, by=current_user())
    flash("Ended. The account collects nothing any more; what was collected stays.", "success")
    return redirect(url_for(".show", channel_id=channel_id), code=303)
