"""Staff pages: the quiet hours of an appeal."""

from datetime import time
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField, TimeField
from wtforms.validators import Optional

from app.web.access import current_user, needs
from app.web.forms import Form, attempt
from campaigns.appeals.queries import get_appeal, quiet_of
from campaigns.appeals.quiet import USUAL
from campaigns.cases.queries import get_case
from campaigns.deliveries.waiting import change_quiet_hours
from campaigns.kernel.errors import Invalid
from campaigns.kernel.text import plural
from campaigns.users.rules import Permission

bp = Blueprint("quiet_hours", __name__, url_prefix="/cases/<int:case_id>/quiet-hours")
NONE, KEPT = "none", "kept"


class QuietForm(Form):
    """From when until when nothing goes out by itself."""

    kept = RadioField(
        "Quiet hours",
        choices={KEPT: "Nothing goes out between these hours", NONE: "Posts go out at any hour"},
    )
    start = TimeField("From", validators=[Optional()])
    end = TimeField("Until", validators=[Optional()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in (self.start, self.end):  # blank only where there are no quiet hours
            field.flags.optional = False


@bp.get("")
@needs(Permission.EDIT_CASE)
def show(case_id: int) -> ResponseReturnValue:
    """Show the quiet hours of an appeal."""
    quiet = quiet_of(case_id)
    form = QuietForm(formdata=None)
    form.kept.data = KEPT if quiet else NONE
    form.start.data, form.end.data = (quiet.start, quiet.end) if quiet else USUAL
    return _show(case_id, form)


@bp.post("")
@needs(Permission.EDIT_CASE)
def update(case_id: int) -> ResponseReturnValue:
    """Change them, or switch them off."""
    form = QuietForm()
    touched = attempt(form, lambda: change_quiet_hours(case_id, _hours(form), by=current_user()))
    if touched is None:
        return _show(case_id, form)
    words = f" {plural(touched, 'post')} that waited is looked at again." if touched else ""
    flash(f"Saved.{words}", "ok")
    return redirect(url_for(".show", case_id=case_id), code=303)


def _hours(form: QuietForm) -> tuple[time, time] | None:
    if form.kept.data == NONE:
        return None
    missing = {
        field.name: "Give a time, like 22:00." for field in (form.start, form.end) if not field.data
    }
    if form.start.data is None or form.end.data is None:
        raise Invalid("When?", missing)
    return form.start.data, form.end.data


def _show(case_id: int, form: QuietForm) -> ResponseReturnValue:
    page = render_template(
        "staff/quiet_hours/show.html",
        case=get_case(case_id),
        section="launch",
        appeal=get_appeal(case_id),
        form=form,
    )
    return page, 422 if form.errors else 200
