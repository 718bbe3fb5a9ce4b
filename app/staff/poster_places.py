"""Staff pages: where printed posters hang, until somebody has taken them down."""

from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import DateField, FloatField, IntegerField, StringField
from wtforms.validators import DataRequired, InputRequired, Optional

from app.web.access import current_user, needs
from app.web.forms import Form, attempt
from campaigns.cases.queries import get_case
from campaigns.kernel import clock, zones
from campaigns.kernel.errors import Invalid
from campaigns.media import poster_notes
from campaigns.media import poster_queries as kits
from campaigns.media.poster_notes import Hung
from campaigns.users.rules import Permission

bp = Blueprint("poster_places", __name__, url_prefix="/cases/<int:case_id>/posters/places")


class PlaceForm(Form):
    """Where, how many, who and when; a point on the map where it helps to find them."""

    where = StringField("Where", [DataRequired("Say where they hang.")])
    copies = IntegerField("How many", [InputRequired("Say how many.")])
    by = StringField("Hung by", [DataRequired("Say who hung them.")])
    hung_on = DateField("On which day", [InputRequired("Say on which day.")])
    lat = FloatField("Latitude (optional)", [Optional()])
    lon = FloatField("Longitude (optional)", [Optional()])


@bp.get("")
@needs(Permission.SEE_CASE)
def index(case_id: int) -> ResponseReturnValue:
    """Show where printed posters hang, and where they are gone."""
    case, user = get_case(case_id), current_user()
    today = zones.to_local(clock.now(), case.timezone).date()
    return _page(case_id, PlaceForm(formdata=None, by=user.name, hung_on=today))


@bp.post("")
@needs(Permission.EDIT_CASE)
def create(case_id: int) -> ResponseReturnValue:
    """Note a place."""
    form, actor = PlaceForm(), current_user().actor
    noted = attempt(form, lambda: poster_notes.hang(case_id, _given(case_id, form), actor=actor))
    if noted is None:
        return _page(case_id, form), 422
    flash("Noted. It is on the list until somebody has taken them down.", "success")
    return redirect(url_for(".index", case_id=case_id), code=303)


def _given(case_id: int, form: PlaceForm) -> Hung:
    """Return what was typed; a day without an hour counts from its beginning."""
    if form.hung_on.data is None:
        raise Invalid("Say on which day.", {"hung_on": "Say on which day."})
    midnight = datetime.combine(form.hung_on.data, datetime.min.time())
    return Hung(
        where=form.where.data or "",
        by=form.by.data or "",
        copies=form.copies.data or 0,
        hung_at=zones.to_utc(midnight, get_case(case_id).timezone),
        lat=form.lat.data,
        lon=form.lon.data,
    )


@bp.post("/<int:place_id>/gone")
@needs(Permission.SEE_CASE)
def gone(case_id: int, place_id: int) -> ResponseReturnValue:
    """Note that somebody has taken the posters of a place down."""
    poster_notes.take_down(case_id, place_id, actor=current_user().actor)
    flash("Noted as taken down.", "success")
    return redirect(url_for(".index", case_id=case_id), code=303)


def _page(case_id: int, form: PlaceForm) -> str:
    return render_template(
        "staff/posters/places.html",
        case=get_case(case_id),
        form=form,
        places=kits.list_places(case_id),
    )
