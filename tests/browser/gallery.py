"""Every component and layout on a few pages of their own, to be looked at in a browser.

Served by `granian tests.browser.gallery:app`; no part of Searchlight itself.
"""

import os
from datetime import timedelta
from types import SimpleNamespace

from flask import Blueprint, flash, g, render_template
from markupsafe import Markup
from wtforms import (
    BooleanField,
    DateTimeLocalField,
    FileField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional

from app.factory import create_app
from app.web.forms import Form, OpenForm, refuse
from campaigns.cases.model import CaseKind, CaseState
from campaigns.deliveries.model import DeliveryState
from campaigns.kernel import clock
from campaigns.kernel.errors import Invalid, WrongState
from campaigns.users.model import Role
from config import load_config
from tests.browser.gallery_pages import OPEN_PAGES, STAFF_PAGES

bp = Blueprint("gallery", __name__, url_prefix="/gallery", template_folder="templates")

CASE = SimpleNamespace(
    id=1,
    reference="MP-2026-0417",
    title="Help find Mira, 7, last seen in Parkdale with her aunt",
    state=CaseState.OPEN,
    rehearsal=True,
    timezone="America/Toronto",
    kind=CaseKind.MISSING,
)

SURE = [SelectChoice("sure", "I am sure"), SelectChoice("think", "I think so")]
PLACES = [SelectChoice("x", "X"), SelectChoice("page", "Public page")]


class Fields:
    """One of every field."""

    name = StringField("Name as the public is told", [InputRequired("Write a name.")])
    story = TextAreaField("What happened", [InputRequired("Say what happened.")])
    kind = SelectField("Kind of case", choices=CaseKind.choices())
    sure = RadioField("How sure are you?", choices=SURE)
    places = SelectMultipleField("Show it on", choices=PLACES)
    height = IntegerField("Height", [Optional()])
    at = DateTimeLocalField("Seen at", [Optional()])
    lat = StringField("Latitude")
    lon = StringField("Longitude")
    radius = StringField("Radius")
    password = PasswordField("Password")
    photo = FileField("Photos")
    consent = BooleanField("The family agrees")


class Sample(Fields, Form):
    """Those fields where people are signed in."""


class OpenSample(Fields, OpenForm):
    """The same fields where nobody is known."""


@bp.before_request
def _someone() -> None:
    g.user = SimpleNamespace(id=1, name="Kim Ode", role=Role.SUPERVISOR, active=True)


@bp.get("/form-with-errors")
def form_with_errors() -> tuple[str, int]:
    """Show the form as it comes back."""
    form = Sample(data={"name": "", "lat": "95", "sure": "think"})
    form.validate()
    refuse(
        form, Invalid("Not yet.", {"lat": "Latitude goes from -90 to 90.", "kind": "Choose one."})
    )
    refuse(form, Invalid("Someone else changed this case at 14:20; look at it again."))
    return render_template("gallery/form.html", form=form, case=CASE, section="launch"), 422


@bp.get("/failing")
def failing() -> str:
    """Fail as no page should."""
    raise RuntimeError("a secret that no page may show")


@bp.get("/refusing")
def refusing() -> str:
    """Refuse as a rule does."""
    raise WrongState("This update was approved in the meantime.")


@bp.get("/<name>")
def page(name: str) -> str:
    """Show one page of the gallery."""
    if name in STAFF_PAGES:
        flash(
            Markup('T-1043 is marked as done. <a class="govuk-link" href="#">Undo</a>'), "success"
        )
    now = clock.now()
    return render_template(
        f"gallery/{name}.html",
        form=(OpenSample if name in OPEN_PAGES else Sample)(
            data={"name": "Mira", "lat": "43.64050", "lon": "-79.43650", "radius": "800"}
        ),
        case=CASE if name != "staff" else None,
        section={"console": "tips", "lists": "timeline"}.get(name, "launch"),
        bell=3,
        states=list(DeliveryState),
        moments=[now, now - timedelta(hours=21), now + timedelta(days=9), None],
        zone="America/Toronto",
        rehearsal=name != "public",
        lang="ar" if name == "arabic" else "en",
    )


app = create_app(load_config(os.environ))
app.register_blueprint(bp)
