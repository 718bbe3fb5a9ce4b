"""Staff pages: what this house is registered with at each platform (client id and secret)."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import PasswordField, StringField

from app.web.access import current_user, needs
from app.web.forms import Form, attempt
from campaigns.channels import queries, registrations
from campaigns.channels.leaving import back_at
from campaigns.channels.queries import PlatformView
from campaigns.kernel.errors import NotFound
from campaigns.users.rules import Permission

bp = Blueprint("registrations", __name__, url_prefix="/registrations")


@bp.get("")
@needs(Permission.MANAGE_REGISTRATIONS)
def index() -> ResponseReturnValue:
    """List the platforms that ask for a registration."""
    return render_template(
        "staff/registrations/index.html",
        section="channels",
        platforms=[each for each in queries.list_platforms() if each.app_fields],
        registered=queries.list_registered(),
    )


@bp.get("/<platform_name>")
@needs(Permission.MANAGE_REGISTRATIONS)
def show(platform_name: str) -> ResponseReturnValue:
    """Show the form of one registration; secrets are never shown again."""
    platform = _platform(platform_name)
    known = queries.read_registration(platform.name)
    plain = {each.name: known.get(each.name, "") for each in platform.app_fields if not each.secret}
    return _show(platform, _form(platform)(formdata=None, data=plain))


def _platform(name: str) -> PlatformView:
    platform = queries.get_platform(name)
    if not platform.app_fields:
        raise NotFound(f"{platform.label} asks for no registration.")
    return platform


def _form(platform: PlatformView) -> type[Form]:
    fields = {
        each.name: (PasswordField if each.secret else StringField)(
            each.label, description=each.hint
        )
        for each in platform.app_fields
    }
    return type("RegistrationForm", (Form,), fields)


def _show(platform: PlatformView, form: Form) -> ResponseReturnValue:
    page = render_template(
        "staff/registrations/show.html",
        section="channels",
        platform=platform,
        form=form,
        asked=[form[each.name] for each in platform.app_fields],
        registered=platform.name in queries.list_registered(),
        back_at=back_at(platform.name),
    )
    return page, 422 if form.errors else 200


@bp.post("/<platform_name>")
@needs(Permission.MANAGE_REGISTRATIONS)
def update(platform_name: str) -> ResponseReturnValue:
    """Keep a registration."""
    platform, by = _platform(platform_name), current_user()
    form = _form(platform)()
    given = {each.name: form[each.name].data or "" for each in platform.app_fields}
    if attempt(form, lambda: registrations.register(platform.name, given, by=by)) is None:
        return _show(platform, form)
    flash(f"This house is registered with {platform.label}.", "success")
    return redirect(url_for(".index"), code=303)


@bp.post("/<platform_name>/forget")
@needs(Permission.MANAGE_REGISTRATIONS)
def forget(platform_name: str) -> ResponseReturnValue:
    """Forget a registration."""
    platform = _platform(platform_name)
    registrations.forget(platform.name, by=current_user())
    flash(f"The registration with {platform.label} is forgotten.", "success")
    return redirect(url_for(".index"), code=303)
