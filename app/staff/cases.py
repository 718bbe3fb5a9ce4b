"""Staff pages: cases: mine, a new one, and one at a glance."""

from functools import partial
from zoneinfo import available_timezones

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.staff.case_forms import (
    CaseForm,
    DecisionForm,
    HoldersForm,
    MemberForm,
    NewCaseForm,
    overview_forms,
)
from app.staff.case_tasks import tasks_of
from app.web.access import current_user, needs, signed_in
from app.web.forms import Form, attempt
from campaigns.appeals import actions as appeals
from campaigns.appeals import queries as appeal_queries
from campaigns.cases import actions, queries
from campaigns.cases import publicity_actions as publicity
from campaigns.cases.given import lines
from campaigns.cases.model import Case, CaseKind, CaseState, Risk
from campaigns.deliveries import queries as deliveries
from campaigns.deliveries.waiting import told
from campaigns.kernel import settings
from campaigns.kernel.text import clean
from campaigns.publicity.covered import counts
from campaigns.timeline import queries as timeline
from campaigns.users.rules import Permission

bp = Blueprint("cases", __name__, url_prefix="/cases")
LATEST = 8
PER_PAGE = 200


@bp.get("")
@signed_in
def index() -> ResponseReturnValue:
    """Show my cases."""
    words = clean(request.args.get("q", ""))
    raw_state = request.args.get("state", "")
    state = CaseState(raw_state) if raw_state in set(CaseState) else None
    found = queries.list_cases_of(current_user(), words, state, limit=PER_PAGE)
    return render_template(
        "staff/cases/index.html",
        cases=found,
        appeals={case.id: appeal_queries.find_appeal(case.id) for case in found},
        words=words,
        state=state,
        states=CaseState,
        section="cases",
    )


@bp.get("/new")
@needs(Permission.OPEN_CASE)
def new() -> ResponseReturnValue:
    """Show the form for a new case."""
    user = current_user()
    zone = settings.current().default_zone
    form = NewCaseForm(formdata=None, data={"lead_id": user.id, "timezone": zone})
    return _new_page(form)


@bp.post("")
@needs(Permission.OPEN_CASE)
def create() -> ResponseReturnValue:
    """Open a case, and go on to its launch form."""
    form, user = NewCaseForm(), current_user()
    form.offer()
    case = attempt(
        form,
        lambda: actions.open_case(
            kind=CaseKind(form.kind.data),
            title=form.title.data or "",
            risk=Risk(form.risk.data),
            lead_id=form.lead_id.data,
            deputy_id=form.deputy_id.data or form.lead_id.data,
            liaison_id=form.liaison_id.data or None,
            timezone=form.timezone.data or None,
            reference=form.reference.data or "",
            actor=user.actor,
        ),
    )
    if case is None:
        return _new_page(form), 422
    appeals.start_appeal(case.id, actor=user.actor)
    flash(f"{case.reference} is open. Now tell what is known.", "success")
    return redirect(url_for("staff.launch.show", case_id=case.id), code=303)


def _new_page(form: NewCaseForm) -> str:
    form.offer()
    zones = sorted(name for name in available_timezones() if "/" in name)
    return render_template("staff/cases/new.html", form=form, zones=zones, section="cases")


@bp.get("/<int:case_id>")
@needs(Permission.SEE_CASE)
def show(case_id: int) -> ResponseReturnValue:
    """Show a case at a glance."""
    return _overview(queries.get_case(case_id))


def _overview(case: Case, **sent: Form) -> str:
    consents = queries.list_consents(case.id)
    return render_template(
        "staff/cases/show.html",
        case=case,
        section="overview",
        appeal=appeal_queries.find_appeal(case.id),
        tasks=tasks_of(case, current_user()),
        members=queries.list_members(case.id),
        decisions=queries.list_decisions(case.id),
        consents=consents,
        stands={each.id for each in consents if counts(each)},
        upcoming=deliveries.list_upcoming(case.id, limit=LATEST),
        waits=partial(told, quiet=appeal_queries.quiet_of(case.id)),
        entries=timeline.page(case.id, limit=LATEST),
        **overview_forms(case, current_user(), **sent),
    )


def _done(case_id: int, words: str, done: object, **sent: Form) -> ResponseReturnValue:
    """Go back to the overview, or show the form that was refused as it was typed."""
    if done is None:
        return _overview(queries.get_case(case_id), **sent), 422
    flash(words, "success")
    return redirect(url_for(".show", case_id=case_id), code=303)


@bp.post("/<int:case_id>/edit")
@needs(Permission.EDIT_CASE)
def update(case_id: int) -> ResponseReturnValue:
    """Change what the case says of itself."""
    form = CaseForm()
    done = attempt(
        form,
        lambda: actions.edit_case(
            case_id,
            title=form.title.data,
            risk=Risk(form.risk.data),
            reference=form.reference.data,
            timezone=form.timezone.data,
            partners=lines(form.partners.data or ""),
            actor=current_user().actor,
        ),
    )
    return _done(case_id, "Saved.", done, case_form=form)


@bp.post("/<int:case_id>/holders")
@needs(Permission.MANAGE_MEMBERS)
def hold(case_id: int) -> ResponseReturnValue:
    """Say who holds the case."""
    form = HoldersForm()
    form.offer()
    done = attempt(
        form,
        lambda: actions.change_holders(
            case_id,
            form.lead_id.data,
            form.deputy_id.data or form.lead_id.data,
            form.liaison_id.data or None,
            actor=current_user().actor,
        ),
    )
    return _done(case_id, "Saved who holds the case.", done, holders_form=form)


@bp.post("/<int:case_id>/members")
@needs(Permission.MANAGE_MEMBERS)
def add_member(case_id: int) -> ResponseReturnValue:
    """Let someone work on the case."""
    form = MemberForm()
    form.offer(queries.get_case(case_id))
    done = attempt(
        form,
        lambda: actions.add_member(case_id, form.user_id.data, actor=current_user().actor),
    )
    return _done(case_id, "They can work on the case now.", done, member_form=form)


@bp.post("/<int:case_id>/members/<int:user_id>/remove")
@needs(Permission.MANAGE_MEMBERS)
def remove_member(case_id: int, user_id: int) -> ResponseReturnValue:
    """Take someone off the case."""
    actions.remove_member(case_id, user_id, actor=current_user().actor)
    flash("They no longer work on the case.", "success")
    if user_id == current_user().id:
        return redirect(url_for(".index"), code=303)
    return redirect(url_for(".show", case_id=case_id) + "#people", code=303)


@bp.post("/<int:case_id>/decisions")
@needs(Permission.EDIT_CASE)
def decide(case_id: int) -> ResponseReturnValue:
    """Record a decision."""
    form = DecisionForm()
    form.offer(queries.get_case(case_id))
    done = attempt(
        form,
        lambda: publicity.record_decision(
            case_id,
            form.what.data or "",
            why=form.why.data or "",
            decided_by_id=form.decided_by_id.data,
            actor=current_user().actor,
        ),
    )
    return _done(case_id, "Decision recorded.", done, decision_form=form)
