"""Staff pages: the rules of publicity, to read and to change."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.staff.table_form import TableForm, offered, put_in_force
from app.web.access import needs, signed_in
from campaigns.cases.model import CaseKind, Risk
from campaigns.kernel import settings
from campaigns.policy import actions, queries
from campaigns.users.rules import Permission

bp = Blueprint("rules", __name__, url_prefix="/rules")


@bp.get("")
@signed_in
def index() -> ResponseReturnValue:
    """Show the rules in force in words, and every version there was."""
    table = queries.current()
    return render_template(
        "staff/rules/index.html",
        section="rules",
        table=table,
        kinds=CaseKind,
        risks=Risk,
        versions=queries.list_versions(),
        zone=settings.current().default_zone,
    )


@bp.get("/edit")
@needs(Permission.CHANGE_RULES)
def edit() -> ResponseReturnValue:
    """Show the table as text, to be changed."""
    version = queries.current_version()
    text = queries.text_of(version)
    return _edit(offered(text, version))


@bp.post("/edit")
@needs(Permission.CHANGE_RULES)
def update() -> ResponseReturnValue:
    """Put the changed table in force; a broken one is shown again with the row named."""
    form = TableForm()
    made = put_in_force(form, actions.write_rules)
    if made is None:
        return _edit(form), 422
    flash(f"Version {made.version} is in force.", "success")
    return redirect(url_for(".index"), code=303)


@bp.get("/shipped")
@needs(Permission.CHANGE_RULES)
def shipped() -> ResponseReturnValue:
    """Offer the table that Searchlight ships, to go back to."""
    return _edit(offered(queries.SHIPPED, queries.current_version()))


@bp.get("/versions/<int:version>")
@signed_in
def version(version: int) -> ResponseReturnValue:
    """Show one version as it was written."""
    return render_template(
        "staff/rules/version.html", section="rules", version=version, text=queries.text_of(version)
    )


def _edit(form: TableForm) -> str:
    return render_template("staff/rules/edit.html", section="rules", form=form)
