"""Staff pages: make an account by hand, step by step, where a platform lets no program make one."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField, SelectField, StringField

from app.web.access import check_case, current_user, needs, sees_case
from app.web.forms import Form, attempt, choices
from campaigns.appeals.propose import named_for
from campaigns.cases.model import CaseKind, CaseState
from campaigns.cases.queries import get_case, list_cases_of
from campaigns.channels import connecting, desk_queries, handles, plans, queries
from campaigns.channels.model import AccountPlan
from campaigns.kernel import settings
from campaigns.kernel.errors import NotFound, PlatformError
from campaigns.users.rules import Permission

bp = Blueprint("account_plans", __name__, url_prefix="/channels/plans")


class StartForm(Form):
    """For which case an account is made, if for one."""

    case_id = SelectField("Made for", coerce=int, default=0)
    platform_name = HiddenField()


class HandleForm(Form):
    """The name that the account is to have."""

    handle = StringField("Name of the account")


def start_form(platform_name: str) -> StartForm:
    """Return the form that begins a plan, with the open cases of this person."""
    form = StartForm(platform_name=platform_name, prefix="plan-")
    open_cases = list_cases_of(current_user(), state=CaseState.OPEN)
    named = ((each.id, f"{each.reference} {each.title}") for each in open_cases)
    form.case_id.choices = choices(named, first="The house, for every appeal")
    return form


@bp.post("")
@needs(Permission.MANAGE_CHANNELS)
def start() -> ResponseReturnValue:
    """Begin to make an account by hand."""
    form, user = StartForm(prefix="plan-"), current_user()
    case_id = form.case_id.data or None
    if case_id is not None:
        check_case(user, case_id)
    plan = plans.start(form.platform_name.data or "", case_id, by=user)
    return _to(plan)


@bp.get("/<int:plan_id>")
@needs(Permission.MANAGE_CHANNELS)
def show(plan_id: int) -> ResponseReturnValue:
    """Show the steps, and names that could be had."""
    plan = _ours(plan_id)
    return _show(plan, HandleForm(formdata=None, handle=plan.handle))


def _ours(plan_id: int) -> AccountPlan:
    plan = desk_queries.get_plan(plan_id)
    if plan.case_id is not None and not sees_case(current_user(), plan.case_id):
        raise NotFound("There is no such plan.")
    return plan


def _show(plan: AccountPlan, form: HandleForm) -> ResponseReturnValue:
    platform = queries.get_platform(plan.platform)
    case = get_case(plan.case_id) if plan.case_id is not None else None
    proposed = []
    if case is not None:
        missing = case.kind is CaseKind.MISSING
        proposed = handles.propose(named_for(case) or case.title, case.reference, missing=missing)
    free, trouble = None, ""
    if proposed and platform.tells_free and "check" in request.args:
        try:
            free = set(connecting.free_handles(plan.platform, proposed))
        except PlatformError as error:
            trouble = error.message
    page = render_template(
        "staff/channels/plan.html",
        section="channels",
        plan=plan,
        platform=platform,
        made_for=case,
        proposed=proposed,
        free=free,
        trouble=trouble,
        done={each["step"]: each for each in plan.steps_done},
        form=form,
        zone=settings.current().default_zone,
    )
    return page, 422 if form.errors else 200


@bp.post("/<int:plan_id>/tick")
@needs(Permission.MANAGE_CHANNELS)
def tick(plan_id: int) -> ResponseReturnValue:
    """Say that a step is done, or is not after all."""
    plan = _ours(plan_id)
    step, done = request.form.get("step", ""), request.form.get("done") == "yes"
    return _to(plans.tick(plan.id, step, done=done, by=current_user()))


@bp.post("/<int:plan_id>/name")
@needs(Permission.MANAGE_CHANNELS)
def name(plan_id: int) -> ResponseReturnValue:
    """Keep the name that the account is to have."""
    plan, form = _ours(plan_id), HandleForm()
    done = attempt(form, lambda: plans.name(plan.id, form.handle.data or "", by=current_user()))
    return _to(done) if done is not None else _show(plan, form)


@bp.post("/<int:plan_id>/give-up")
@needs(Permission.MANAGE_CHANNELS)
def give_up(plan_id: int) -> ResponseReturnValue:
    """Stop making an account."""
    plans.give_up(_ours(plan_id).id, by=current_user())
    flash("Given up. What was ticked stays on record.", "success")
    return redirect(url_for("staff.channels.index"), code=303)


def _to(plan: AccountPlan) -> ResponseReturnValue:
    return redirect(url_for(".show", plan_id=plan.id), code=303)
