"""The form behind each table that a force writes itself: the whole table as text, and why."""

from collections.abc import Callable
from typing import Protocol

from wtforms import HiddenField, StringField, TextAreaField

from app.web.access import current_user
from app.web.forms import Form, attempt
from campaigns.kernel.errors import WrongState


class Version(Protocol):
    """What putting a table in force makes."""

    @property
    def version(self) -> int:
        """Return its number."""
        ...


class TableForm(Form):
    """The whole table as text, why it is changed, and which version was looked at."""

    text = TextAreaField("The table")
    why = StringField("Why, and who agreed")
    seen = HiddenField()


def offered(text: str, version: int) -> TableForm:
    """Return the form filled with a table, to be changed."""
    return TableForm(formdata=None, data={"text": text, "seen": str(version)})


def put_in_force(form: TableForm, write: Callable[..., Version]) -> Version | None:
    """Put what was typed in force; None where it cannot be, with the reason on the form.

    `write` takes the text and why, `seen` (the version that was looked at) and `by` (who).
    """
    typed = form.seen.data or ""
    seen = int(typed) if typed.isdecimal() else -1
    text, why, user = form.text.data or "", form.why.data or "", current_user()
    try:
        return attempt(form, lambda: write(text, why, seen=seen, by=user))
    except WrongState as error:
        form.form_errors = [*form.form_errors, error.message]
        return None
