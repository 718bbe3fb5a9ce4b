"""Staff pages: how an account hears, and what may be missing, ended by a person who looked."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import StringField
from wtforms.validators import InputRequired

from app.web.access import current_user, needs
from app.web.forms import Form, attempt
from campaigns.channels.queries import get_channel
from campaigns.hearing import gaps, queries
from campaigns.hearing.standing import hearing_of
from campaigns.kernel import settings
from campaigns.users.rules import Permission

bp = Blueprint("channel_alarms", __name__, url_prefix="/channels/<int:channel_id>/alarms")


class EndForm(Form):
    """What was done about an alarm."""

    words = StringField("What did you do about it?", [InputRequired("Say what you did about it.")])


@bp.get("")
@needs(Permission.MANAGE_CHANNELS)
def index(channel_id: int) -> ResponseReturnValue:
    """Show how an account hears, and what may be missing."""
    return _show(channel_id, 200)


def _show(channel_id: int, status: int, forms: dict[int, Form] | None = None) -> tuple[str, int]:
    channel = get_channel(channel_id)
    found = queries.list_gaps(channel_id)
    drawn = {
        each.id: EndForm(formdata=None, prefix=f"gap-{each.id}-")
        for each in found
        if each.ended_at is None
    }
    page = render_template(
        "staff/channels/alarms.html",
        section="channels",
        channel=channel,
        hearing=hearing_of(channel),
        gaps=found,
        forms={**drawn, **(forms or {})},
        zone=settings.current().default_zone,
    )
    return page, status


@bp.post("/<int:gap_id>/end")
@needs(Permission.MANAGE_CHANNELS)
def end(channel_id: int, gap_id: int) -> ResponseReturnValue:
    """End an alarm."""
    form, user = EndForm(prefix=f"gap-{gap_id}-"), current_user()
    words = form.words.data or ""
    gap = attempt(form, lambda: gaps.end_gap(channel_id, gap_id, words, by=user))
    if gap is None:
        return _show(channel_id, 422, {gap_id: form})
    flash("The alarm is ended, with what you did.", "success")
    return redirect(url_for(".index", channel_id=channel_id), 303)
