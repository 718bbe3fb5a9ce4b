"""Staff pages: what must not be said of people, to read, to try and to change."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.staff.table_form import TableForm, offered, put_in_force
from app.web.access import needs, signed_in
from campaigns.cases.oversharing import LANGUAGES, SHIPPED
from campaigns.guard import queries, wording
from campaigns.kernel import settings
from campaigns.users.rules import Permission

bp = Blueprint("wording", __name__, url_prefix="/wording")


@bp.get("")
@signed_in
def index() -> ResponseReturnValue:
    """Show what is in force in words, and every version there was."""
    version = queries.current_wording()
    return render_template(
        "staff/wording/index.html",
        section="rules",
        version=version,
        table=wording.table_of(version),
        languages=LANGUAGES,
        versions=queries.list_wordings(),
        zone=settings.current().default_zone,
    )


@bp.get("/edit")
@needs(Permission.CHANGE_RULES)
def edit() -> ResponseReturnValue:
    """Show the table as text, to be changed."""
    version = queries.current_wording()
    text = wording.text_of(version)
    return _edit(offered(text, version))


@bp.get("/shipped")
@needs(Permission.CHANGE_RULES)
def shipped() -> ResponseReturnValue:
    """Offer the table that Searchlight ships, to go back to."""
    return _edit(offered(SHIPPED, queries.current_wording()))


@bp.post("/edit")
@needs(Permission.CHANGE_RULES)
def update() -> ResponseReturnValue:
    """Put the changed table in force; a broken one is shown again with its rows named."""
    form = TableForm()
    made = put_in_force(form, wording.write_wording)
    if made is None:
        return _edit(form), 422
    flash(f"Version {made.version} is in force.", "success")
    return redirect(url_for(".index"), code=303)


@bp.get("/versions/<int:version>")
@signed_in
def version(version: int) -> ResponseReturnValue:
    """Show one version as it was written."""
    text = wording.text_of(version)
    return render_template(
        "staff/wording/version.html", section="rules", version=version, text=text
    )


def _edit(form: TableForm) -> str:
    return render_template("staff/wording/edit.html", section="rules", form=form)
