"""Staff pages: an update that cannot wait for the end of quiet hours, and who else says so."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import StringField

from app.web.access import current_user, needs
from app.web.forms import Form, attempt
from campaigns.kernel.errors import WrongState
from campaigns.updates import urgency
from campaigns.updates.model import Update
from campaigns.users.rules import Permission

bp = Blueprint("urgent", __name__, url_prefix="/cases/<int:case_id>/updates/<int:update_id>/urgent")


class UrgentForm(Form):
    """Why it cannot wait."""

    reason = StringField("Why can it not wait?")


@bp.post("")
@needs(Permission.WRITE_UPDATE)
def mark(case_id: int, update_id: int) -> ResponseReturnValue:
    """Mark an update urgent, with a reason."""
    form = UrgentForm()
    why = form.reason.data or ""
    return _do(
        case_id,
        update_id,
        form,
        lambda: urgency.mark_urgent(case_id, update_id, why, by=current_user()),
        "Marked as urgent. It goes out in quiet hours once a second person confirms it.",
    )


@bp.post("/confirm")
@needs(Permission.APPROVE_UPDATE)
def confirm(case_id: int, update_id: int) -> ResponseReturnValue:
    """Confirm it as a second person."""
    return _do(
        case_id,
        update_id,
        UrgentForm(),
        lambda: urgency.confirm_urgent(case_id, update_id, by=current_user()),
        "Confirmed. Quiet hours do not keep it any more.",
    )


@bp.post("/drop")
@needs(Permission.WRITE_UPDATE)
def drop(case_id: int, update_id: int) -> ResponseReturnValue:
    """Say that it can wait."""
    return _do(
        case_id,
        update_id,
        UrgentForm(),
        lambda: urgency.drop_urgent(case_id, update_id, by=current_user()),
        "It waits for the end of quiet hours.",
    )


def _do(
    case_id: int, update_id: int, form: UrgentForm, action: Callable[[], Update], words: str
) -> ResponseReturnValue:
    """Do one thing, and go back to the update's page, which says what there is to say."""
    try:
        done = attempt(form, action)
    except WrongState as error:
        flash(error.message, "life")
    else:
        wrong = " ".join(words for each in form.errors.values() for words in each)
        flash(words if done is not None else wrong, "ok" if done is not None else "life")
    return redirect(url_for("staff.updates.show", case_id=case_id, update_id=update_id), code=303)
