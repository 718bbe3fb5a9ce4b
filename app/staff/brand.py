"""Staff pages: the agency's own colours and logo on posters."""

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage
from wtforms import BooleanField, FileField, StringField

from app.web.access import current_user, needs
from app.web.forms import Form, attempt
from campaigns.kernel.db import let_go
from campaigns.kernel.errors import Invalid, NotFound
from campaigns.media import brand, poster_notes, storage
from campaigns.media import poster_queries as kits
from campaigns.media.model import Brand
from campaigns.users.rules import Permission

bp = Blueprint("brand", __name__, url_prefix="/brand")

LOGO_BYTES_MAX = 5_000_000


class BrandForm(Form):
    """Two colours and a logo."""

    ink = StringField("Dark colour")
    beam = StringField("Light colour")
    logo = FileField("Logo")
    drop_logo = BooleanField("Use no logo")


@bp.get("")
@needs(Permission.MANAGE_USERS)
def show() -> ResponseReturnValue:
    """Show the colours and the logo that posters have."""
    own = kits.find_brand()
    ink, beam = (own.ink, own.beam) if own else (brand.HOUSE.ink, brand.HOUSE.beam)
    return _page(BrandForm(formdata=None, ink=ink, beam=beam))


@bp.post("")
@needs(Permission.MANAGE_USERS)
def update() -> ResponseReturnValue:
    """Keep colours and logo, or say what could not be read on a poster."""
    form = BrandForm()
    if attempt(form, lambda: _keep(form)) is None:
        return _page(form), 422
    flash("Saved. Posters of live appeals are drawn again with it.", "success")
    return redirect(url_for(".show"), code=303)


def _keep(form: BrandForm) -> Brand:
    given, logo = form.logo.data, None
    if isinstance(given, FileStorage) and given.filename:
        content = given.stream.read(LOGO_BYTES_MAX + 1)
        if len(content) > LOGO_BYTES_MAX:
            words = "The logo is larger than 5 MB. Use a smaller one."
            raise Invalid(words, {"logo": words})
        actor = current_user().actor
        let_go()
        logo = brand.prepared_logo(content)
    else:
        actor = current_user().actor
    return poster_notes.change_brand(
        form.ink.data or "",
        form.beam.data or "",
        logo,
        drop_logo=form.drop_logo.data,
        actor=actor,
    )


@bp.get("/logo")
@needs(Permission.MANAGE_USERS)
def logo() -> ResponseReturnValue:
    """Give the logo."""
    own = kits.find_brand()
    if own is None or own.logo_key is None:
        raise NotFound("There is no logo yet.")
    return Response(
        storage.read(own.logo_key),
        content_type="image/png",
        headers={"Cache-Control": "private, no-cache"},
    )


def _page(form: BrandForm) -> str:
    own = kits.find_brand()
    return render_template("staff/brand/show.html", section="brand", form=form, own=own)
