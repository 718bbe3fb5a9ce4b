"""Staff pages: what others still show when a case is closed, and what was asked of them."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired

from app.web.access import current_user, needs
from app.web.forms import Form, attempt
from campaigns.cases.queries import get_case
from campaigns.closure import requests, residue
from campaigns.closure.model import RESIDUE_ENDED, ResidueKind, ResidueState
from campaigns.closure.residue_queries import get_residue, list_residue
from campaigns.media.poster_queries import list_places
from campaigns.users.rules import Permission

bp = Blueprint("residue", __name__, url_prefix="/cases/<int:case_id>/close/residue")
ENDS = {each.value: each.label for each in ResidueState if each in RESIDUE_ENDED}


class AddForm(Form):
    """One thing that others show."""

    kind = SelectField("What is it?", choices=dict(ResidueKind.choices()))
    place = StringField("Where?", [DataRequired("Say where it is.")])
    address = StringField("Its address", [DataRequired("Give its address.")])
    who = StringField("Who put it there? (optional)")


class AskForm(Form):
    """What was asked of them."""

    text = TextAreaField("What you sent", [DataRequired("Paste the words that you sent.")])


class EndForm(Form):
    """How it ended."""

    state = RadioField("How did it end?", [DataRequired("Choose one.")], choices=ENDS)
    reason = StringField("What did you see, or why will it stay?", [DataRequired("Say more.")])


@bp.get("")
@needs(Permission.SEE_CASE)
def index(case_id: int) -> ResponseReturnValue:
    """Show what others still show, with a request to copy for each."""
    return _show(case_id, {})


@bp.post("")
@needs(Permission.SETTLE_DELIVERY)
def add(case_id: int) -> ResponseReturnValue:
    """Write down one thing that others show."""
    form, by = AddForm(), current_user()
    made = attempt(
        form,
        lambda: residue.add_residue(
            case_id,
            ResidueKind(form.kind.data),
            form.place.data or "",
            form.address.data or "",
            form.who.data or "",
            by=by,
        ),
    )
    if made is None:
        return _show(case_id, {"add": form}), 422
    return _done(case_id, "It is on the list. Copy the request below, and send it.")


@bp.post("/<int:residue_id>/asked")
@needs(Permission.SETTLE_DELIVERY)
def asked(case_id: int, residue_id: int) -> ResponseReturnValue:
    """Note that someone was asked."""
    form, by = AskForm(prefix=f"ask-{residue_id}-"), current_user()
    words = form.text.data or ""
    if attempt(form, lambda: residue.note_asked(case_id, residue_id, words, by=by)) is None:
        return _show(case_id, {f"ask_{residue_id}": form}), 422
    return _done(case_id, "Noted. You are reminded after a week, and after a month.")


@bp.post("/<int:residue_id>/ended")
@needs(Permission.SETTLE_DELIVERY)
def ended(case_id: int, residue_id: int) -> ResponseReturnValue:
    """Note that it is gone, or that it will stay."""
    form, by = EndForm(prefix=f"end-{residue_id}-"), current_user()
    done = attempt(
        form,
        lambda: residue.end_residue(
            case_id, residue_id, ResidueState(form.state.data), form.reason.data or "", by=by
        ),
    )
    if done is None:
        return _show(case_id, {f"end_{residue_id}": form}), 422
    return _done(case_id, f"Noted: {get_residue(case_id, residue_id).state.label.lower()}.")


def _done(case_id: int, words: str) -> ResponseReturnValue:
    flash(words, "success")
    return redirect(url_for(".index", case_id=case_id), code=303)


def _show(case_id: int, typed: dict[str, Form]) -> str:
    rows = list_residue(case_id)
    forms: dict[str, Form] = {"add": AddForm(formdata=None)}
    drafts = {row.id: requests.drafts(row.kind, row.url) for row in rows}
    for row in rows:
        if row.state not in RESIDUE_ENDED:
            forms[f"ask_{row.id}"] = AskForm(
                formdata=None, prefix=f"ask-{row.id}-", text=drafts[row.id]["en"]
            )
            forms[f"end_{row.id}"] = EndForm(formdata=None, prefix=f"end-{row.id}-")
    return render_template(
        "staff/closure/residue.html",
        case=get_case(case_id),
        section="close",
        rows=rows,
        drafts=drafts,
        languages=requests.LANGUAGES,
        hanging=[each for each in list_places(case_id) if each.removed_at is None],
        forms={**forms, **typed},
    )
