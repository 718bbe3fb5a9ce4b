"""Staff pages: the rules of publicity, to read and to change."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField, StringField, TextAreaField

from app.web.access import current_user, needs, signed_in
from app.web.forms import Form, attempt
from campaigns.cases.model import CaseKind, Risk
from campaigns.kernel import settings
from campaigns.kernel.errors import WrongState
from campaigns.policy import actions, queries
from campaigns.users.rules import Permission

bp = Blueprint("rules", __name__, url_prefix="/rules")


class RulesForm(Form):
    """The whole table as text, and why it is changed."""

    text = TextAreaField("The rules")
    why = StringField("Why, and who agreed")
    seen = HiddenField()


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
    return _edit(RulesForm(formdata=None, data={"text": text, "seen": str(version)}))


@bp.post("/edit")
@needs(Permission.CHANGE_RULES)
def update() -> ResponseReturnValue:
    """Put the changed table in force; a broken one is shown again with the row named."""
    form = RulesForm()
    seen = int(form.seen.data) if (form.seen.data or "").isdecimal() else -1
    try:
        made = attempt(
            form,
            lambda: actions.write_rules(
                form.text.data or "", form.why.data or "", seen=seen, by=current_user()
            ),
        )
    except WrongState as error:
        form.form_errors = [*form.form_errors, error.message]
        made = None
    if made is None:
        return _edit(form), 422
    flash(f"Version {made.version} is in force.", "success")
    return redirect(url_for(".index"), code=303)


@bp.get("/shipped")
@needs(Permission.CHANGE_RULES)
def shipped() -> ResponseReturnValue:
    """Offer the table that Searchlight ships, to go back to."""
    version = queries.current_version()
    return _edit(RulesForm(formdata=None, data={"text": queries.SHIPPED, "seen": str(version)}))


@bp.get("/versions/<int:version>")
@signed_in
def version(version: int) -> ResponseReturnValue:
    """Show one version as it was written."""
    return render_template(
        "staff/rules/version.html", section="rules", version=version, text=queries.text_of(version)
    )


def _edit(form: RulesForm) -> str:
    return render_template("staff/rules/edit.html", section="rules", form=form)
