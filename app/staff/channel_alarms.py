"""Staff pages: how an account hears, what may be missing, and posts there that are not ours."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired

from app.web.access import check_case, current_user, needs, sees_case
from app.web.forms import Form, attempt
from campaigns.channels import rules
from campaigns.channels.model import ChannelState
from campaigns.channels.queries import get_channel
from campaigns.hearing import gaps, queries, stranger_queries, strangers
from campaigns.hearing.model import Stranger, StrangerState
from campaigns.hearing.standing import hearing_of
from campaigns.kernel import settings
from campaigns.kernel.errors import Invalid
from campaigns.users.model import User
from campaigns.users.rules import Permission

bp = Blueprint("channel_alarms", __name__, url_prefix="/channels/<int:channel_id>/alarms")

ADOPT = "adopt"


class EndForm(Form):
    """What was done about an alarm."""

    words = StringField("What did you do about it?", [InputRequired("Say what you did about it.")])


class DecideForm(Form):
    """What becomes of a post that is not ours."""

    case = SelectField("Case that adopts it", coerce=int)
    words = StringField("What do you know about it?", [InputRequired("Say what you know.")])

    def __init__(self, channel_id: int, stranger_id: int, *, fresh: bool) -> None:
        """Offer the cases on this account that this person works on."""
        given = {"formdata": None} if fresh else {}
        super().__init__(prefix=f"post-{stranger_id}-", **given)
        cases = stranger_queries.list_cases_on(channel_id)
        mine = [each for each in cases if sees_case(current_user(), each.id)]
        named = [(each.id, f"{each.reference} {each.title}") for each in mine]
        self.case.choices = [(0, "None of them"), *named]


@bp.get("")
@needs(Permission.MANAGE_CHANNELS)
def index(channel_id: int) -> ResponseReturnValue:
    """Show what an account hears, what may be missing, and what stands there that is not ours."""
    return _show(channel_id, 200)


def _show(channel_id: int, status: int, **forms: Form) -> tuple[str, int]:
    channel = get_channel(channel_id)
    found, posts = queries.list_gaps(channel_id), stranger_queries.list_strangers(channel_id)
    drawn: dict[str, Form] = {
        f"gap_{each.id}": EndForm(formdata=None, prefix=f"gap-{each.id}-")
        for each in found
        if each.ended_at is None
    }
    drawn |= {
        f"post_{each.id}": DecideForm(channel_id, each.id, fresh=True)
        for each in posts
        if each.state is StrangerState.OPEN
    }
    page = render_template(
        "staff/channels/alarms.html",
        section="channels",
        channel=channel,
        hearing=hearing_of(channel),
        gaps=found,
        strangers=posts,
        can_pause=rules.can_move(channel, ChannelState.PAUSED),
        forms={**drawn, **forms},
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
        return _show(channel_id, 422, **{f"gap_{gap_id}": form})
    return _done(channel_id, "The alarm is ended, with what you did.")


@bp.post("/posts/<int:stranger_id>")
@needs(Permission.MANAGE_CHANNELS)
def decide(channel_id: int, stranger_id: int) -> ResponseReturnValue:
    """Adopt a post that is not ours into a case, or dismiss it."""
    form, user = DecideForm(channel_id, stranger_id, fresh=False), current_user()
    adopts = request.form.get("deed") == ADOPT
    row = attempt(form, lambda: _decide(channel_id, stranger_id, form, user, adopts=adopts))
    if row is None:
        return _show(channel_id, 422, **{f"post_{stranger_id}": form})
    if adopts:
        return _done(channel_id, "It stands in the timeline of the case; answers to it come in.")
    return _done(channel_id, "It is dismissed, with your reason.")


def _decide(
    channel_id: int, stranger_id: int, form: DecideForm, user: User, *, adopts: bool
) -> Stranger:
    words = form.words.data or ""
    if not adopts:
        return strangers.dismiss(channel_id, stranger_id, words, by=user)
    if not form.case.data:
        said = "Choose the case that adopts it."
        raise Invalid(said, {"case": said})
    check_case(user, form.case.data)
    return strangers.adopt(channel_id, stranger_id, form.case.data, words, by=user)


@bp.post("/posts/<int:stranger_id>/take-down")
@needs(Permission.MANAGE_CHANNELS)
def take_down(channel_id: int, stranger_id: int) -> ResponseReturnValue:
    """Have a post that is not ours taken down."""
    try:
        row = strangers.take_down(channel_id, stranger_id, by=current_user())
    except Invalid as error:
        flash(error.message, "error")
        return redirect(url_for(".index", channel_id=channel_id), 303)
    return _done(channel_id, f"It is gone. The platform said: {row.gone_words}")


def _done(channel_id: int, words: str) -> ResponseReturnValue:
    flash(words, "success")
    return redirect(url_for(".index", channel_id=channel_id), 303)
