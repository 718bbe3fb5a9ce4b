"""Staff pages: accounts on platforms, who looks after them and how they are doing."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import FileField, StringField, TextAreaField
from wtforms.validators import InputRequired

from app.staff.keepers_form import KeepersForm, keepers_form
from app.web.access import current_user, needs, sees_case
from app.web.forms import Form, attempt
from campaigns.channels import actions, keepers, parting, queries
from campaigns.channels.desk_queries import list_open_plans
from campaigns.channels.health import Health, health_of
from campaigns.channels.model import AccountPlan, Channel, ChannelState
from campaigns.channels.rules import can_move
from campaigns.hearing.queries import count_alarms
from campaigns.kernel import settings
from campaigns.users.rules import Permission

bp = Blueprint("channels", __name__, url_prefix="/channels")
PAGE = 50
SHOWS = {
    "": "All",
    "life": "Need someone",
    "wait": "To keep an eye on",
    "deaf": "Collect nothing",
}


class ProfileForm(Form):
    """How an account presents itself."""

    display_name = StringField("Name that people see", [InputRequired("Enter a name.")])
    bio = TextAreaField("Bio")
    picture = FileField("New picture")

    @property
    def chosen(self) -> bytes | None:
        """Return the picture that was chosen, if any."""
        file = self.picture.data
        return file.read() if getattr(file, "filename", "") else None


class PauseForm(Form):
    """Why an account is to be silent."""

    reason = StringField("Why?", [InputRequired("Say why, so that the next person knows.")])


@bp.get("")
@needs(Permission.MANAGE_CHANNELS)
def index() -> ResponseReturnValue:
    """List the accounts, those that need someone first."""
    everyone = health_of(queries.list_channels())
    found = _chosen(everyone)
    page = max(request.args.get("page", 1, type=int), 1)
    begin = (page - 1) * PAGE
    return render_template(
        "staff/channels/index.html",
        section="channels",
        accounts=found[begin : begin + PAGE],
        count=len(found),
        of=len(everyone),
        needing=sum(each.needs_someone for each in everyone),
        first=begin + 1,
        page=page,
        more=len(found) > begin + PAGE,
        shows=SHOWS,
        platforms=queries.list_platforms(),
        plans=[each for each in list_open_plans() if _may_see(each)],
        zone=settings.current().default_zone,
    )


def _chosen(everyone: list[Health]) -> list[Health]:
    """Return the accounts that were asked for, those that need someone first."""
    words = request.args.get("q", "").strip().removeprefix("@").lower()
    platform, shown = request.args.get("platform", ""), request.args.get("show", "")
    found = [
        each
        for each in everyone
        if words in f"{each.channel.handle} {each.channel.display_name}".lower()
        and platform in {"", each.channel.platform}
        and _SHOWN.get(shown, _any)(each)
    ]
    return sorted(found, key=lambda each: _WORST_FIRST.index(each.tone))


def _may_see(plan: AccountPlan) -> bool:
    return plan.case_id is None or sees_case(current_user(), plan.case_id)


def _any(_account: Health) -> bool:
    return True


_WORST_FIRST = ("life", "wait", "ok", "calm")
_SHOWN: dict[str, Callable[[Health], bool]] = {
    "life": lambda each: each.needs_someone,
    "wait": lambda each: each.tone == "wait",
    "deaf": lambda each: not each.collects,
}


@bp.get("/<int:channel_id>")
@needs(Permission.MANAGE_CHANNELS)
def show(channel_id: int) -> ResponseReturnValue:
    """Show one account: how it is doing, and what can be done."""
    return _show(channel_id, 200)


def _show(channel_id: int, status: int, **forms: Form) -> ResponseReturnValue:
    channel = queries.get_channel(channel_id)
    drawn = {
        "people": keepers_form(KeepersForm, fresh=True, channel=channel),
        "profile": ProfileForm(formdata=None, display_name=channel.display_name, bio=channel.bio),
        "pause": PauseForm(formdata=None),
        **forms,
    }
    page = render_template(
        "staff/channels/show.html",
        section="channels",
        channel=channel,
        health=health_of([channel])[0],
        addresses=queries.get_platform(channel.platform).addresses,
        can=can_move,
        states=ChannelState,
        alarms=count_alarms(channel_id),
        zone=settings.current().default_zone,
        **drawn,
    )
    return page, status


@bp.post("/<int:channel_id>/test")
@needs(Permission.MANAGE_CHANNELS)
def test(channel_id: int) -> ResponseReturnValue:
    """Ask the platform whether our key opens the account."""
    trouble = actions.test_channel(channel_id)
    if trouble is None:
        flash("The platform knows us: the key works.", "success")
    else:
        flash(f"The platform said: {trouble}", "error")
    return redirect(url_for(".show", channel_id=channel_id), code=303)


@bp.post("/<int:channel_id>/pause")
@needs(Permission.MANAGE_CHANNELS)
def pause(channel_id: int) -> ResponseReturnValue:
    """Stop sending through an account."""
    form, actor = PauseForm(), current_user().actor
    reason = form.reason.data or ""
    channel = attempt(form, lambda: actions.pause_channel(channel_id, reason, actor=actor))
    if channel is None:
        return _show(channel_id, 422, pause=form)
    return _done(channel, f"@{channel.handle} is paused. It still listens.")


@bp.post("/<int:channel_id>/resume")
@needs(Permission.MANAGE_CHANNELS)
def resume(channel_id: int) -> ResponseReturnValue:
    """Let an account speak again."""
    channel = actions.resume_channel(channel_id, actor=current_user().actor)
    return _done(channel, f"@{channel.handle} may speak again.")


@bp.post("/<int:channel_id>/disconnect")
@needs(Permission.MANAGE_CHANNELS)
def disconnect(channel_id: int) -> ResponseReturnValue:
    """Give an account up: its key is given back and forgotten."""
    parted = parting.part(channel_id, actor=current_user().actor)
    if parted.left:
        flash(parted.left, "life")
    return _done(parted.channel, f"@{parted.channel.handle} is disconnected, its key forgotten.")


@bp.post("/<int:channel_id>/profile")
@needs(Permission.MANAGE_CHANNELS)
def profile(channel_id: int) -> ResponseReturnValue:
    """Set name, bio and picture on the platform."""
    form, actor = ProfileForm(), current_user().actor
    name, bio, picture = form.display_name.data or "", form.bio.data or "", form.chosen
    channel = attempt(
        form, lambda: actions.set_profile(channel_id, name, bio, picture, actor=actor)
    )
    if channel is None:
        return _show(channel_id, 422, profile=form)
    return _done(channel, "The profile is set.")


@bp.post("/<int:channel_id>/keepers")
@needs(Permission.MANAGE_CHANNELS)
def change_keepers(channel_id: int) -> ResponseReturnValue:
    """Put other people in charge."""
    form = keepers_form(KeepersForm, fresh=False)
    owner_id, deputy_id = form.both
    actor = current_user().actor
    channel = attempt(
        form, lambda: keepers.change_keepers(channel_id, owner_id, deputy_id, actor=actor)
    )
    if channel is None:
        return _show(channel_id, 422, people=form)
    return _done(channel, f"{channel.owner.name} and {channel.deputy.name} look after it now.")


def _done(channel: Channel, words: str) -> ResponseReturnValue:
    flash(words, "success")
    return redirect(url_for(".show", channel_id=channel.id), code=303)
