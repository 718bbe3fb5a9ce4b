"""Staff pages: the triage list and a tip."""

from typing import TypeVar

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.staff import tip_rows
from app.staff.tip_console import (
    BULK_MOST,
    AnswerForm,
    Entries,
    LinkForm,
    NoteForm,
    around_of,
    back,
    console,
    ids_in,
)
from app.staff.tip_rows import Asked
from app.web.access import current_user, needs
from app.web.forms import attempt
from campaigns.kernel.errors import Invalid, NotFound, WrongState
from campaigns.leads import actions as leads
from campaigns.timeline import queries as timeline
from campaigns.tips import actions, triage
from campaigns.tips.model import Priority, TipState
from campaigns.users.rules import Permission

bp = Blueprint("tips", __name__, url_prefix="/cases/<int:case_id>/tips")

S = TypeVar("S", TipState, Priority)


@bp.get("")
@needs(Permission.READ_TIPS)
def index(case_id: int) -> ResponseReturnValue:
    """Show the triage list."""
    named = tip_rows.number_in(Asked.read().query)
    if named is not None:
        return redirect(url_for(".show", case_id=case_id, tip_id=named))
    return console(case_id)


@bp.get("/list")
@needs(Permission.READ_TIPS)
def refresh(case_id: int) -> ResponseReturnValue:
    """Give the list alone, or 304 if nothing has happened in the case since (`since`)."""
    version = timeline.last_seq(case_id)
    etag = f'"{version}"'
    headers = {"ETag": etag, "Cache-Control": "private, no-cache"}
    if request.args.get("since") == str(version) or request.headers.get("If-None-Match") == etag:
        return Response(status=304, headers=headers)
    open_id = request.args.get("open", type=int)
    body = render_template("staff/tips/list.html", **around_of(case_id), open_id=open_id)
    return Response(body, headers=headers)


@bp.get("/<int:tip_id>")
@needs(Permission.READ_TIPS)
def show(case_id: int, tip_id: int) -> ResponseReturnValue:
    """Show a tip beside the list; whoever opens it first is written down."""
    tip = triage.open_tip(case_id, tip_id, by=current_user())
    return console(case_id, tip.id)


@bp.post("/<int:tip_id>/claim")
@needs(Permission.TRIAGE_TIPS)
def claim(case_id: int, tip_id: int) -> ResponseReturnValue:
    """Take a tip."""
    return back(case_id, tip_id, lambda: [triage.claim(case_id, tip_id, by=current_user())])


@bp.post("/<int:tip_id>/unclaim")
@needs(Permission.TRIAGE_TIPS)
def unclaim(case_id: int, tip_id: int) -> ResponseReturnValue:
    """Let go of a tip."""
    return back(case_id, tip_id, lambda: [triage.unclaim(case_id, tip_id, by=current_user())])


@bp.post("/<int:tip_id>/state")
@needs(Permission.TRIAGE_TIPS)
def state(case_id: int, tip_id: int) -> ResponseReturnValue:
    """Say where a tip stands."""
    to = _choice(TipState, request.form.get("state"))
    return back(case_id, tip_id, lambda: [triage.set_state(case_id, tip_id, to, by=current_user())])


@bp.post("/<int:tip_id>/priority")
@needs(Permission.TRIAGE_TIPS)
def priority(case_id: int, tip_id: int) -> ResponseReturnValue:
    """Say how soon a tip should be dealt with."""
    to = _choice(Priority, request.form.get("priority"))
    user = current_user()
    return back(case_id, tip_id, lambda: [triage.set_priority(case_id, tip_id, to, by=user)])


def _choice(kind: type[S], given: str | None) -> S:
    """Return what a form chose, or Invalid."""
    try:
        return kind(given or "")
    except ValueError:
        raise Invalid("Choose one of the buttons.") from None


@bp.post("/<int:tip_id>/note")
@needs(Permission.TRIAGE_TIPS)
def note(case_id: int, tip_id: int) -> ResponseReturnValue:
    """Write a note for staff."""
    form, user = NoteForm(), current_user()
    done = attempt(form, lambda: triage.add_note(case_id, tip_id, form.note.data or "", by=user))
    if done is None:
        return console(case_id, tip_id, 422, note=form)
    return back(case_id, tip_id, list, "Note kept.")


@bp.post("/<int:tip_id>/answer")
@needs(Permission.TRIAGE_TIPS)
def answer(case_id: int, tip_id: int) -> ResponseReturnValue:
    """Answer the sender."""
    form, user = AnswerForm(), current_user()
    try:
        done = attempt(
            form, lambda: actions.answer_sender(case_id, tip_id, form.text.data or "", by=user)
        )
    except WrongState as error:
        form.form_errors = [error.message]
        done = None
    if done is None:
        return console(case_id, tip_id, 422, answer=form)
    return back(case_id, tip_id, list, "Your answer is on its way to the sender.")


@bp.post("/<int:tip_id>/link")
@needs(Permission.TRIAGE_TIPS)
def link(case_id: int, tip_id: int) -> ResponseReturnValue:
    """Say that a tip speaks of the same thing as others."""
    form, user = LinkForm(), current_user()
    others = ids_in(form.same_as.data or "")
    try:
        linked = attempt(
            form,
            lambda: leads.link_as_same(
                case_id, [*others, tip_id], by=user, independent=not form.echo.data
            ),
        )
    except NotFound as error:
        form.same_as.errors = [error.message]
        linked = None
    if linked is None:
        return console(case_id, tip_id, 422, link=form)
    return back(case_id, tip_id, lambda: linked.entries)


@bp.post("/<int:tip_id>/unlink")
@needs(Permission.TRIAGE_TIPS)
def unlink(case_id: int, tip_id: int) -> ResponseReturnValue:
    """Say that a tip speaks of something else after all."""
    user = current_user()
    return back(case_id, tip_id, lambda: [leads.unlink(case_id, tip_id, by=user)])


@bp.post("/<int:tip_id>/independent")
@needs(Permission.TRIAGE_TIPS)
def independent(case_id: int, tip_id: int) -> ResponseReturnValue:
    """Say whether a tip is a report of its own or an echo."""
    own, user = request.form.get("independent") == "yes", current_user()
    return back(
        case_id,
        tip_id,
        lambda: [leads.set_independent(case_id, tip_id, independent=own, by=user)],
    )


@bp.post("/<int:tip_id>/evidence/<int:evidence_id>/show")
@needs(Permission.READ_TIPS)
def show_evidence(case_id: int, tip_id: int, evidence_id: int) -> ResponseReturnValue:
    """Show a file that was held."""
    triage.show_evidence(case_id, tip_id, evidence_id, by=current_user())
    return back(case_id, tip_id, list)


@bp.post("/bulk")
@needs(Permission.TRIAGE_TIPS)
def bulk(case_id: int) -> ResponseReturnValue:
    """Do one thing to several tips."""
    tip_ids = sorted({int(each) for each in request.form.getlist("tip") if each.isdecimal()})
    open_id = request.form.get("open", type=int)
    return back(case_id, open_id, lambda: _do_bulk(case_id, tip_ids[:BULK_MOST]))


def _do_bulk(case_id: int, tip_ids: list[int]) -> Entries:
    deed, user = request.form.get("deed", ""), current_user()
    if not tip_ids:
        raise Invalid("Choose one or more tips first.")
    if deed == "link":
        return leads.link_as_same(case_id, tip_ids, by=user).entries
    if deed == "claim":
        done = triage.claim_many(case_id, tip_ids, by=user)
    else:
        done = triage.set_state_many(case_id, tip_ids, _choice(TipState, deed), by=user)
    for words in done.refused:
        flash(words, "wait")
    return done.entries


@bp.post("/undo")
@needs(Permission.TRIAGE_TIPS)
def undo(case_id: int) -> ResponseReturnValue:
    """Take back what was just done."""
    entry_ids, user = ids_in(request.form.get("entries", "")), current_user()
    open_id = request.form.get("open", type=int)
    return back(case_id, open_id, lambda: leads.undo(case_id, entry_ids, by=user), "Undone.")
