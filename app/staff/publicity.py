"""Staff pages: should we publish? The harm check, who decided, and what makes us ask again."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.staff.publicity_forms import (
    ABOUT,
    AskForm,
    DecideForm,
    RecheckForm,
    check_form,
    check_id_of,
    id_of,
)
from app.web.access import current_user, needs
from app.web.forms import Form, attempt
from campaigns.cases import queries as cases
from campaigns.cases.model import Case, CaseState, DecisionKind
from campaigns.cases.scopes import Scope
from campaigns.deliveries import queries as deliveries
from campaigns.families import queries as families
from campaigns.kernel.errors import Invalid, WrongState
from campaigns.policy import queries as policy
from campaigns.policy.table import Doubt
from campaigns.publicity import actions, confirming, covered, queries, rules
from campaigns.publicity.rechecks import request_recheck
from campaigns.tips import queries as tips
from campaigns.users.rules import Permission, can

bp = Blueprint("publicity", __name__, url_prefix="/cases/<int:case_id>/publicity")


@bp.get("")
@needs(Permission.SEE_CASE)
def show(case_id: int) -> ResponseReturnValue:
    """Show where the case stands, and what is asked of this person."""
    return _page(cases.get_case(case_id))


@bp.post("/check")
@needs(Permission.CHECK_HARM)
def check(case_id: int) -> ResponseReturnValue:
    """Take the answers to the harm check."""
    case = cases.get_case(case_id)
    form = check_form(case, policy.current(), fresh=False)
    made = attempt(form, lambda: actions.answer_check(case_id, form.said(), by=current_user()))
    if made is None:
        return _page(case, check=form), 422
    flash("Answered. Now someone decides.", "success")
    return redirect(url_for(".show", case_id=case_id, _anchor="decide"), code=303)


@bp.post("/decide")
@needs(Permission.SEE_CASE)
def decide(case_id: int) -> ResponseReturnValue:
    """Take one's own decision."""
    form = DecideForm()
    return _decided(case_id, form, None)


@bp.post("/by-phone")
@needs(Permission.CHECK_HARM)
def by_phone(case_id: int) -> ResponseReturnValue:
    """Write down what someone decided by phone; they confirm it."""
    form = DecideForm(prefix="phone")
    return _decided(case_id, form, form.decided_by_id.data or 0)


def _decided(case_id: int, form: DecideForm, decider_id: int | None) -> ResponseReturnValue:
    def act() -> object:
        if decider_id == 0:
            raise Invalid("Who decided?", {"decided_by_id": "Choose who decided."})
        return actions.decide(
            case_id,
            _kind(form),
            why=form.why.data or "",
            check_id=check_id_of(form),
            decided_by_id=decider_id,
            by=current_user(),
        )

    name = "decide" if decider_id is None else "phone"
    try:
        made = attempt(form, act)
    except WrongState as error:
        form.form_errors = [*form.form_errors, error.message]
        made = None
    if made is None:
        return _page(cases.get_case(case_id), **{name: form}), 422
    flash("The decision is recorded.", "success")
    return redirect(url_for(".show", case_id=case_id), code=303)


def _kind(form: DecideForm) -> DecisionKind:
    if form.kind.data not in {DecisionKind.PUBLISH, DecisionKind.WITHHOLD}:
        raise Invalid("What is decided?", {"kind": "Choose whether to publish."})
    return DecisionKind(form.kind.data)


@bp.post("/ask")
@needs(Permission.CHECK_HARM)
def ask(case_id: int) -> ResponseReturnValue:
    """Ask someone to decide."""
    form = AskForm()
    done = attempt(
        form,
        lambda: (
            actions.ask_to_decide(case_id, form.decider_id.data or 0, by=current_user()) or "done"
        ),
    )
    if done is None:
        return _page(cases.get_case(case_id), ask=form), 422
    flash("They are told at once.", "success")
    return redirect(url_for(".show", case_id=case_id), code=303)


@bp.post("/again")
@needs(Permission.ASK_AGAIN)
def again(case_id: int) -> ResponseReturnValue:
    """Raise a doubt by hand."""
    form = RecheckForm()
    about = form.parts()
    _check_there(case_id, about)
    done = attempt(
        form,
        lambda: request_recheck(
            case_id,
            form.why.data or "",
            about,
            doubt=ABOUT[about[0]] if about else Doubt.STAFF,
            pause=bool(form.pause.data),
            actor=current_user().actor,
        ),
    )
    if done is None:
        return _page(cases.get_case(case_id), recheck=form), 422
    flash("Who decided is told at once.", "success")
    return redirect(url_for(".show", case_id=case_id), code=303)


def _check_there(case_id: int, about: tuple[str, int] | None) -> None:
    """Refuse a doubt about a tip or a message that is not of this case."""
    if about is not None:
        (tips.get_tip if about[0] == "tip" else families.get_message)(case_id, about[1])


@bp.get("/decisions/<int:decision_id>")
@needs(Permission.SEE_CASE)
def decision(case_id: int, decision_id: int) -> ResponseReturnValue:
    """Show one decision: what was asked, answered, decided, by whom, under which rules."""
    found = queries.get_decision(case_id, decision_id)
    check = queries.get_check(case_id, found.check_id) if found.check_id else None
    return render_template(
        "staff/publicity/decision.html",
        case=cases.get_case(case_id),
        section="publicity",
        decision=found,
        check=check,
        scopes=Scope,
        judged=actions.judged_of(check) if check else None,
        said=queries.find_confirmation(found.id),
        reads=rules.reads_answers(current_user()),
        ended=[e for e in queries.list_rechecks(case_id) if e.decision_id == found.id],
    )


@bp.post("/decisions/<int:decision_id>/confirm")
@needs(Permission.DECIDE_PUBLICITY)
def confirm(case_id: int, decision_id: int) -> ResponseReturnValue:
    """Say that a decision written down for oneself is one's own."""
    confirming.confirm(case_id, decision_id, agreed=True, by=current_user())
    flash("Confirmed.", "success")
    return redirect(url_for(".decision", case_id=case_id, decision_id=decision_id), code=303)


@bp.post("/decisions/<int:decision_id>/disown")
@needs(Permission.DECIDE_PUBLICITY)
def disown(case_id: int, decision_id: int) -> ResponseReturnValue:
    """Say that a decision written down for oneself is not one's own; publishing pauses."""
    confirming.confirm(case_id, decision_id, agreed=False, by=current_user())
    flash("Publishing is paused until it is decided again.", "warning")
    return redirect(url_for(".show", case_id=case_id), code=303)


def _page(case: Case, **sent: Form) -> str:
    """Show the whole page; a form that was sent and refused stays as it was typed."""
    user, table = current_user(), policy.current()
    latest = queries.find_check(case.id)
    rank = latest.rank if latest else table.deciders[case.kind][case.risk]
    deciders = queries.list_deciders(table, rank, cases.list_members(case.id))
    blank, opened = {"check_id": id_of(latest)}, queries.list_open_rechecks(case.id)
    forms: dict[str, Form] = {
        "check_form": sent.get("check") or check_form(case, table, fresh=True),
        "decide_form": sent.get("decide") or DecideForm(formdata=None, data=blank),
        "phone_form": sent.get("phone") or DecideForm(formdata=None, prefix="phone", data=blank),
        "ask_form": sent.get("ask") or AskForm(formdata=None),
        "recheck_form": sent.get("recheck")
        or RecheckForm(formdata=None, about=request.args.get("about", "")),
    }
    forms["ask_form"].offer(deciders)
    forms["phone_form"].offer(deciders, user)
    return render_template(
        "staff/publicity/show.html",
        case=case,
        section="publicity",
        open=case.state is CaseState.OPEN,
        latest=latest,
        outdated=latest is not None and actions.is_stale(case, latest),
        judged=actions.judged_of(latest) if latest else None,
        counts=queries.find_decision(case.id),
        unconfirmed=queries.list_unconfirmed(case.id),
        decisions=cases.list_decisions(case.id)[::-1],
        opened=opened,
        bare=covered.uncovered(case),
        published=len(deliveries.list_to_take_down(case.id)),
        reads=rules.reads_answers(user),
        decides=rules.may_decide(user, table, rank),
        may_withhold=can(user, Permission.DECIDE_PUBLICITY),
        needed=table.label(rank),
        mine=table.label(table.rank_of(user)),
        deciders=deciders,
        table=table,
        **forms,
    )
