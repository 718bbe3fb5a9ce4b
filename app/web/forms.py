"""Forms that keep what was typed and say what is wrong beside the field."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from flask_wtf import FlaskForm
from wtforms import Field

from app.web import guarded
from campaigns.guard.telling import Told
from campaigns.kernel.errors import Invalid, Stopped
from campaigns.kernel.text import clean

T = TypeVar("T")


def tidy(value: str | None) -> str | None:
    """Filter for text fields: NFC, no control characters, no blank ends."""
    return clean(value) if isinstance(value, str) else value


Choices = dict[Any, str]  # what is sent for a choice, and its words


def choices(pairs: Iterable[tuple[object, str]], *, first: str = "") -> Choices:
    """Return what a field offers; `first` stands above it and is sent as 0."""
    return {**({0: first} if first else {}), **dict(pairs)}


class Form(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types anywhere
    """The house's form: text is cleaned on the way in; errors can come from rules too.

    `warnings` are what the guard wants to be read first: `hidden(form)` draws a box to tick for
    each of them.
    """

    warnings: tuple[Told, ...] = ()

    class Meta(FlaskForm.Meta):  # type: ignore[misc]  # as above
        """Clean every text field."""

        def bind_field(self, form: Any, unbound: Any, options: dict[str, Any]) -> Field:
            """Add the cleaning filter to text fields."""
            filters = [tidy, *unbound.kwargs.get("filters", [])]
            if "StringField" in unbound.field_class.__name__ or (
                unbound.field_class.__name__ == "TextAreaField"
            ):
                options = {**options, "filters": filters}
            bound: Field = unbound.bind(form=form, **options)
            return bound


class OpenForm(Form):
    """A form of a surface without cookies: nobody is signed in, so nothing can be forged."""

    class Meta(Form.Meta):
        """Ask for no token."""

        csrf = False


def refuse(form: Form, error: Invalid) -> None:
    """Put what a rule refused beside the fields it speaks of; the rest goes to the summary."""
    unplaced = dict(error.fields)
    if isinstance(error, Stopped):
        told = guarded.told(error)
        unplaced = {}
        for each in told:
            words = f"{each.words} {each.instead if each.detail_id else ''}".strip()
            unplaced[each.field] = f"{unplaced.get(each.field, '')} {words}".strip()
        form.warnings = tuple(each for each in told if not each.blocks)
    for name in list(unplaced):
        if name in form._fields:
            field = form[name]
            field.errors = [*field.errors, unplaced.pop(name)]
    if unplaced or not error.fields:
        form.form_errors = [*form.form_errors, *(unplaced.values() or [error.message])]


def attempt(form: Form, action: Callable[[], T]) -> T | None:
    """Do the action if the form is good; None means: show the form again, with its errors."""
    if not form.validate():
        return None
    try:
        return action()
    except Invalid as error:
        refuse(form, error)
        return None
