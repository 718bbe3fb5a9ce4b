"""The part that every form about an account has: who looks after it."""

from typing import TypeVar

from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired

from app.web.access import current_user
from app.web.forms import Form
from campaigns.channels.model import Channel
from campaigns.users.queries import list_people

FormT = TypeVar("FormT", bound="KeepersForm")


class KeepersForm(Form):
    """Who looks after an account: two people, always."""

    owner = SelectField("Owner", [DataRequired("Choose who owns it.")], coerce=int)
    deputy = SelectField("Deputy", [DataRequired("Choose a deputy.")], coerce=int)

    @property
    def both(self) -> tuple[int, int]:
        """Return the ids of owner and deputy."""
        return int(self.owner.data or 0), int(self.deputy.data or 0)


class MakeForm(KeepersForm):
    """A new account on a platform that lets a program make one."""

    handle = StringField("Name of the account", [InputRequired("Enter a name.")])
    display_name = StringField("Name that people see", [InputRequired("Enter a name.")])
    bio = TextAreaField("Bio")


def keepers_form(kind: type[FormT], *, fresh: bool, channel: Channel | None = None) -> FormT:
    """Return a form with everyone who works here to choose from."""
    people = {str(person.id): f"{person.name} ({person.role.label})" for person in list_people()}
    prefix = "new-" if kind is MakeForm else ""  # two forms of one page share no id
    form = kind(formdata=None, prefix=prefix) if fresh else kind(prefix=prefix)
    form.owner.choices = form.deputy.choices = {"0": "Choose someone"} | people
    if fresh:
        form.owner.data = channel.owner_id if channel else current_user().id
        form.deputy.data = channel.deputy_id if channel else 0
    return form
