"""Staff pages: bring an account under our roof: type its key in, sign in there, or have it made."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import PasswordField, RadioField, StringField
from wtforms.validators import InputRequired

from app.staff.account_plans import start_form
from app.staff.keepers_form import KeepersForm, MakeForm, keepers_form
from app.web.access import current_sign_in, current_user, needs
from app.web.forms import Form, attempt
from campaigns.channels import connecting, leaving, queries
from campaigns.channels.model import Channel
from campaigns.channels.queries import PlatformView
from campaigns.kernel.errors import Invalid
from campaigns.users.rules import Permission

bp = Blueprint("connecting", __name__, url_prefix="/channels")


class LeaveForm(KeepersForm):
    """Who looks after the account that is connected by signing in there."""


class ChooseForm(Form):
    """Which of the accounts that a sign-in opened is meant."""

    number = RadioField("Which account?", [InputRequired("Choose one.")], coerce=int)


def _connect_form(platform: PlatformView, *, fresh: bool) -> KeepersForm:
    """Draw the connect form from what the platform asks for."""
    fields = {
        each.name: (PasswordField if each.secret else StringField)(
            each.label, [InputRequired("Fill this in.")], description=each.hint
        )
        for each in platform.fields
    }
    return keepers_form(type("ConnectForm", (KeepersForm,), fields), fresh=fresh)


@bp.get("/new/<platform_name>")
@needs(Permission.MANAGE_CHANNELS)
def new(platform_name: str) -> ResponseReturnValue:
    """Show how to connect an account on a platform, or to make one there."""
    return _new(queries.get_platform(platform_name), 200)


def _new(platform: PlatformView, status: int, **forms: KeepersForm) -> ResponseReturnValue:
    drawn = {
        "connect": _connect_form(platform, fresh=True),
        "make": keepers_form(MakeForm, fresh=True),
        "leave": keepers_form(LeaveForm, fresh=True),
        **forms,
    }
    page = render_template(
        "staff/channels/new.html",
        section="channels",
        platform=platform,
        asked=[drawn["connect"][each.name] for each in platform.fields],
        registered=bool(queries.read_registration(platform.name)),
        plan_id=_plan_id(),
        again=_again(),
        plan=start_form(platform.name),
        **drawn,
    )
    return page, status


def _plan_id() -> int | None:
    return request.values.get("plan", type=int)


def _again() -> int | None:
    return request.values.get("again", type=int)


@bp.post("/connect/<platform_name>")
@needs(Permission.MANAGE_CHANNELS)
def create(platform_name: str) -> ResponseReturnValue:
    """Connect an account that is there already."""
    platform = queries.get_platform(platform_name)
    form, plan_id = _connect_form(platform, fresh=False), _plan_id()
    given = {each.name: (form[each.name].data or "").strip() for each in platform.fields}
    actor = current_user().actor
    channel = attempt(
        form,
        lambda: connecting.connect_channel(
            platform.name, given, *form.both, actor=actor, plan_id=plan_id, again_id=_again()
        ),
    )
    if channel is None:
        return _new(platform, 422, connect=form)
    return _done(channel, f"@{channel.handle} is connected.")


@bp.post("/make/<platform_name>")
@needs(Permission.MANAGE_CHANNELS)
def make(platform_name: str) -> ResponseReturnValue:
    """Make an account that belongs to no single appeal."""
    platform = queries.get_platform(platform_name)
    form, actor = keepers_form(MakeForm, fresh=False), current_user().actor
    owner_id, deputy_id = form.both
    channel = attempt(
        form,
        lambda: connecting.make_dedicated(
            None,
            form.handle.data or "",
            form.display_name.data or "",
            form.bio.data or "",
            None,
            owner_id=owner_id,
            deputy_id=deputy_id,
            actor=actor,
            platform_name=platform.name,
        ),
    )
    if channel is None:
        return _new(platform, 422, make=form)
    return _done(channel, f"@{channel.handle} is made and connected.")


@bp.post("/leave/<platform_name>")
@needs(Permission.MANAGE_CHANNELS)
def leave(platform_name: str) -> ResponseReturnValue:
    """Begin to sign in on the platform; the page shows the way there.

    It is a link and no redirect, because a form of ours may only ever lead to a page of ours.
    """
    platform = queries.get_platform(platform_name)
    form, user, sign_in = keepers_form(LeaveForm, fresh=False), current_user(), current_sign_in()
    away = attempt(
        form,
        lambda: leaving.leave(
            platform.name,
            *form.both,
            by=user,
            sign_in=sign_in,
            channel_id=_again(),
            plan_id=_plan_id(),
        ),
    )
    if away is None:
        return _new(platform, 422, leave=form)
    return render_template(
        "staff/channels/leave.html", section="channels", platform=platform, away=away
    )


@bp.get("/back/<platform_name>")
@needs(Permission.MANAGE_CHANNELS)
def back(platform_name: str) -> ResponseReturnValue:
    """Take a browser back that signed in on the platform."""
    platform = queries.get_platform(platform_name)
    query = request.args.to_dict()
    try:
        row, channel = leaving.come_back(
            platform.name, query, by=current_user(), sign_in=current_sign_in()
        )
    except Invalid as error:
        flash(error.message, "error")
        return redirect(url_for(".new", platform_name=platform.name), code=303)
    if channel is None:
        return redirect(url_for(".offered", leave_id=row.id), code=303)
    return _done(channel, f"@{channel.handle} is connected.")


@bp.get("/offered/<int:leave_id>")
@needs(Permission.MANAGE_CHANNELS)
def offered(leave_id: int) -> ResponseReturnValue:
    """Show the accounts that a sign-in opened."""
    return _offered(leave_id, ChooseForm(formdata=None))


@bp.post("/offered/<int:leave_id>")
@needs(Permission.MANAGE_CHANNELS)
def choose(leave_id: int) -> ResponseReturnValue:
    """Connect the account that was chosen."""
    form, user, sign_in = ChooseForm(), current_user(), current_sign_in()
    _set_choices(form, leave_id)
    channel = attempt(
        form, lambda: leaving.choose(leave_id, int(form.number.data), by=user, sign_in=sign_in)
    )
    if channel is None:
        return _offered(leave_id, form)
    return _done(channel, f"@{channel.handle} is connected.")


def _set_choices(form: ChooseForm, leave_id: int) -> PlatformView:
    row = leaving.get_offered(leave_id, by=current_user(), sign_in=current_sign_in())
    form.number.choices = [(at, each["label"]) for at, each in enumerate(row.offered)]
    return queries.get_platform(row.platform)


def _offered(leave_id: int, form: ChooseForm) -> ResponseReturnValue:
    platform = _set_choices(form, leave_id)
    page = render_template(
        "staff/channels/offered.html",
        section="channels",
        platform=platform,
        form=form,
        leave_id=leave_id,
    )
    return page, 422 if form.errors else 200


def _done(channel: Channel, words: str) -> ResponseReturnValue:
    flash(words, "success")
    return redirect(url_for("staff.channels.show", channel_id=channel.id), code=303)
